"""Who has a room when, and what is free."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import Room

Hours = tuple[datetime, datetime]


def booked() -> QuerySet[Event]:
    """Events that hold a room."""
    return Event.objects.exclude(room=None).exclude(state=Event.State.CANCELLED)


def clashes(
    room: Room, hours: Sequence[Hours], *, besides: Sequence[int | None] = ()
) -> QuerySet[Event]:
    """Events that hold the room in any of these hours, but for those whose keys are `besides`."""
    first, last = min(start for start, _ in hours), max(end for _, end in hours)
    overlaps = Q()
    for start, end in hours:
        overlaps |= Q(books_from__lt=end, books_until__gt=start)
    near = booked().filter(room=room, books_until__gt=first, books_from__lt=last)
    return near.filter(overlaps).exclude(pk__in=list(besides)).select_related("space")


def free_rooms(space: Space, start: datetime, end: datetime) -> QuerySet[Room]:
    """Rooms of the space that nobody has from `start` to `end`. One query."""
    taken = booked().filter(space=space, books_from__lt=end, books_until__gt=start)
    rooms = Room.objects.filter(space=space).exclude(pk__in=taken.values("room"))
    last_day = end.astimezone(space.zone).date()
    return rooms.filter(Q(retired_on=None) | Q(retired_on__gt=last_day))


def free_times(room: Room, hours: Sequence[Hours], length: timedelta) -> list[Hours]:
    """Stretches within `hours` in which the room is free for at least `length`. One query."""
    if not hours:
        return []
    taken = sorted(clashes(room, hours).values_list("books_from", "books_until"))
    return [gap for stretch in hours for gap in gaps(stretch, taken) if gap[1] - gap[0] >= length]


def gaps(stretch: Hours, taken: Sequence[Hours]) -> list[Hours]:
    """What `taken` (sorted) leaves of a stretch of time."""
    free, (start, end) = [], stretch
    for busy_from, busy_until in taken:
        if busy_from > start:
            free.append((start, min(busy_from, end)))
        start = max(start, busy_until)
        if start >= end:
            return [gap for gap in free if gap[0] < gap[1]]
    return [*(gap for gap in free if gap[0] < gap[1]), (start, end)]
