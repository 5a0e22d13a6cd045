"""Spaces: where they are, when they are open, which rooms they have, how to get in."""

from datetime import date, time
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from parvis.api import asking
from parvis.api.errors import READING, UnknownError
from parvis.api.paging import MOST
from parvis.core.spaces.models import Space
from parvis.core.spaces.queries import open_spaces

router = Router(tags=["Spaces"], auth=asking.OPEN)


class SpaceName(Schema):
    """Which space it is."""

    slug: str
    name: str
    city: str
    country: str
    time_zone: str


class SpaceOut(SpaceName):
    """Where a space is and how to get in."""

    address: str
    latitude: float | None
    longitude: float | None
    about: str
    step_free: str = Field(description="yes, partly, no; blank: not known")
    access_notes: str
    code_of_conduct: str
    opened_on: date
    closed_on: date | None = Field(description="first day on which it is no longer a space")


class RoomOut(Schema):
    """A room; null is unknown, not zero."""

    slug: str
    name: str
    standing: int | None
    seated: int | None
    with_tables: int | None
    equipment: str


class HoursOut(Schema):
    """Opening hours on the space's clock."""

    weekday: int = Field(description="0 is Monday")
    opens_at: time
    closes_at: time = Field(description="00:00 is the end of the day")


class ClosureOut(Schema):
    """Days that differ from the weekly hours."""

    from_on: date
    until_on: date = Field(description="first day no longer in it")
    reason: str
    is_open: bool = Field(description="open although it is a public holiday")


class WholeSpaceOut(SpaceOut):
    """A space with its rooms, hours and closures to come."""

    rooms: list[RoomOut]
    hours: list[HoursOut]
    closures: list[ClosureOut]


class SpacesOut(Schema):
    """A page of spaces, by their short names."""

    spaces: list[SpaceOut]
    next: str | None = Field(description="send it as `after` for the next page; null: the last")


@router.get("/spaces", response={200: SpacesOut, **READING})
def list_spaces(
    request: HttpRequest,
    after: Annotated[str, Query(max_length=50, pattern=r"^[-\w]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> SpacesOut:
    """List the spaces that are open for the network."""
    _, now = asking.reader_of(request)
    found = open_spaces(now.date()).filter(slug__gt=after).order_by("slug")
    rows = list(found[:limit])
    more = bool(rows) and found.filter(slug__gt=rows[-1].slug).exists()
    spaces = [SpaceOut.from_orm(space) for space in rows]
    return SpacesOut(spaces=spaces, next=rows[-1].slug if more else None)


@router.get("/spaces/{slug}", response={200: WholeSpaceOut, **READING})
def read_space(request: HttpRequest, slug: str) -> WholeSpaceOut:
    """Read one space, with its rooms, hours and closures to come."""
    _, now = asking.reader_of(request)
    space = space_called(slug)
    today = now.astimezone(space.zone).date()
    shut_from_today = space.closures.filter(room=None, until_on__gt=today)
    return WholeSpaceOut(
        **SpaceOut.from_orm(space).dict(),
        rooms=[RoomOut.from_orm(room) for room in space.rooms.exclude(retired_on__lte=today)],
        hours=[HoursOut.from_orm(hours) for hours in space.hours.all()],
        closures=[ClosureOut.from_orm(shut) for shut in shut_from_today],
    )


def space_called(slug: str) -> Space:
    """The space of that short name. Raises UnknownError."""
    space = Space.objects.filter(slug=slug).first() if slug.isprintable() else None
    if space is None:
        raise UnknownError(f"There is no space {slug!r}. GET /api/spaces lists them.")
    return space
