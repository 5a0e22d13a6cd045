"""Who asks, and what they may open."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from parvis.core.events.planners import has_desk
from parvis.core.pathways.mentors import may_see_mentoring
from parvis.core.people.models import User
from parvis.core.programmes.rules import may_edit_network
from parvis.core.registration.stewards import may_handle_conduct


def rights(request: HttpRequest) -> dict[str, Any]:
    """What every template may ask, for links that lead only some people somewhere."""
    user = getattr(request, "user", None)
    return {
        "may_edit_network": partial(may_edit_network, user),
        "has_desk": partial(has_desk, user, now=timezone.now()),
        "may_see_mentoring": partial(may_see_mentoring, user, now=timezone.now()),
        "may_handle_conduct": partial(may_handle_conduct, user),
    }


def user_of(request: HttpRequest) -> User:
    """The signed-in user. Raises PermissionDenied, so that nobody ever acts as None."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
