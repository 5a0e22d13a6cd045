"""From the rows of a table to tasks as they were told, or to why they cannot be. Pure."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import LONGEST
from parvis.core.pathways.opportunities import Opportunity
from parvis.insights.importing.mapping import MappingError
from parvis.insights.importing.rows import RowError
from parvis.measure.sources.base import SetAside
from parvis.measure.sources.chunks import Table
from parvis.measure.sources.table_files import chunks_of

NEEDED = ("title", "area")
FURTHER = ("link", "minutes", "difficulty", "language", "prerequisites", "summary", "state")
COLUMNS = (*NEEDED, *FURTHER)
PARTS = ("columns", "areas")
STATES = {"": None, "open": True, "closed": False}
HEADER = "Name the columns `title` and `area` in the first row, or write a mapping."


@dataclass(frozen=True)
class TaskMapping:
    """Which columns mean what, and which focus area is meant by which words."""

    name: str = "an import of tasks"
    columns: dict[str, str] = field(default_factory=lambda: {name: name for name in COLUMNS})
    areas: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """A task as a table tells it; `fields` are those of the columns that it has."""

    place: str
    area: FocusArea
    is_open: bool | None  # None: not said
    fields: dict[str, Any]

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it the same task: its link, or without one its area and title."""
        return key_of(self.area.pk, self.fields["title"], self.fields.get("link", ""))


def key_of(area: int, title: str, link: str) -> tuple[str, ...]:
    """By which two rows are one task."""
    return (link,) if link else (str(area), title)


def read_task_mapping(path: Path) -> TaskMapping:
    """Read a mapping from a TOML file. Raises MappingError with the part that is wrong."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{path} cannot be read. Name a TOML file.") from error
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{path} is not TOML: {error}.") from error
    columns, areas = said.get("columns", {}), said.get("areas", {})
    for what, names, known in (("part", said, PARTS), ("column", columns, COLUMNS)):
        if unknown := sorted(set(names) - set(known)):
            raise MappingError(f"{path}: no {what} is {unknown[0]!r}. Known: {', '.join(known)}.")
    if not all(isinstance(name, str) for name in [*columns.values(), *areas.values()]):
        raise MappingError(f"{path}: write names in quotation marks on the right of each =.")
    own = {name: name for name in COLUMNS}
    return TaskMapping(path.name, {**own, **columns}, areas)


def read_tasks(
    file: Path, mapping: TaskMapping, areas: Mapping[str, FocusArea]
) -> Iterator[Told | SetAside]:
    """Yield a task, or what is wrong, for each row. `areas` by slug.

    Raises SourceError when the file is no table with these columns.
    """
    columns = mapping.columns
    wanted, further = [columns[n] for n in NEEDED], [columns[n] for n in FURTHER]
    table = Table(str(file), wanted, mapping.name, further, HEADER)
    for chunk in chunks_of(file, table):
        yield from chunk.set_aside
        cells = [chunk.columns[columns[name]] for name in COLUMNS]
        for number, *said in zip(chunk.numbers, *cells, strict=True):
            row = dict(zip(COLUMNS, (text.strip() for text in said), strict=True))
            try:
                yield _told(f"row {number}", row, mapping, areas)
            except RowError as error:
                yield SetAside(str(file), f"row {number}", error.problem, error.remedy)


def _told(
    place: str, row: dict[str, str], mapping: TaskMapping, areas: Mapping[str, FocusArea]
) -> Told:
    if not row["title"]:
        raise RowError("it has no title", "Say in one line what is to be done, and import again.")
    state = row.pop("state").lower()
    if state not in STATES:
        raise RowError(f"its state is {state!r}", "Write open or closed, or leave it blank.")
    area = _area(row.pop("area"), mapping, areas)
    minutes, difficulty = _minutes(row.pop("minutes")), _difficulty(row.pop("difficulty"))
    said = {name: text for name, text in row.items() if text}
    more = {"minutes": minutes, "difficulty": difficulty}
    fields = {**said, **{name: value for name, value in more.items() if value}}
    return Told(place, area, STATES[state], fields)


def _area(said: str, mapping: TaskMapping, areas: Mapping[str, FocusArea]) -> FocusArea:
    """By its slug, its name, or what the mapping calls it."""
    named = {area.name.lower(): area for area in areas.values()}
    slug = mapping.areas.get(said, said)
    found = areas.get(slug.lower()) or named.get(slug.lower())
    if found is None:
        raise RowError(
            f"no focus area is called {said!r}", f"Write one of these: {', '.join(sorted(areas))}."
        )
    return found


def _minutes(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 1 <= int(text[:9]) <= LONGEST:
        remedy = f"Write a number from 1 to {LONGEST}, or leave it blank."
        raise RowError(f"minutes is {text[:20]!r}", remedy)
    return int(text)


def _difficulty(text: str) -> str:
    known = {value: value for value, _name in Opportunity.Difficulty.choices}
    if text and text.lower() not in known:
        remedy = f"Write {', '.join(known)}, or leave it blank."
        raise RowError(f"difficulty is {text[:20]!r}", remedy)
    return text.lower()
