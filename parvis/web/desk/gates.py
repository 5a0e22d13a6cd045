"""Who may come to the desk, and what they find there."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.events.planners import has_desk
from parvis.core.events.rules import may_plan
from parvis.core.events.week import monday_of
from parvis.core.people.models import User
from parvis.core.spaces.models import Space
from parvis.web.who import user_of

FAR = timedelta(days=3660)


def at_desk(request: HttpRequest) -> tuple[User, datetime]:
    """Who asks, and when. Raises PermissionDenied for those who have nothing to do here."""
    user, now = user_of(request), timezone.now()
    if not has_desk(user, now=now):
        raise PermissionDenied
    return user, now


def space_to_plan(request: HttpRequest, slug: str) -> tuple[Space, User, datetime]:
    """A space whose week the user fills. Raises PermissionDenied for others, Http404."""
    space = get_object_or_404(Space, slug=slug)
    user, now = user_of(request), timezone.now()
    if not may_plan(user, space, now=now):
        raise PermissionDenied
    return space, user, now


def event_to_plan(request: HttpRequest, key: int) -> tuple[Event, User, datetime]:
    """An event of a space whose week the user fills. Raises as `space_to_plan`."""
    event = one_event(key)
    user, now = user_of(request), timezone.now()
    if not may_plan(user, event.space, now=now):
        raise PermissionDenied
    return event, user, now


def one_event(key: int) -> Event:
    whole = Event.objects.select_related(
        *("space", "room", "area", "coordinator", "sponsor", "series", "need", "proposal"),
        *("need__asked_by", "approved_by"),
    )
    return get_object_or_404(whole, pk=key)


def monday_asked(request: HttpRequest, today: date) -> date:
    """The Monday of the week that is asked for, or of this one. Raises Http404 for no day."""
    text = request.GET.get("from", "")
    if not text:
        return monday_of(today)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404("That is no day. Write it like 2026-11-23.") from error
    if abs(day - today) > FAR:
        raise Http404("That is too far away.")
    return monday_of(day)
