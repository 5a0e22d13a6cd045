"""Who sees reports and exclusions: the network's stewards, and nobody else. And whom to ask."""

from typing import TYPE_CHECKING

from parvis.core.ground.posting import site_link
from parvis.core.people.models import Role, User
from parvis.core.people.rules import NotAllowedError, has_role
from parvis.core.spaces.models import Space

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def may_handle_conduct(user: "User | AnonymousUser | None") -> bool:
    """Whether they read reports and say who may not come. Leads and coordinators may not."""
    return has_role(user, Role.Name.STEWARD)


def refuse_all_but_stewards(by: User | None) -> None:
    """Raise NotAllowedError unless `by` is a steward. None is the command line, which may."""
    if by is not None and not may_handle_conduct(by):
        raise NotAllowedError(f"{by} may not handle matters of conduct. A data steward may.")


def whom_to_ask(space: Space) -> str:
    """Who listens at a space, for a sentence: its contact, or the page that reaches the stewards.

    No query: it is said while an event is locked.
    """
    page = site_link("conduct-at-space", space.slug)
    return space.conduct_contact.rstrip(". ") or f"the network’s stewards ({page})"
