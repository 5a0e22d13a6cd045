"""What is done about pathways. `by` is who does it; None stands for the command line."""

from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.pathways.models import ConversionPoint, FocusArea
from parvis.core.pathways.shipped import shipped_areas
from parvis.core.people.models import User


def load_pathways(*, by: User | None, now: datetime) -> list[FocusArea]:
    """Add the shipped focus areas that are missing, with their points; return those added.

    An area that is there, edited or not, stays as it is, and so do its points.
    """
    with transaction.atomic():
        present = set(FocusArea.objects.values_list("slug", flat=True))
        missing = [area for area in shipped_areas() if area["slug"] not in present]
        return [_add(area, by=by, now=now) for area in missing]


def _add(shipped: dict[str, Any], *, by: User | None, now: datetime) -> FocusArea:
    area = FocusArea(slug=shipped["slug"], name=shipped["name"], summary=shipped["summary"])
    area.full_clean()
    area.save()
    points = [
        ConversionPoint(area=area, order=order, **point)
        for order, point in enumerate(shipped["point"], start=1)
    ]
    for point in points:
        point.full_clean(exclude=["area"])
    ConversionPoint.objects.bulk_create(points)
    record(action="pathways.load", target=area, by=by, now=now, slug=area.slug)
    return area
