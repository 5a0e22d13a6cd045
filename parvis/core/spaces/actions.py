"""What is done about spaces. `by` is who does it; None stands for the command line."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.spaces.models import Coordinator, Space


class SpaceError(Exception):
    """A space, or a coordinator's term, that cannot be as asked: what is wrong with it."""


def open_space(
    *,
    slug: str,
    name: str,
    city: str,
    country: str,
    time_zone: str,
    opened_on: date,
    by: User | None,
    now: datetime,
    latitude: float | None = None,
    longitude: float | None = None,
) -> Space:
    """Add a space. Raises SpaceError with every field that cannot be so."""
    space = Space(
        slug=slug,
        name=name.strip(),
        city=city.strip(),
        country=country.upper(),
        time_zone=time_zone,
        latitude=latitude,
        longitude=longitude,
        opened_on=opened_on,
    )
    with transaction.atomic():
        _check(space)
        space.save()
        record(action="spaces.open", target=space, by=by, now=now, slug=slug)
    return space


def close_space(*, space: Space, closed_on: date, by: User | None, now: datetime) -> Space:
    """Say from which day the space is closed for good. Raises SpaceError."""
    with transaction.atomic():
        found = Space.objects.select_for_update().get(pk=space.pk)
        found.closed_on = closed_on
        _check(found)
        found.save(update_fields=["closed_on"])
        record(action="spaces.close", target=found, by=by, now=now, on=closed_on.isoformat())
    return found


def appoint_coordinator(
    *,
    space: Space,
    user: User,
    is_technical: bool,
    from_on: date,
    by: User | None,
    now: datetime,
) -> Coordinator:
    """Let `user` coordinate the space from a day on. Raises SpaceError if they already do."""
    term = Coordinator(space=space, user=user, is_technical=is_technical, from_on=from_on)
    with transaction.atomic():
        _check(term)
        term.save()
        record(action="spaces.appoint", target=term, by=by, now=now, space=space.slug)
    return term


def _check(row: Space | Coordinator) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise SpaceError(" ".join(error.messages)) from error
