"""From the rows of a table to events as they were told, or to why they cannot be. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from parvis.insights.importing.mapping import EventMapping
from parvis.lib.wall_clock import NoSuchTimeError, moment
from parvis.measure.sources.base import SetAside
from parvis.measure.sources.table_files import chunks

TITLE, VENUE = 160, 255  # as long as an event's may be
MEND = "Mend the row and import the file again."
TO_A_PERSON = "Add a rule to the mapping's [[spaces]] if it is one, and import again."
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class RowError(Exception):
    """A row that cannot become an event: the problem, and what to do."""

    def __init__(self, problem: str, remedy: str = MEND) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(problem)


@dataclass(frozen=True)
class Told:
    """An event as a source tells it. Moments are aware; counts None where unknown."""

    place: str
    source_id: str
    space: str
    title: str
    starts_at: datetime
    ends_at: datetime
    venue: str
    areas: tuple[str, ...]
    registered: int | None
    headcount: int | None


def read_events(
    file: Path, mapping: EventMapping, zones: Mapping[str, ZoneInfo]
) -> Iterator[Told | SetAside]:
    """Yield an event, or what is wrong, for each row. `zones` are the spaces' time zones.

    Raises SourceError when the file is no table with these columns.
    """
    columns = mapping.columns
    for chunk in chunks(file, list(columns.values()), mapping.name):
        yield from chunk.set_aside
        cells = [chunk.columns[column] for column in columns.values()]
        for number, *said in zip(chunk.numbers, *cells, strict=True):
            row = dict(zip(columns, (text.strip() for text in said), strict=True))
            try:
                yield _told(f"row {number}", row, mapping, zones)
            except RowError as error:
                yield SetAside(str(file), _row(number, row), error.problem, error.remedy)


def count_registrations(file: Path, column: str, mapping: str) -> dict[str, int]:
    """Return how many rows each event has in a table of registrations. Raises SourceError."""
    found: dict[str, int] = {}
    for chunk in chunks(file, [column], mapping):
        for event in chunk.columns[column]:
            found[event.strip()] = found.get(event.strip(), 0) + 1
    return found


def _told(
    place: str, row: dict[str, str], mapping: EventMapping, zones: Mapping[str, ZoneInfo]
) -> Told:
    if not row["id"] or not row["title"]:
        raise RowError(f"it has no {'id' if not row['id'] else 'title'}")
    space = mapping.space or _space(row, mapping)
    starts_at, ends_at = (read_moment(row[name], zones[space]) for name in ("starts_at", "ends_at"))
    if ends_at <= starts_at:
        raise RowError(f"it ends ({row['ends_at']}) before it starts ({row['starts_at']})")
    return Told(
        place=place,
        source_id=row["id"],
        space=space,
        title=_cut(row["title"], TITLE),
        starts_at=starts_at,
        ends_at=ends_at,
        venue=_cut(row.get("venue", ""), VENUE),
        areas=tuple(mapping.area_slugs(row.get("areas", ""))),
        registered=_count(row.get("registered", ""), "registered"),
        headcount=_count(row.get("headcount", ""), "headcount"),
    )


def _space(row: dict[str, str], mapping: EventMapping) -> str:
    slug, reason = mapping.venues.match(row.get("venue", ""), row.get("city", ""))
    if slug is None:
        raise RowError(f"{reason} ({row.get('venue') or 'blank'})", TO_A_PERSON)
    return slug


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """A moment with an offset as it stands; without one, on the clock of the space."""
    try:
        found = datetime.fromisoformat(text)
        found = moment(found, zone) if found.tzinfo is None else found.astimezone(UTC)
    except NoSuchTimeError as error:
        raise RowError(str(error).rstrip(".")) from error
    except (ValueError, OverflowError) as error:
        remedy = "Write dates like 2026-03-31T19:00 or 2026-03-31T17:00Z, and import again."
        raise RowError(f"{text!r} is no date and time", remedy) from error
    if found < EARLIEST:
        raise RowError(f"{text} is before {EARLIEST.year}")
    return found


def _count(text: str, what: str) -> int | None:
    """A count; blank is unknown, and unknown is not zero."""
    if not text:
        return None
    if not text.isdecimal():
        raise RowError(
            f"{what} is {text!r}, not a count", "Write a whole number, or leave it blank."
        )
    return int(text)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _row(number: int, row: dict[str, str]) -> str:
    return f"row {number} ({row['id']})" if row["id"] else f"row {number}"
