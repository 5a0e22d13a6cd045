"""Reading pathways."""

from collections.abc import Mapping

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from parvis.core.pathways.models import FocusArea, PathwayVersion
from parvis.core.pathways.opportunities import Opportunity


def active_areas() -> QuerySet[FocusArea]:
    """Focus areas in use, by name, with their points in order. Two queries."""
    return FocusArea.objects.filter(is_active=True).prefetch_related("points")


def with_open_tasks(areas: QuerySet[FocusArea]) -> QuerySet[FocusArea]:
    """Count each area's open opportunities as `open_tasks`."""
    is_open = Q(opportunities__state=Opportunity.State.OPEN)
    return areas.annotate(open_tasks=Count("opportunities", filter=is_open))


def newest_versions() -> QuerySet[PathwayVersion]:
    """The pathway of each area in use as it stands now, by the area's slug. One query.

    What is read here is whole even while somebody saves: a version is one row, never changed.
    """
    own = PathwayVersion.objects.filter(area=OuterRef("area")).order_by("-number")
    rows = PathwayVersion.objects.filter(
        area__is_active=True, number=Subquery(own.values("number")[:1])
    )
    return rows.select_related("area").order_by("area__slug")


def versions_by_number(numbers: Mapping[str, int]) -> list[PathwayVersion]:
    """The versions that `numbers` names ({slug: number}), by the area's slug. One query."""
    rows = PathwayVersion.objects.filter(area__slug__in=numbers).select_related("area")
    return [row for row in rows.order_by("area__slug") if row.number == numbers[row.area.slug]]


def newest_version(area: FocusArea) -> PathwayVersion | None:
    """An area's pathway as it stands now; None where it has never had points."""
    return area.versions.order_by("-number").first()


def few_opportunities(area: FocusArea, most: int) -> QuerySet[Opportunity]:
    """Some open tasks of an area: the shortest first, of those the newest; unknown lengths last."""
    tasks = area.opportunities.filter(state=Opportunity.State.OPEN)
    return tasks.order_by(F("minutes").asc(nulls_last=True), "-opened_at", "-pk")[:most]
