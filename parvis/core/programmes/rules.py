"""Who may steer the network."""

from typing import TYPE_CHECKING

from parvis.core.people.models import Role, User
from parvis.core.people.rules import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def may_edit_network(user: "User | AnonymousUser | None") -> bool:
    """Whether they may set the network's goal and baseline."""
    return has_role(user, Role.Name.LEAD)
