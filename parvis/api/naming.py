"""From the names that a request gives to what they stand for."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from parvis.api import asking
from parvis.core.events.errors import EventError
from parvis.core.events.rules import refuse_planning
from parvis.core.needs.models import Need, Proposal
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import Room


def refuse_others(request: HttpRequest, space: Space) -> None:
    """Raise NotAllowedError before a name is looked up that only planners may ask about."""
    refuse_planning(asking.user_of(request), space, asking.now())


def named(fields: dict[str, Any], space: Space) -> dict[str, Any]:
    """Put rooms, areas, people, needs and proposals in the place of their names.

    Raises EventError for what there is not; nulls stay nulls.
    """
    found = dict(fields)
    for name, look in LOOKS.items():
        if found.get(name) is not None:
            found[name] = look(space, found[name])
    return found


def _room(space: Space, slug: str) -> Room:
    room = Room.objects.filter(space=space, slug=slug).first()
    if room is None:
        raise EventError(f"{space} has no room {slug!r}. GET /api/spaces/{space.slug} lists them.")
    return room


def _area(_space: Space, slug: str) -> FocusArea:
    area = FocusArea.objects.filter(slug=slug, is_active=True).first()
    if area is None:
        raise EventError(f"There is no focus area {slug!r}. GET /api/areas lists them.")
    return area


def _areas(space: Space, slugs: Iterable[str]) -> list[FocusArea]:
    return [_area(space, slug) for slug in slugs]


def _person(_space: Space, email: str) -> User:
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise EventError(f"Nobody signs in here as {email}. Give the address they sign in with.")
    return user


def _need(space: Space, key: int) -> Need:
    need = Need.objects.filter(pk=key).first()
    if need is None or need.space_id not in (None, space.pk):
        raise EventError(f"{space} has no need {key}.")
    return need


def _proposal(space: Space, key: int) -> Proposal:
    proposal = Proposal.objects.filter(pk=key, space=space).first()
    if proposal is None:
        raise EventError(f"{space} has no proposal {key}.")
    return proposal


LOOKS: dict[str, Any] = {
    "room": _room,
    "area": _area,
    "further_areas": _areas,
    "coordinator": _person,
    "sponsor": _person,
    "need": _need,
    "proposal": _proposal,
}
