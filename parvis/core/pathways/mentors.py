"""Who is a mentor now, and who may be one."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import Role, User
from parvis.core.people.rules import has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def current_mentors() -> QuerySet[Mentor]:
    """Everybody who helps newcomers today, by name, with user and areas. Two queries."""
    rows = Mentor.objects.filter(until=None, user__is_active=True)
    return rows.select_related("user").prefetch_related("areas")


def shown_mentors(area: FocusArea) -> QuerySet[Mentor]:
    """Those of an area who gave their leave to be named on pages. Two queries."""
    return current_mentors().filter(is_shown=True, areas=area)


def mentor_of(user: "User | AnonymousUser | None") -> Mentor | None:
    """What somebody offers as a mentor; None for whoever is none, or no longer."""
    if not isinstance(user, User):
        return None
    return current_mentors().filter(user=user).first()


def may_mentor(user: "User | AnonymousUser | None", *, now: datetime) -> bool:
    """Whether they may become a mentor by themselves: with any role, or as a coordinator today."""
    if not isinstance(user, User) or not user.is_active:
        return False
    term = Q(coordinates__until_on=None) | Q(coordinates__until_on__gt=now.date())
    runs = Q(coordinates__from_on__lte=now.date()) & term
    return User.objects.filter(Q(roles__isnull=False) | runs, pk=user.pk).exists()


def may_see_mentoring(user: "User | AnonymousUser | None", *, now: datetime) -> bool:
    """Whether the page of mentors is for them: those who are one, or may become one."""
    return may_mentor(user, now=now) or mentor_of(user) is not None


def may_appoint_mentors(user: "User | AnonymousUser | None") -> bool:
    """Whether they may make somebody else a mentor, and see all of them."""
    return has_role(user, Role.Name.LEAD)
