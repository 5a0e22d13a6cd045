"""Who may do what with people, and what is asked once per request."""

from typing import TYPE_CHECKING

from parvis.core.people.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class NotAllowedError(Exception):
    """Somebody asked for what their roles do not allow: what it was, and who may."""


def has_role(user: "User | AnonymousUser | None", *names: str) -> bool:
    """Whether an active user holds any of these roles. One query; nobody holds none."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.roles.filter(name__in=names).exists()


def may_see_people(user: "User | AnonymousUser | None") -> bool:
    """Whether they may open a figure down to the people behind it."""
    return has_role(user, Role.Name.LEAD, Role.Name.STEWARD)


def may_settle_identity(user: "User | AnonymousUser | None") -> bool:
    """Whether they may say which accounts are one person."""
    return has_role(user, Role.Name.STEWARD)


def may_give_roles(user: "User | AnonymousUser | None") -> bool:
    """Whether they may say who has which role, and invite people who sign in."""
    return has_role(user, Role.Name.LEAD)
