"""Events that a closure, or a room that goes out of use, leaves without their place."""

from datetime import date, datetime, time

from django.db.models import QuerySet

from parvis.core.events.models import Event
from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import Room
from parvis.lib.wall_clock import NoSuchTimeError, moment

COMING = (Event.State.DRAFT, Event.State.PROPOSED, Event.State.APPROVED, Event.State.PUBLISHED)


def affected(
    *, space: Space, room: Room | None, from_on: date, until_on: date | None, now: datetime
) -> QuerySet[Event]:
    """Events to come that touch these days (up to `until_on`; None: for good), soonest first."""
    found = Event.objects.filter(space=space, state__in=COMING, ends_at__gt=now)
    found = found.filter(ends_at__gt=_start(from_on, space))
    if until_on is not None:
        found = found.filter(starts_at__lt=_start(until_on, space))
    if room is not None:
        found = found.filter(room=room)
    return found.order_by("starts_at", "pk")


def _start(day: date, space: Space) -> datetime:
    """The first moment of a day at a space: where the clocks skip midnight, the one after."""
    try:
        return moment(datetime.combine(day, time.min), space.zone)
    except NoSuchTimeError:
        return moment(datetime.combine(day, time(1)), space.zone)
