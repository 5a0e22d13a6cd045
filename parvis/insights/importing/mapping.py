"""A mapping says which columns of a table of events mean what, and which venues are spaces."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from parvis.insights.importing.venues import Doubt, Rule, Venues

SHIPPED = files("parvis.insights.importing") / "mappings"
NEEDED = ("id", "title", "starts_at", "ends_at")
COLUMNS = (*NEEDED, "venue", "city", "areas", "registered", "headcount", "kind", "language", "url")
PARTS = ("name", "columns", "registrations", "areas", "spaces", "doubtful", "clock", "space")


class MappingError(Exception):
    """A mapping that cannot be used: where it is wrong, and what to write."""


@dataclass(frozen=True)
class NewSpace:
    """A space that a mapping's rules name; made when it is not there yet."""

    slug: str
    name: str
    city: str
    country: str
    time_zone: str
    opened_on: date


@dataclass(frozen=True)
class EventMapping:
    """What a table of events means."""

    name: str
    columns: dict[str, str]
    spaces: dict[str, NewSpace]
    venues: Venues
    space: str | None = None  # all of them: no rules are asked
    areas: dict[str, str] = field(default_factory=dict)
    separator: str = "|"
    registrations: str | None = None  # the column of a table of registrations that names the event

    def area_slugs(self, said: str) -> list[str]:
        """Return the focus areas of a cell, each once, in the order of the mapping."""
        told = {part.strip() for part in said.split(self.separator)}
        return list(dict.fromkeys(slug for name, slug in self.areas.items() if name in told))


def find_mapping(named: str) -> EventMapping:
    """Return a mapping that ships with Parvis, by its name, or one of your own, by its path.

    Raises MappingError.
    """
    shipped = SHIPPED / f"{named}.toml"
    if shipped.is_file():
        return read_mapping(shipped.read_text(encoding="utf-8"), named)
    path = Path(named)
    if path.suffix != ".toml" or not path.is_file():
        ready = sorted(one.name.removesuffix(".toml") for one in SHIPPED.iterdir())
        raise MappingError(
            f"There is no mapping {named}. Name a TOML file, or one that ships: {', '.join(ready)}."
        )
    return read_mapping(path.read_text(encoding="utf-8"), named)


def read_mapping(text: str, where: str) -> EventMapping:
    """Read a mapping. Raises MappingError with the part that is wrong."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{where} is not TOML: {error}.") from error
    unknown = sorted(set(said) - set(PARTS))
    if unknown:
        raise MappingError(f"{where}: {unknown[0]!r} means nothing. Parts: {', '.join(PARTS)}.")
    areas = dict(said.get("areas", {}))
    return EventMapping(
        name=said.get("name") or Path(where).stem,
        columns=_columns(said.get("columns", {}), where),
        spaces={one["slug"]: _space(one, where) for one in said.get("spaces", [])},
        venues=_venues(said, where),
        space=said.get("space"),
        separator=areas.pop("separator", "|"),
        areas=areas,
        registrations=said.get("registrations", {}).get("event"),
    )


def _columns(said: dict[str, str], where: str) -> dict[str, str]:
    missing = [name for name in NEEDED if name not in said]
    if missing:
        raise MappingError(f"{where}: [columns] names no column for {', '.join(missing)}. Add it.")
    unknown = sorted(set(said) - set(COLUMNS))
    if unknown:
        raise MappingError(
            f"{where}: [columns] has {unknown[0]!r}, which is no field. Fields: "
            f"{', '.join(COLUMNS)}."
        )
    return said


def _space(said: dict[str, Any], where: str) -> NewSpace:
    try:
        return NewSpace(**{name: said[name] for name in NewSpace.__dataclass_fields__})
    except KeyError as error:
        raise MappingError(
            f"{where}: space {said.get('slug', '?')} lacks {error}. Add it."
        ) from error


def _venues(said: dict[str, Any], where: str) -> Venues:
    rules = [
        (_rule(rule, where), one["slug"])
        for one in said.get("spaces", [])
        for rule in one.get("rules", [])
    ]
    doubts = [Doubt(_rule(one, where), one["because"]) for one in said.get("doubtful", [])]
    return Venues(rules, doubts)


def _rule(said: dict[str, str], where: str) -> Rule:
    try:
        city = re.compile(said["city"]) if "city" in said else None
        return Rule(re.compile(said["venue"]), city)
    except (re.error, KeyError) as error:
        raise MappingError(
            f"{where}: the rule {said} cannot be read ({error}). Mend it."
        ) from error
