"""The week of a space, day by day and room by room. Pure: rows in, a grid out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from parvis.core.events.clashes import Hours, gaps
from parvis.core.events.models import Event
from parvis.core.spaces.rooms import Room

DAYS = 7
MARKS = 12
SHORTEST = timedelta(minutes=30)  # a gap that is offered
PENDING = (Event.State.DRAFT, Event.State.PROPOSED)


@dataclass(frozen=True)
class Entry:
    """A stretch of a room's day, on the space's clock: an event, or free where `event` is None."""

    start: datetime
    end: datetime
    event: Event | None = None

    @property
    def is_pending(self) -> bool:
        return self.event is not None and self.event.state in PENDING


@dataclass(frozen=True)
class Cell:
    """A room on a day. `room` is None for what is on in no room; `shut` says why it is closed."""

    room: Room | None
    entries: tuple[Entry, ...]
    shut: str = ""


@dataclass(frozen=True)
class Day:
    """A day of the space: when it is open, or why it is closed, and a cell for each column."""

    on: date
    hours: tuple[Hours, ...]
    closed: str
    cells: tuple[Cell, ...]
    is_past: bool


@dataclass(frozen=True)
class Calendar:
    """When a space is open, over some days: what the grid needs to know besides its events."""

    hours: Mapping[date, Sequence[Hours]]
    closed: Mapping[date, str]
    rooms_shut: Mapping[tuple[int, date], str]


def monday_of(day: date) -> date:
    return day - timedelta(day.weekday())


def days_from(first: date, count: int = DAYS) -> list[date]:
    return [first + timedelta(n) for n in range(count)]


def columns(rooms: Iterable[Room], events: Iterable[Event]) -> list[Room | None]:
    """The rooms to show; and None, if something is on in no room or there is no room at all."""
    found: list[Room | None] = list(rooms)
    known = {room.pk for room in found if room}
    for event in events:
        if event.room and event.room.pk not in known:  # a room that is no longer booked
            known.add(event.room.pk)
            found.append(event.room)
    if not found or any(event.room is None for event in events):
        found.append(None)
    return found


def build_week(
    first: date,
    *,
    zone: ZoneInfo,
    rooms: Sequence[Room | None],
    events: Sequence[Event],
    calendar: Calendar,
    now: datetime,
) -> list[Day]:
    """Return seven days from `first`, each with a cell for each of `rooms`."""
    today = now.astimezone(zone).date()
    return [
        Day(
            on=day,
            hours=tuple(calendar.hours.get(day, ())),
            closed=calendar.closed.get(day, ""),
            cells=tuple(
                _cell(day, room, zone=zone, events=events, calendar=calendar, now=now)
                for room in rooms
            ),
            is_past=day < today,
        )
        for day in days_from(first)
    ]


def _cell(
    day: date,
    room: Room | None,
    *,
    zone: ZoneInfo,
    events: Sequence[Event],
    calendar: Calendar,
    now: datetime,
) -> Cell:
    key = room.pk if room else None
    begins, ends = bounds(day, zone)
    here = [one for one in events if one.room_id == key]
    shown = [
        Entry(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone), one)
        for one in here
        if one.starts_at < ends and one.ends_at > begins
    ]
    shut = calendar.rooms_shut.get((room.pk, day), "") if room else ""
    if shut or day in calendar.closed:
        return Cell(room, tuple(shown), shut)
    free = _free(calendar.hours.get(day, ()), [] if room is None else here, zone, now)
    return Cell(room, tuple(sorted([*shown, *free], key=lambda entry: entry.start)))


def _free(
    hours: Sequence[Hours], here: Sequence[Event], zone: ZoneInfo, now: datetime
) -> Iterator[Entry]:
    """What the events of a room leave of its opening hours, from now on."""
    taken = sorted((one.books_from, one.books_until) for one in here)
    earliest = _next_half_hour(now)
    for start, end in hours:
        if end <= earliest:
            continue
        for gap_from, gap_until in gaps((max(start, earliest), end), taken):
            if gap_until - gap_from >= SHORTEST:
                yield Entry(gap_from.astimezone(zone), gap_until.astimezone(zone))


def bounds(day: date, zone: ZoneInfo) -> Hours:
    """The first moment of a day of the space, and that of the next day."""
    return (
        datetime.combine(day, time(), zone),
        datetime.combine(day + timedelta(1), time(), zone),
    )


def _next_half_hour(now: datetime) -> datetime:
    whole = now.replace(minute=0, second=0, microsecond=0)
    steps = -(-(now - whole) // SHORTEST)
    return whole + steps * SHORTEST


@dataclass(frozen=True)
class WeekPlan:
    """How many public events a week should have and has: sure ones, and pending ones."""

    monday: date
    wanted: int
    booked: int
    pending: int
    closed: str = ""  # why there is nothing to plan: closed all week

    @property
    def on(self) -> int:
        """Booked, sure or not."""
        return self.booked + self.pending

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.on)

    @property
    def marks(self) -> list[str]:
        """One word for each event of the plan: sure, pending or open; a dozen at most."""
        every = ["sure"] * self.booked + ["pending"] * self.pending + ["open"] * self.missing
        return every[:MARKS]


def plan_by_week(
    mondays: Sequence[date],
    *,
    wanted: int,
    booked: Iterable[tuple[date, str]],
    closed: Mapping[date, str],
) -> list[WeekPlan]:
    """Set what is booked, as (day, state) of each public event, against the plan of each week.

    A week of which every day is closed asks for nothing.
    """
    rows = list(booked)
    return [_week_plan(monday, wanted, rows, closed) for monday in mondays]


def _week_plan(
    monday: date, wanted: int, rows: Sequence[tuple[date, str]], closed: Mapping[date, str]
) -> WeekPlan:
    states = [state for day, state in rows if monday <= day < monday + timedelta(DAYS)]
    pending = sum(state in PENDING for state in states)
    reasons = [closed.get(day, "") for day in days_from(monday)]
    why = next(filter(None, reasons), "") if all(reasons) else ""
    return WeekPlan(monday, 0 if why else wanted, len(states) - pending, pending, why)
