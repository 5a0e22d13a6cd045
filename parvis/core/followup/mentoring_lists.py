"""What mentors and leads read of introductions. Each list is one query, however long it is."""

from django.db.models import Count, Q, QuerySet

from parvis.core.followup.matching import State
from parvis.core.followup.models import Introduction
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.mentors import current_mentors


def asked_of(mentor: Mentor) -> QuerySet[Introduction]:
    """Who asks this mentor and waits for a word, the longest first."""
    return _of(mentor, State.ASKED)


def helped_by(mentor: Mentor) -> QuerySet[Introduction]:
    """Whom this mentor helps, the longest first."""
    return _of(mentor, State.ACCEPTED).order_by("answered_at", "pk")


def mentors_with_counts() -> QuerySet[Mentor]:
    """Every mentor of today, with how many they help and how many ask them. Two queries."""
    accepted = Count("introductions", filter=Q(introductions__state=State.ACCEPTED))
    asked = Count("introductions", filter=Q(introductions__state=State.ASKED))
    return current_mentors().annotate(helped=accepted, asked=asked)


def waiting_in_areas() -> list[tuple[str, int]]:
    """How many wait for a mentor in each area where somebody does, by its name."""
    rows = Introduction.objects.filter(state=State.ASKED, mentor=None).order_by()
    counted = rows.values("area__name").annotate(n=Count("pk")).order_by("area__name")
    return list(counted.values_list("area__name", "n"))


def _of(mentor: Mentor, state: str) -> QuerySet[Introduction]:
    rows = Introduction.objects.filter(mentor=mentor, state=state)
    whole = rows.select_related(
        *("registration__event__space", "user", "area", "attempt__opportunity")
    )
    return whole.order_by("asked_at", "pk")
