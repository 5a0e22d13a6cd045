"""What is done about focus areas. `by` is who does it; None stands for the command line.

Their points change in `changing`.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.pathways.models import ConversionPoint, FocusArea
from parvis.core.pathways.rules import may_change_pathways
from parvis.core.pathways.shipped import shipped_areas
from parvis.core.pathways.versions import keep_version, snapshot
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError


class PathwayError(Exception):
    """A focus area or pathway that cannot be as asked: what is wrong with it."""


def load_pathways(*, by: User | None, now: datetime) -> list[FocusArea]:
    """Add the shipped focus areas that are missing, with their points; return those added.

    An area that is there, edited or not, stays as it is, and so do its points. What is added is
    version 1 of its pathway.
    """
    with transaction.atomic():
        present = set(FocusArea.objects.values_list("slug", flat=True))
        missing = [area for area in shipped_areas() if area["slug"] not in present]
        return [_add(area, by=by, now=now) for area in missing]


def change_area(
    *,
    area: FocusArea,
    name: str,
    summary: str,
    about: str,
    takes_a_month: int | None,
    is_active: bool,
    by: User | None,
    now: datetime,
) -> FocusArea:
    """Change what a focus area says of itself and whether it is offered; what it has stays its own.

    `takes_a_month`: how many newcomers its team can take on; None is unknown, 0 is nobody.
    Raises NotAllowedError unless `by` is a lead, PathwayError with everything that is wrong.
    """
    check_may_change(by)
    with transaction.atomic():
        found = FocusArea.objects.select_for_update().get(pk=area.pk)
        found.name, found.summary, found.is_active = name.strip(), summary.strip(), is_active
        found.about, found.takes_a_month = about.strip(), takes_a_month
        try:
            found.full_clean()
        except ValidationError as error:
            raise PathwayError(" ".join(error.messages)) from error
        if not FocusArea.objects.filter(is_active=True).exclude(pk=found.pk) and not is_active:
            raise PathwayError("At least one focus area has to be offered.")
        found.save()
        record(action="pathways.change", target=found, by=by, now=now, is_active=is_active)
    return found


def check_may_change(by: User | None) -> None:
    """Raise NotAllowedError unless `by` is a lead, or the command line."""
    if by is not None and not may_change_pathways(by):
        raise NotAllowedError(f"{by} may not change focus areas. A programme lead may.")


def _add(shipped: dict[str, Any], *, by: User | None, now: datetime) -> FocusArea:
    said = {name: shipped[name] for name in ("slug", "name", "summary", "about")}
    area = FocusArea(**said)
    area.full_clean()
    area.save()
    points = [
        ConversionPoint(area=area, order=order, **point)
        for order, point in enumerate(shipped["point"], start=1)
    ]
    for point in points:
        point.full_clean(exclude=["area"])
    ConversionPoint.objects.bulk_create(points)
    kept = [snapshot(point) for point in points]
    keep_version(area=area, points=kept, number=1, because="As shipped.", by=by, now=now)
    record(action="pathways.load", target=area, by=by, now=now, slug=area.slug)
    return area
