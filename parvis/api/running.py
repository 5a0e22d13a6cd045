"""Which event a call is about, and whether the caller runs it or may know of it. One query."""

from uuid import UUID

from django.http import HttpRequest

from parvis.api import asking
from parvis.api.errors import UnknownError
from parvis.core.events.finding import find_event, is_shown
from parvis.core.events.models import Event
from parvis.core.people.rules import NotAllowedError


def event_run(request: HttpRequest, uid: UUID) -> Event:
    """The event, for those who plan at its space. Raises UnknownError, NotAllowedError."""
    user = asking.user_of(request)
    found = find_event(uid, user=user, now=asking.now())
    if found is not None and found.is_planner:
        return found.event
    if found is None or not is_shown(found.event):
        raise UnknownError("There is no such event.")
    raise NotAllowedError(
        f"{user} may not see or change who comes to events at {found.event.space}. "
        "Its coordinators may."
    )


def event_known(request: HttpRequest, uid: UUID) -> Event:
    """An event that the reader may know of. Raises UnknownError."""
    user, now = asking.reader_of(request)
    found = find_event(uid, user=user, now=now)
    if found is None or not (found.is_planner or is_shown(found.event)):
        raise UnknownError("There is no such event.")
    return found.event
