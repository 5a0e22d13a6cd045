"""Finding a task: open ones, narrowed by what somebody has and looks for."""

from django.db.models import Q, QuerySet

from parvis.core.pathways.opportunities import Opportunity

MOST_WORDS = 6  # of a search that count


def open_opportunities(
    *,
    area: str | None = None,
    minutes: int | None = None,
    language: str | None = None,
    difficulty: str | None = None,
    words: str = "",
) -> QuerySet[Opportunity]:
    """Open tasks of the areas in use, the newest first, with area and source; one query.

    `minutes`: those known to take no longer. `language`: a code; those in it (pt has pt-BR), and
    those for which none is needed. `words`: each stands in the title, summary or prerequisites.
    """
    found = with_words(Opportunity.objects.filter(area__is_active=True), words)
    asked = {
        "state": Opportunity.State.OPEN,
        "area__slug": area,
        "minutes__lte": minutes,
        "difficulty": difficulty,
    }
    found = found.filter(**{name: value for name, value in asked.items() if value is not None})
    if language:
        own = Q(language__iexact=language) | Q(language__istartswith=f"{language}-")
        found = found.filter(own | Q(language=""))
    return found.select_related("area", "source").order_by("-opened_at", "-pk")


def with_words(found: QuerySet[Opportunity], words: str) -> QuerySet[Opportunity]:
    """Those in whose title, summary or prerequisites each of the words stands."""
    for word in words.replace("\0", "").split()[:MOST_WORDS]:
        stands = Q(title__icontains=word) | Q(summary__icontains=word)
        found = found.filter(stands | Q(prerequisites__icontains=word))
    return found


def all_opportunities(
    *, is_open: bool, area: str | None = None, words: str = ""
) -> QuerySet[Opportunity]:
    """Tasks for those who look after them, what was touched last first; one query."""
    state = Opportunity.State.OPEN if is_open else Opportunity.State.CLOSED
    found = with_words(Opportunity.objects.filter(state=state), words)
    if area is not None:
        found = found.filter(area__slug=area)
    return found.select_related("area", "source").order_by("-changed_at", "-pk")


def languages_asked() -> list[str]:
    """The languages that open tasks ask for, by code. One query."""
    found = Opportunity.objects.filter(state=Opportunity.State.OPEN).exclude(language="")
    return list(found.order_by("language").values_list("language", flat=True).distinct())
