"""What the lake holds of somebody who signs in: their accounts, and what they did with them.

Only rows of their own are read: the tables of persons are sorted by person, so that this is quick
whatever the lake holds.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.versions import snapshot
from parvis.core.people.models import User
from parvis.insights.installation import lake_keys
from parvis.insights.own_nodes import Own, claimed_by_others, own_nodes
from parvis.insights.progress import Did, Pathway, pathway
from parvis.lib.home import Home
from parvis.measure import tables
from parvis.measure.lake import Lake

CONTRIBUTOR = "contributor"


@dataclass(frozen=True)
class Found:
    """Somebody's accounts, and their days with contributions, the latest first.

    `because` says why nothing is counted: they are staff, or look like a bot.
    """

    accounts: Sequence[Mapping[str, Any]] = ()
    days: Sequence[Did] = ()
    because: str = ""
    left_out: frozenset[int] = field(default_factory=frozenset)

    @property
    def total(self) -> int:
        return sum(did.count for did in self.days)

    @property
    def by_source(self) -> list[tuple[str, int]]:
        """How many were seen where, most first."""
        seen: Counter[str] = Counter()
        for did in self.days:
            seen[did.source] += did.count
        return sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))

    def in_area(self, slug: str) -> list[Did]:
        return [did for did in self.days if did.area == slug]


@dataclass(frozen=True)
class LakeNow:
    """The lake as one manifest names it: what is read together fits together."""

    files: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, home: Home) -> "LakeNow":
        lake = Lake(home.lake)
        manifest = lake.manifest()
        named = {table.name: manifest.files(table.name, None) for table in tables.IN_LAKE}
        return cls({name: [str(lake.root / f) for f in files] for name, files in named.items()})

    def rows(
        self, table: tables.Table, column: str, wanted: Iterable[Any], names: Sequence[str]
    ) -> pa.Table:
        """The columns `names` of the rows whose `column` is one of those wanted."""
        schema = pa.schema([table.schema.field(name) for name in names])
        values = sorted(set(wanted))
        parts = [schema.empty_table()]
        for file in self.files[table.name] if values else ():
            parts += [part.cast(schema) for part in _matching(file, column, values, names)]
        return pa.concat_tables(parts)


def found_of(home: Home, user: User) -> Found:
    """What the lake holds of a user. Three queries; nothing before the first `parvis resolve`."""
    own = own_nodes([user], lake_keys(home))[user.pk]
    lake = LakeNow.of(home)
    persons = _persons(lake, own)
    if not persons:
        return Found()
    held = lake.rows(tables.PERSON_ACCOUNTS, "person", persons, ["account"])["account"].to_pylist()
    described = _described(lake, held)
    others = claimed_by_others(user, held)
    left_out = {
        account
        for account in held
        if account in others
        or any(own.is_disowned(account, row["address"]) for row in described.get(account, []))
    }
    because = _because(lake, persons)
    days = [] if because else _days(lake, persons, held, left_out)
    shown = [_shown(rows, own) for key, rows in described.items() if key not in left_out]
    return Found(
        accounts=sorted(shown, key=lambda row: (row["source"], row["label"], row["account"])),
        days=sorted(days, reverse=True),
        because=because,
        left_out=frozenset(left_out),
    )


def pathways_of(
    found: Found, areas: Iterable[FocusArea], *, interests: set[str], now: datetime
) -> list[tuple[FocusArea, Pathway]]:
    """Where somebody is in each area in which they did something, or which they are interested in.

    What was done today counts: it is the state at the start of tomorrow (UTC). Those with most
    come first. `areas` with their points.
    """
    tomorrow = date.fromordinal(now.date().toordinal() + 1)
    own = [
        (area, found.in_area(area.slug))
        for area in areas
        if area.slug in interests or found.in_area(area.slug)
    ]
    own.sort(key=lambda pair: (-sum(did.count for did in pair[1]), pair[0].name))
    return [
        (area, pathway(days, map(snapshot, area.points.all()), as_of=tomorrow))
        for area, days in own
    ]


def hashes_in_lake(home: Home, hashes: set[str]) -> set[str]:
    """Those of the hashed addresses that some account has."""
    found = LakeNow.of(home).rows(tables.ACCOUNTS, "address", hashes, ["address"])
    return set(found["address"].to_pylist())


def _persons(lake: LakeNow, own: Own) -> set[int]:
    """The persons behind what is theirs, without what they said is not."""
    named = ["account", "address"]
    seeds = lake.rows(tables.ACCOUNTS, "address", own.hashes, named).to_pylist()
    seeds += lake.rows(tables.ACCOUNTS, "account", own.accounts, named).to_pylist()
    kept = {r["account"] for r in seeds if not own.is_disowned(r["account"], r["address"])}
    found = lake.rows(tables.PERSON_ACCOUNTS, "account", kept, ["person"])
    return set(found["person"].to_pylist())


def _described(lake: LakeNow, accounts: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The rows of each account: it may go by several names."""
    named = ["account", "source", "platform", "name", "login", "address"]
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in lake.rows(tables.ACCOUNTS, "account", accounts, named).to_pylist():
        rows.setdefault(row["account"], []).append(row)
    return rows


def _shown(rows: list[dict[str, Any]], own: Own) -> dict[str, Any]:
    """An account as its owner sees it, under the first of its names."""
    labels = sorted(label for row in rows if (label := row["login"] or row["name"]))
    first = rows[0]
    return {
        "account": first["account"],
        "source": first["source"],
        "platform": first["platform"],
        "label": labels[0] if labels else "",
        "is_claimed": first["account"] in own.accounts,
    }


def _because(lake: LakeNow, persons: set[int]) -> str:
    """Why somebody is not counted among contributors; blank where they are."""
    named = ["standing", "because"]
    for row in lake.rows(tables.PERSONS, "person", persons, named).to_pylist():
        if row["standing"] != CONTRIBUTOR:
            return str(row["because"] or row["standing"])
    return ""


def _days(
    lake: LakeNow, persons: set[int], held: Sequence[int], left_out: set[int]
) -> Iterable[Did]:
    """Person-days; from the rows themselves where an account has to be left out of them.

    That is slower, and lasts until identities are resolved again.
    """
    named = ["source", "area", "kind"]
    if not left_out:
        rows = lake.rows(tables.PERSON_DAYS, "person", persons, [*named, "day", "count"])
        return [Did(**row) for row in rows.to_pylist()]
    kept = set(held) - left_out
    rows = lake.rows(tables.ACTIVITY, "account", kept, [*named, "happened_at", "object"])
    return _counted_once(rows.to_pylist())


def _counted_once(rows: Iterable[Mapping[str, Any]]) -> list[Did]:
    """Days from rows: an object counts once for its kind, under the first of its sources."""
    first: dict[tuple[str, int], str] = {}
    for row in rows:
        thing = row["kind"], row["object"]
        first[thing] = min(first.get(thing, row["source"]), row["source"])
    seen = {
        (row["kind"], row["object"], row["area"]): row["happened_at"].date()
        for row in sorted(rows, key=lambda row: row["happened_at"], reverse=True)
        if first[row["kind"], row["object"]] == row["source"]
    }
    days = Counter(
        (day, first[kind, thing], area, kind) for (kind, thing, area), day in seen.items()
    )
    return [Did(*what, count) for what, count in days.items()]


def _matching(
    file: str, column: str, values: Sequence[Any], names: Sequence[str]
) -> Iterator[pa.Table]:
    """Rows of a file whose `column` is one of the sorted `values`.

    A group of rows that cannot hold one is passed over; of the others only that column is read
    first.
    """
    with pq.ParquetFile(file) as opened:
        at = opened.schema_arrow.get_field_index(column)
        asked = pa.array(values, opened.schema_arrow.field(at).type)
        for number in range(opened.num_row_groups):
            if not _may_hold(opened.metadata.row_group(number).column(at).statistics, values):
                continue
            looked = pc.is_in(opened.read_row_group(number, [column])[column], value_set=asked)
            if pc.any(looked).as_py():
                yield opened.read_row_group(number, list(names)).filter(looked)


def _may_hold(statistics: Any, values: Sequence[Any]) -> bool:
    """Whether a group of rows may hold one of the sorted values, by what its file says of it."""
    if statistics is None or not statistics.has_min_max:
        return True
    first = bisect_left(values, statistics.min)
    return first < len(values) and bool(values[first] <= statistics.max)
