"""Which rooms are free, and when: for those who may plan there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from parvis.api import asking
from parvis.api.errors import (
    FAILURES,
    ClashOut,
    RoomName,
    StretchOut,
    TakenError,
    TakenOut,
    UnknownError,
)
from parvis.api.moments import Moment, shown
from parvis.api.naming import refuse_others
from parvis.api.spaces import RoomOut, space_called
from parvis.core.events.clashes import Hours, free_rooms, free_times
from parvis.core.events.errors import EventError, RoomTakenError
from parvis.core.events.models import Event
from parvis.core.events.week import bounds
from parvis.core.spaces.models import Space
from parvis.core.spaces.openings import openings
from parvis.core.spaces.rooms import Room

router = Router(tags=["Free rooms and times"], auth=asking.SIGNED_IN)
SHOWN = 20  # clashes of a series that are listed
FAR = range(1970, 2200)


class Between(Schema):
    """From one moment to another, set-up and clear-up included."""

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")


@router.get("/spaces/{slug}/free-rooms", response={200: list[RoomOut], **FAILURES})
def list_free_rooms(request: HttpRequest, slug: str, asked: Query[Between]) -> list[RoomOut]:
    """List the rooms of a space that nobody has from one moment to another."""
    space = space_called(slug)
    refuse_others(request, space)
    if asked.end <= asked.start:
        raise EventError("`to` comes after `from`. Set it later.")
    return [RoomOut.from_orm(room) for room in free_rooms(space, asked.start, asked.end)]


@router.get("/spaces/{slug}/rooms/{room}/free-times", response={200: list[StretchOut], **FAILURES})
def list_free_times(
    request: HttpRequest,
    slug: str,
    room: str,
    day: date,
    minutes: Annotated[int, Query(ge=5, le=24 * 60, description="at least so long")] = 60,
) -> list[StretchOut]:
    """List when a room is free on a day of the space, within its opening hours."""
    space = space_called(slug)
    refuse_others(request, space)
    found = Room.objects.filter(space=space, slug=room).first() if room.isprintable() else None
    if found is None:
        raise UnknownError(f"{space} has no room {room!r}. GET /api/spaces/{slug} lists them.")
    if day.year not in FAR:
        raise EventError("That day is too far away. Give a year from 1970 to 2199.")
    return _free(space, found, day, timedelta(minutes=minutes))


@contextmanager
def offering(space: Space, starts_at: datetime, ends_at: datetime) -> Iterator[None]:
    """Say what is free instead, where the room that is asked for these hours is taken."""
    try:
        yield
    except RoomTakenError as error:
        day, length = starts_at.astimezone(space.zone).date(), ends_at - starts_at
        rooms = free_rooms(space, starts_at, ends_at)
        raise TakenError(
            TakenOut(
                error=str(error),
                clashes=[clash_out(event) for event in error.clashes[:SHOWN]],
                free_rooms=[RoomName.from_orm(room) for room in rooms],
                free_times=_free(space, error.room, day, length),
            )
        ) from error


def clash_out(event: Event) -> ClashOut:
    hours = _stretch(event.space, (event.books_from, event.books_until))
    return ClashOut(**hours.dict(), uid=str(event.uid), title=event.title)


def _free(space: Space, room: Room, day: date, length: timedelta) -> list[StretchOut]:
    found = openings([space], day, day)[space.pk]
    is_shut = room.closures.filter(from_on__lte=day, until_on__gt=day, is_open=False).exists()
    if day in found.closed or is_shut:
        return []
    # A space that has not said when it is open may be used all day.
    hours = found.hours[day] if space.hours.exists() else [bounds(day, space.zone)]
    return [_stretch(space, free) for free in free_times(room, hours, length)]


def _stretch(space: Space, hours: Hours) -> StretchOut:
    start, end = (shown(at, space.zone) for at in hours)
    return StretchOut(starts_at=start, ends_at=end, time_zone=space.time_zone)
