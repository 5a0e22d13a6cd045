"""Events as iCalendar (RFC 5545): what a phone subscribes to.

A series is one entry with its rule. What the rule gives and is not on stands as EXDATE; an
occurrence that was moved, changed or cancelled stands apart, with its RECURRENCE-ID.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, vRecur
from icalendar import Event as Entry

from parvis.core.events.models import Event, Series
from parvis.core.events.recurrence import occurrences

PRODUCT = "-//Parvis//Parvis 1//EN"
REFRESH = timedelta(hours=4)  # how often a calendar may ask again
LOCAL = "%Y-%m-%dT%H:%M"
Address = Callable[[Event], str]


def calendar(name: str, events: Iterable[Event], address: Address, *, now: datetime) -> bytes:
    """Return a calendar of these events, with the definition of every time zone in it.

    Of a series, all events that may be seen have to be among them. `address` gives the address of
    an event's page. Events come with space, room and series loaded.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("name", name)
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for entry in _entries(events, address, now):
        made.add_component(entry)
    made.add_missing_timezones()
    text: bytes = made.to_ical()
    return text


def _entries(events: Iterable[Event], address: Address, now: datetime) -> Iterable[Entry]:
    of_series: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.series_id is None:
            yield entry_of(event, address, now)
        else:
            of_series[event.series_id].append(event)
    for some in of_series.values():
        yield from _series(some[0].series, some, address, now)  # type: ignore[arg-type]


def _series(
    series: Series, events: Sequence[Event], address: Address, now: datetime
) -> Iterable[Entry]:
    model = next((one for one in events if _as_ruled(one, series, one)), None)
    if model is None:  # nothing is as the rule has it
        yield from (entry_of(one, address, now) for one in events)
        return
    yield _master(series, model, events, address, now)
    for event in events:
        if not _as_ruled(event, series, model):
            changed = entry_of(event, address, now)
            changed["UID"] = _uid(series.uid)
            changed.add("recurrence-id", _local(event, event.recurs_at))
            yield changed


def _master(
    series: Series, model: Event, events: Sequence[Event], address: Address, now: datetime
) -> Entry:
    zone = model.space.zone
    first = datetime.strptime(series.starts_local, LOCAL)  # noqa: DTZ007 - on the space's clock
    entry = entry_of(model, address, now)
    entry["UID"] = _uid(series.uid)
    del entry["DTSTART"], entry["DTEND"], entry["SEQUENCE"]
    entry.add("dtstart", first.replace(tzinfo=zone))
    entry.add("dtend", first.replace(tzinfo=zone) + timedelta(minutes=series.minutes))
    entry.add("sequence", max(event.sequence for event in events))
    entry.add("rrule", vRecur.from_ical(series.rule))
    seen = {event.recurs_at for event in events}
    for one in occurrences(series.rule, first, zone):
        if one.at not in seen:
            entry.add("exdate", one.local.replace(tzinfo=zone))
    return entry


def _as_ruled(event: Event, series: Series, model: Event) -> bool:
    """Whether an occurrence is when its rule has it, and is what the others are."""
    length = (event.ends_at - event.starts_at).total_seconds() / 60
    is_in_time = event.starts_at == event.recurs_at and length == series.minutes
    return is_in_time and event.state != Event.State.CANCELLED and _said(event) == _said(model)


def _said(event: Event) -> tuple[object, ...]:
    return event.title, event.description, event.room_id, event.kind, event.language


def entry_of(event: Event, address: Address, now: datetime) -> Entry:
    """Return one event as an entry of its own."""
    entry = Entry()
    entry.add("uid", _uid(event.uid))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", (event.changed_at or now).astimezone(UTC).replace(microsecond=0))
    entry.add("dtstart", _local(event, event.starts_at))
    entry.add("dtend", _local(event, event.ends_at))
    entry.add("summary", event.title)
    if event.description:
        entry.add("description", event.description)
    entry.add("location", ", ".join(_place(event)))
    if event.space.latitude is not None and event.space.longitude is not None:
        entry.add("geo", (event.space.latitude, event.space.longitude))
    entry.add("url", address(event))
    entry.add("categories", [event.get_kind_display()])
    is_off = event.state == Event.State.CANCELLED
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return entry


def _place(event: Event) -> list[str]:
    """Room, space and address, as far as they are known."""
    room = event.room.name if event.room else ""
    return [part for part in (room, event.space.name, event.space.address) if part]


def _local(event: Event, moment: datetime | None) -> datetime:
    """A moment on the clock of the space, with its zone."""
    if moment is None:
        raise ValueError("An event of a series knows when it recurs.")
    return moment.astimezone(event.space.zone)


def _uid(uid: object) -> str:
    return f"{uid}@parvis"
