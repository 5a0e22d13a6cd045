"""Who runs which space."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from parvis.core.people.models import User
from parvis.core.spaces.models import Space

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def may_run_space(user: "User | AnonymousUser | None", space: Space, *, on: date) -> bool:
    """Whether they coordinate this very space on that day."""
    if not isinstance(user, User) or not user.is_active:
        return False
    term = Q(until_on=None) | Q(until_on__gt=on)
    return user.coordinates.filter(term, space=space, from_on__lte=on).exists()
