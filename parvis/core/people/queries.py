"""Reading people and the decisions about them."""

from django.db.models import QuerySet

from parvis.core.people.models import LinkDecision, User


def standing_decisions() -> QuerySet[LinkDecision]:
    """Decisions on who is who that count today, the oldest first, with who took them."""
    return LinkDecision.objects.standing().select_related("by").order_by("decided_at", "pk")


def holders(role: str) -> QuerySet[User]:
    """Active users who hold a role across the network, by name."""
    return User.objects.filter(is_active=True, roles__name=role).order_by("display_name", "email")
