"""Who may plan events."""

from datetime import datetime
from typing import TYPE_CHECKING

from parvis.core.people.models import Role, User
from parvis.core.people.rules import has_role
from parvis.core.spaces.models import Space
from parvis.core.spaces.rules import may_run_space

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def may_plan(user: "User | AnonymousUser | None", space: Space, *, now: datetime) -> bool:
    """Whether they coordinate this space today, or lead the network."""
    today = now.astimezone(space.zone).date()
    return may_run_space(user, space, on=today) or has_role(user, Role.Name.LEAD)
