"""Reading people and the decisions about them."""

from django.db.models import Q, QuerySet

from parvis.core.people.models import LinkDecision, User


def standing_decisions() -> QuerySet[LinkDecision]:
    """Decisions on who is who that count today, the oldest first, with who took them."""
    return LinkDecision.objects.standing().select_related("by").order_by("decided_at", "pk")


def holders(role: str) -> QuerySet[User]:
    """Active users who hold a role across the network, by name."""
    return User.objects.filter(is_active=True, roles__name=role).order_by("display_name", "email")


def team() -> QuerySet[User]:
    """Active users who hold a role or coordinate a space, by name; with their roles and terms."""
    involved = Q(roles__isnull=False) | Q(coordinates__isnull=False)
    found = User.objects.filter(involved, is_active=True).distinct()
    return found.prefetch_related("roles", "coordinates__space").order_by("display_name", "email")
