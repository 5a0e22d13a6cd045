"""Who may change what one can contribute to."""

from typing import TYPE_CHECKING

from parvis.core.people.models import Role, User
from parvis.core.people.rules import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def may_change_pathways(user: "User | AnonymousUser | None") -> bool:
    """Whether they may change focus areas and their points: what a figure counts hangs on these."""
    return has_role(user, Role.Name.LEAD)
