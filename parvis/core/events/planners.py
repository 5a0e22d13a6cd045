"""Who plans where: what pages of the desk ask before they open."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from parvis.core.people.models import Role, User
from parvis.core.people.rules import has_role
from parvis.core.spaces.models import Coordinator, Space

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def has_desk(user: "User | AnonymousUser | None", *, now: datetime) -> bool:
    """Whether they coordinate a space today, are staff, or lead the network. One query."""
    if not isinstance(user, User) or not user.is_active:
        return False
    roles = Q(roles__name__in=[Role.Name.STAFF, Role.Name.LEAD])
    return User.objects.filter(roles | Q(coordinates__in=_terms(now)), pk=user.pk).exists()


def spaces_planned_by(user: User, *, now: datetime) -> QuerySet[Space]:
    """The spaces whose week they fill: those they coordinate; all of them for a lead."""
    running = Q(closed_on=None) | Q(closed_on__gt=now.date())
    if has_role(user, Role.Name.LEAD):
        return Space.objects.filter(running)
    return Space.objects.filter(running, coordinators__in=_terms(now).filter(user=user)).distinct()


def coordinators_of(spaces: list[Space], *, now: datetime) -> QuerySet[Coordinator]:
    """Who coordinates these spaces today, by name."""
    found = _terms(now).filter(space__in=spaces).select_related("user")
    return found.order_by("user__display_name", "pk")


def _terms(now: datetime) -> QuerySet[Coordinator]:
    today = now.date()
    return Coordinator.objects.filter(Q(until_on=None) | Q(until_on__gt=today), from_on__lte=today)
