"""What a plan must be before anybody approves it: sentences about what it is not."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from parvis.core.events.errors import EventError
from parvis.core.events.models import Event
from parvis.core.people.models import Role
from parvis.core.people.rules import has_role
from parvis.core.spaces.openings import openings

LONGEST = timedelta(days=14)


def refuse_implausible(event: Event) -> None:
    """Raise EventError with everything that is wrong with a plan."""
    if event.ends_at <= event.starts_at:
        raise EventError(
            f"An event ends after it starts; “{event}” would end at {event.ends_local:%H:%M} on "
            f"{event.ends_local:%-d %B} and start at {event.starts_local:%H:%M} on "
            f"{event.starts_local:%-d %B}. Set the end later."
        )
    wrong = [sentence for check in CHECKS for sentence in check(event)]
    if wrong:
        raise EventError(" ".join(wrong))


def days_of(event: Event) -> list[date]:
    """The space's days that an event touches."""
    first = event.starts_local.date()
    last = (event.ends_local - timedelta(microseconds=1)).date()
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def _too_long(event: Event) -> Iterator[str]:
    if event.books_until - event.books_from > LONGEST:
        yield f"An event lasts at most {LONGEST.days} days. Plan a series, or several events."


def _space_is_shut(event: Event) -> Iterator[str]:
    days = days_of(event)[: LONGEST.days]
    closed = openings([event.space], days[0], days[-1])[event.space_id].closed
    for day, reason in sorted(closed.items())[:1]:
        yield f"{event.space} is closed on {day:%A %-d %B %Y} ({reason}). Choose another day."


def _room_is_shut(event: Event) -> Iterator[str]:
    room = event.room
    if room is None:
        return
    first, last = days_of(event)[0], days_of(event)[-1]
    if room.retired_on and room.retired_on <= last:
        yield f"{room} is not booked from {room.retired_on:%-d %B %Y} on. Choose another room."
    shut = room.closures.filter(from_on__lte=last, until_on__gt=first, is_open=False).first()
    if shut:
        yield f"{room} is closed on {first:%-d %B %Y} ({shut.reason}). Choose another room or day."


def _room_is_too_small(event: Event) -> Iterator[str]:
    most = event.room.capacity if event.room else None
    if most is not None and (event.capacity or 0) > most:
        yield (
            f"{event.room} takes {most:,} people at most, and the event {event.capacity:,}. "
            "Lower its capacity or choose a larger room."
        )


def _sponsor_left(event: Event) -> Iterator[str]:
    sponsor = event.sponsor
    if sponsor is None or has_role(sponsor, Role.Name.STAFF):
        return
    now_is = "is not a staff member" if sponsor.is_active else "has left"
    yield f"{sponsor} {now_is} and cannot sponsor an event. Name another staff member."


CHECKS = (_too_long, _space_is_shut, _room_is_shut, _room_is_too_small, _sponsor_left)


def refuse_past(starts_at: datetime, now: datetime) -> None:
    """Raise EventError for a plan in the past: what was held is imported or reported."""
    if starts_at < now - timedelta(days=1):
        raise EventError("This time is past. Plan an event for a time to come.")
