"""What is done about pathways. `by` is who does it; None stands for the command line."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.pathways.models import ConversionPoint, FocusArea
from parvis.core.pathways.shipped import shipped_areas
from parvis.core.people.models import User


class PathwayError(Exception):
    """A focus area that cannot be as asked: what is wrong with it."""


def load_pathways(*, by: User | None, now: datetime) -> list[FocusArea]:
    """Add the shipped focus areas that are missing, with their points; return those added.

    An area that is there, edited or not, stays as it is, and so do its points.
    """
    with transaction.atomic():
        present = set(FocusArea.objects.values_list("slug", flat=True))
        missing = [area for area in shipped_areas() if area["slug"] not in present]
        return [_add(area, by=by, now=now) for area in missing]


def change_area(
    *, area: FocusArea, name: str, summary: str, is_active: bool, by: User | None, now: datetime
) -> FocusArea:
    """Change how a focus area is called and whether it is offered; what it has stays its own.

    Raises PathwayError with everything that is wrong.
    """
    with transaction.atomic():
        found = FocusArea.objects.select_for_update().get(pk=area.pk)
        found.name, found.summary, found.is_active = name.strip(), summary.strip(), is_active
        try:
            found.full_clean()
        except ValidationError as error:
            raise PathwayError(" ".join(error.messages)) from error
        if not FocusArea.objects.filter(is_active=True).exclude(pk=found.pk) and not is_active:
            raise PathwayError("At least one focus area has to be offered.")
        found.save()
        record(action="pathways.change", target=found, by=by, now=now, is_active=is_active)
    return found


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
