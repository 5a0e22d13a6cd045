"""A mapping: which columns of a table say what. One TOML file for each kind of table.

    platform = "reps"             # the kind of system, a slug; "table" when not said
    one_activity_per = "row"      # what one row is; the only choice there is

    [columns]                     # the table's own names; in JSON also "author.login"
    id = "report_id"              # none: a row is known by what the columns below say
    account = "person"            # who did it at the source; else login, address or name is
    name = "shown name"           # optional, as are the next two
    address = "mail"              # only a keyed hash of it is kept
    login = "nick"
    kind = "activity"             # or [constant]
    area = "areas"                # or [constant]
    date = "date"

    [constant]                    # where no column says it, or where a row's cell does not
    kind = "report"
    area = "engagement"

    [date]
    formats = ["%d/%m/%Y", "epoch"]  # as in Python's strptime; also "epoch" and "epoch-ms"
    zone = "Europe/Paris"         # of times that name none; UTC when not said

    [kind.values]                 # the cell's word = one of sources/kinds.toml
    "Bug reported" = "issue"

    [kind]
    others = "other"              # what a word not listed means; "" for: as if it were empty

    [area]                        # `values` and `others` as for kind, and
    separator = "|"               # where a cell may name several areas: an activity in each

    [only]                        # rows to load, by column; others are passed over
    state = ["approved"]

    [coverage]                    # as far as the rows reach, when not said
    from = 2011-02-01
    to = 2015-12-31
    from_birth = true             # the table reaches back to where the system began

Dates in ISO 8601 and in the form of mail (RFC 2822) need no format. A day without a time stays
that day in any zone.
"""

import tomllib
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from parvis.measure.sources.base import SourceError
from parvis.measure.sources.kinds import kinds, nearest
from parvis.measure.sources.span import naive

FIELDS = ("id", "account", "name", "address", "login", "kind", "area", "date")
WHO = ("account", "login", "address", "name")  # the first that a row has is its account
WORDS = ("epoch", "epoch-ms")
SHAPE: dict[str, tuple[str, ...] | None] = {  # None: keys are the table's own words
    "columns": FIELDS,
    "constant": ("kind", "area"),
    "date": ("formats", "zone"),
    "kind": ("values", "others"),
    "area": ("values", "others", "separator"),
    "only": None,
    "coverage": ("from", "to", "from_birth"),
}


@dataclass(frozen=True)
class Words:
    """What the words of a column mean; keys are in small letters."""

    values: Dict[str, str] = field(default_factory=dict)
    others: str | None = None  # None: a word not listed means itself, if anything
    constant: str | None = None
    separator: str | None = None


@dataclass(frozen=True)
class Mapping:
    """A mapping that was read, and checked against itself."""

    file: str
    columns: Dict[str, str]
    kind: Words
    area: Words
    platform: str = "table"
    formats: tuple[str, ...] = ()
    zone: ZoneInfo | None = None
    only: Dict[str, frozenset[str]] = field(default_factory=dict)
    covered_from: datetime | None = None
    covered_to: datetime | None = None
    from_birth: bool = False

    @property
    def wanted(self) -> list[str]:
        """The columns a table must have."""
        return list(dict.fromkeys([*self.columns.values(), *self.only]))


def read_mapping(path: Path) -> Mapping:
    """Read a mapping. Raises SourceError that names the file, the entry and the remedy."""
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}). Name a mapping.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} is not TOML: {error}. Mend it there.") from error
    return _Reader(str(path), said).mapping()


class _Reader:
    def __init__(self, file: str, said: dict[str, Any]) -> None:
        self.file = file
        self.said = said

    def mapping(self) -> Mapping:
        self._check_shape()
        self._check_columns()
        return Mapping(
            file=self.file,
            columns=self.said["columns"],
            kind=self._words("kind"),
            area=self._words("area"),
            platform=self._text("platform", self.said.get("platform", "table")),
            formats=self._formats(),
            zone=self._zone(),
            only={c: self._allowed(c, v) for c, v in self.said.get("only", {}).items()},
            covered_from=self._moment("from"),
            covered_to=self._moment("to"),
            from_birth=bool(self.said.get("coverage", {}).get("from_birth", False)),
        )

    def refuse(self, problem: str) -> SourceError:
        return SourceError(f"{self.file}: {problem}")

    def _check_shape(self) -> None:
        self._check_keys("", self.said, ("platform", "one_activity_per", *SHAPE))
        for name, known in SHAPE.items():
            table = self.said.get(name, {})
            if not isinstance(table, dict):
                raise self.refuse(f"{name} is a table; write [{name}] above its entries.")
            if known is not None:
                self._check_keys(f"{name}.", table, known)
        if self.said.get("one_activity_per", "row") != "row":
            raise self.refuse('one_activity_per can only be "row".')

    def _check_keys(self, above: str, table: dict[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                hint = nearest(key, list(known))
                raise self.refuse(f"{above}{key} is nothing a mapping can say. {hint}")

    def _check_columns(self) -> None:
        columns = self.said.setdefault("columns", {})
        for name, column in columns.items():
            self._text(f"columns.{name}", column)
        if "date" not in columns:
            raise self.refuse("columns.date is missing: name the column that says when.")
        if not any(who in columns for who in WHO):
            raise self.refuse("columns.account is missing: name the column that says who.")
        if "kind" not in columns and "kind" not in self.said.get("constant", {}):
            raise self.refuse("The kind is missing: name columns.kind, or set constant.kind.")

    def _words(self, name: str) -> Words:
        said, constant = self.said.get(name, {}), self.said.get("constant", {}).get(name)
        values = said.get("values", {})
        every = {**{f"{name}.values.{k!r}": v for k, v in values.items()}}
        every |= {f"{name}.others": said.get("others"), f"constant.{name}": constant}
        for place, word in every.items():
            self._check_word(name, place, word)
        by_word = {k.strip().casefold(): v for k, v in values.items()}
        return Words(by_word, said.get("others"), constant, said.get("separator"))

    def _check_word(self, name: str, place: str, word: Any) -> None:
        """A kind is one of the vocabulary; an area is a slug; "" is neither."""
        if word is None or word == "":
            return
        self._text(place, word)
        if name == "kind" and word not in kinds():
            hint = nearest(word, list(kinds()))
            raise self.refuse(f"{place} = {word!r} is not a kind of contribution. {hint}")
        if name == "area" and not is_slug(word):
            raise self.refuse(f"{place} = {word!r} is not an area. Write its slug, like 'qa'.")

    def _formats(self) -> tuple[str, ...]:
        formats = self.said.get("date", {}).get("formats", [])
        for one in formats if isinstance(formats, list) else [None]:
            if not isinstance(one, str) or not ("%" in one or one in WORDS):
                raise self.refuse(
                    f"date.formats has {one!r}, which is no format. Write a list like "
                    '["%d/%m/%Y", "epoch"].'
                )
        return tuple(formats)

    def _zone(self) -> ZoneInfo | None:
        zone = self.said.get("date", {}).get("zone")
        if zone is None:
            return None
        if zone not in available_timezones():
            hint = nearest(str(zone), ["UTC", *sorted(available_timezones())])[:80]
            raise self.refuse(f"date.zone = {zone!r} is not a time zone. {hint}")
        return ZoneInfo(zone)

    def _allowed(self, column: str, values: Any) -> frozenset[str]:
        listed = values if isinstance(values, list) else [values]
        return frozenset(self._text(f"only.{column}", v) for v in listed)

    def _moment(self, name: str) -> datetime | None:
        value = self.said.get("coverage", {}).get(name)
        if value is None:
            return None
        if isinstance(value, datetime):
            return naive(value)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - naive UTC
        raise self.refuse(f"coverage.{name} is not a date. Write it like 2014-05-01, unquoted.")

    def _text(self, place: str, value: Any) -> str:
        if not isinstance(value, str) or not value:
            raise self.refuse(f"{place} = {value!r} is not a text. Write it in quotes.")
        return value


def is_slug(word: str) -> bool:
    """Small letters, digits and hyphens."""
    return bool(word) and word.isascii() and word.replace("-", "").isalnum() and word.islower()
