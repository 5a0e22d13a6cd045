"""From an iCalendar file to events as they were told, or to why they cannot be. Pure."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar

from parvis.insights.importing.rows import EARLIEST, MEND, TITLE, VENUE, RowError, Told
from parvis.lib.wall_clock import NoSuchTimeError, moment, on_clock
from parvis.measure.sources.base import SetAside, SourceError

MOST = 1000  # occurrences of one entry
ALL_DAY = timedelta(days=1)


def files_of(path: Path) -> list[Path]:
    """Return the .ics files of a folder, or the file itself. Raises SourceError for neither."""
    if path.is_dir():
        found = sorted(path.rglob("*.ics"))
        if not found:
            raise SourceError(f"There is no .ics file in {path}. Name a folder that has some.")
        return found
    if not path.is_file():
        raise SourceError(f"{path} is not there. Name an .ics file, or a folder of them.")
    return [path]


def read_calendar(file: Path, space: str, zone: ZoneInfo) -> Iterator[Told | SetAside]:
    """Yield an event, or what is wrong, for each occurrence in a file.

    Times without a zone are on the clock of the space. Raises SourceError for a file that is no
    calendar.
    """
    entries = _entries(file)
    moved = {
        (str(entry.get("UID")), _stamp(entry["RECURRENCE-ID"].dt, zone))
        for entry in entries
        if "RECURRENCE-ID" in entry
    }
    for number, entry in enumerate(entries, 1):
        uid = str(entry.get("UID", ""))
        place = f"entry {number} ({uid})" if uid else f"entry {number}"
        try:
            yield from _told(entry, uid, place, space, zone, moved=moved)
        except RowError as error:
            yield SetAside(str(file), place, error.problem, error.remedy)


def _entries(file: Path) -> list[Any]:
    try:
        calendars = Calendar.from_ical(file.read_bytes(), multiple=True)
    except (ValueError, KeyError, IndexError, OSError) as error:
        raise SourceError(
            f"{file} cannot be read as a calendar ({error}). Export it again from where it came."
        ) from error
    found = [entry for one in calendars for entry in one.walk("VEVENT")]
    if not found:
        raise SourceError(f"{file} has no event in it. Name a calendar that has some.")
    return found


def _told(
    entry: Any, uid: str, place: str, space: str, zone: ZoneInfo, *, moved: set[tuple[str, str]]
) -> Iterator[Told]:
    title = str(entry.get("SUMMARY", "")).strip()
    _check(entry, uid, title)
    start = entry["DTSTART"].dt
    length = _length(entry, start, zone)
    for one in _starts(entry, start, zone):
        key = _stamp(one, zone)
        is_own = "RECURRENCE-ID" in entry
        if not is_own and (uid, key) in moved:
            continue
        recurs = _stamp(entry["RECURRENCE-ID"].dt, zone) if is_own else key
        starts_at = _moment(one, zone)
        if starts_at < EARLIEST:
            raise RowError(f"{one} is before {EARLIEST.year}")
        yield Told(
            place=place,
            source_id=f"{uid}#{recurs}" if is_own or "RRULE" in entry else uid,
            space=space,
            title=title[:TITLE],
            starts_at=starts_at,
            ends_at=starts_at + length,
            venue=str(entry.get("LOCATION", "")).strip()[:VENUE],
            areas=(),
            registered=None,
            headcount=None,
        )


def _check(entry: Any, uid: str, title: str) -> None:
    if entry.errors:
        name, problem = entry.errors[0]
        raise RowError(f"its {name or 'content'} cannot be read ({problem})")
    if not uid or not title:
        raise RowError(f"it has no {'UID' if not uid else 'SUMMARY'}")
    if "DTSTART" not in entry or not hasattr(entry["DTSTART"], "dt"):
        raise RowError("it has no start", "Give it a DTSTART, and import the file again.")
    zone = entry["DTSTART"].params.get("TZID")
    naive = isinstance(entry["DTSTART"].dt, datetime) and entry["DTSTART"].dt.tzinfo is None
    if zone and naive:
        raise RowError(
            f"its time zone {zone!r} is not known",
            "Define it in a VTIMEZONE, or name one of the IANA list such as Europe/Paris.",
        )
    if str(entry.get("STATUS", "")).upper() == "CANCELLED":
        raise RowError("it was cancelled", "Nothing needs to be done.")


def _length(entry: Any, start: date, zone: ZoneInfo) -> timedelta:
    if "DURATION" in entry:
        length = entry["DURATION"].dt
    elif "DTEND" in entry:
        length = _moment(entry["DTEND"].dt, zone) - _moment(start, zone)
    else:
        length = timedelta() if isinstance(start, datetime) else ALL_DAY
    if length <= timedelta():
        raise RowError("it ends before it starts, or when it does")
    return timedelta(seconds=length.total_seconds())


def _starts(entry: Any, start: date, zone: ZoneInfo) -> list[datetime | date]:
    """Every start of an entry, in its own zone: one, or what its rule gives."""
    if "RRULE" not in entry:
        return [start]
    own = start.tzinfo if isinstance(start, datetime) and start.tzinfo else zone
    local = start if isinstance(start, datetime) else datetime.combine(start, datetime.min.time())
    rule = entry["RRULE"].to_ical().decode()
    try:
        aware = local if local.tzinfo else local.replace(tzinfo=own)
        unfolded = rrulestr(rule, dtstart=aware if "UNTIL" in rule and "Z" in rule else local)
        found = list(islice(unfolded, MOST + 1))
    except (ValueError, TypeError) as error:
        raise RowError(f"its rule {rule} cannot be read ({error})") from error
    if len(found) > MOST:
        remedy = "End its rule with COUNT or UNTIL, and import the file again."
        raise RowError(f"its rule {rule} gives more than {MOST:,} events", remedy)
    off = {_stamp(one.dt, zone) for part in _listed(entry.get("EXDATE")) for one in part.dts}
    return [one for one in found if _stamp(one, zone) not in off]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _moment(said: date, zone: ZoneInfo) -> datetime:
    """The moment of a start or end; a day begins at midnight on the clock of the space."""
    if not isinstance(said, datetime):
        said = datetime.combine(said, datetime.min.time())
    if said.tzinfo is not None:
        return said.astimezone(UTC)
    try:
        return moment(said, zone)
    except NoSuchTimeError as error:
        raise RowError(str(error).rstrip("."), MEND) from error


def _stamp(said: date, zone: ZoneInfo) -> str:
    """Name a start by the clock of the space, so that it is the same however it was written."""
    return on_clock(_moment(said, zone), zone).strftime("%Y%m%dT%H%M%S")
