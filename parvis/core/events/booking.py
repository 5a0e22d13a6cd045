"""Putting an event into a room. The database has the last word (migration 0003)."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from parvis.core.events.clashes import clashes
from parvis.core.events.errors import EventError, RoomTakenError
from parvis.core.events.models import ROOM_IS_TAKEN, Event
from parvis.core.spaces.rooms import Room


def save_booked(event: Event) -> None:
    """Check an event and save it, or say who has its room. Within a transaction.

    Raises EventError with every field that cannot be so, RoomTakenError naming the clash.
    """
    save_all_booked([event])


def save_all_booked(events: Sequence[Event]) -> None:
    """Save events of one room (or none) together: all of them, or none. Errors as for one.

    They differ in their times alone, so the first is checked for all of them.
    """
    for event in events[:1]:
        check(event)
    holding = [event for event in events if event.state != Event.State.CANCELLED]
    room = events[0].room if events else None
    if room is not None and holding:
        lock(room)
        refuse_clashes(room, holding)
    try:
        with transaction.atomic():  # so that the clash can still be looked up
            for event in events:
                event.save()
    except IntegrityError as error:
        if room is None or ROOM_IS_TAKEN not in str(error):
            raise
        refuse_clashes(room, holding)
        raise EventError(f"Two of these events want {room} at one time.") from error


def lock(room: Room) -> None:
    """Make others who want this room wait until this transaction ends.

    The guard alone would keep bookings apart; the lock lets the second find out by what it was
    beaten, and keeps two series from waiting for each other.
    """
    Room.objects.select_for_update().get(pk=room.pk)


def refuse_clashes(room: Room, events: Sequence[Event]) -> None:
    """Raise RoomTakenError if somebody else has the room when these events want it."""
    hours = [(event.books_from, event.books_until) for event in events]
    found = list(clashes(room, hours, besides=[event.pk for event in events]))
    if found:
        raise RoomTakenError(room, found)


def check(event: Event) -> None:
    """Raise EventError with every field and constraint that an event breaks."""
    if event.room is not None and event.room.space_id != event.space_id:
        raise EventError(f"{event.room} is not a room of {event.space}. Choose one of its rooms.")
    try:
        event.full_clean()
    except ValidationError as error:
        raise EventError(" ".join(error.messages)) from error
