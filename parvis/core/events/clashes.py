"""Who has a room when, and what is free."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta

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


def always_free(space: Space, hours: Sequence[Hours], *, besides: Sequence[int] = ()) -> list[Room]:
    """Rooms of the space that nobody has in any of these hours, in order of time. Two queries.

    Events whose keys are `besides` are in nobody's way.
    """
    first, last = hours[0][0], max(end for _, end in hours)
    near = booked().filter(space=space, books_from__lt=last, books_until__gt=first)
    near = near.exclude(pk__in=list(besides))
    starts = [start for start, _ in hours]
    taken = {
        room
        for room, busy_from, busy_until in near.values_list("room", "books_from", "books_until")
        # Of those that begin before it ends, the last one reaches furthest: hours do not overlap.
        if (n := bisect_left(starts, busy_until)) and hours[n - 1][1] > busy_from
    }
    last_day = last.astimezone(space.zone).date()
    rooms = Room.objects.filter(space=space).exclude(retired_on__lte=last_day)
    return [room for room in rooms if room.pk not in taken]


def always_free_at(
    room: Room,
    days: Sequence[Sequence[Hours]],
    length: timedelta,
    step: timedelta,
    *,
    besides: Sequence[int] = (),
) -> list[time]:
    """Times on the clock at which the room is free for `length` on every one of these days.

    `days` has the stretches of each day that may be used; starts are `step` apart. One query.
    """
    stretches = [stretch for day in days for stretch in day]
    if not stretches or not all(days):
        return []
    first, last = min(a for a, _ in stretches), max(b for _, b in stretches)
    near = booked().filter(room=room, books_from__lt=last, books_until__gt=first)
    near = near.exclude(pk__in=list(besides))
    taken = sorted(near.values_list("books_from", "books_until"))
    zone = room.space.zone
    found: set[time] | None = None
    for day in days:
        free = [gap for stretch in day for gap in gaps(stretch, taken)]
        times = {at.astimezone(zone).time() for gap in free for at in _starts(gap, length, step)}
        found = times if found is None else found & times
    return sorted(found or ())


def _starts(gap: Hours, length: timedelta, step: timedelta) -> Iterator[datetime]:
    seconds = step.total_seconds()
    at = datetime.fromtimestamp(-(-gap[0].timestamp() // seconds) * seconds, UTC)
    while at + length <= gap[1]:
        yield at
        at += step


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
