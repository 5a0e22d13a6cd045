"""The versions of a pathway: what stood when, kept for good. The newest is what stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from parvis.core.pathways.models import ConversionPoint, FocusArea, PathwayVersion
from parvis.core.people.models import User

FIELDS = ("order", "level", "kinds", "k", "window_days", "seen_at", "recognition", "next_step")

Snapshot = Mapping[str, Any]  # one point: FIELDS and what stands there


def snapshot(point: ConversionPoint) -> dict[str, Any]:
    """A point as it stands, to be kept."""
    return {name: getattr(point, name) for name in FIELDS}


def keep_version(
    *,
    area: FocusArea,
    points: list[dict[str, Any]],
    number: int,
    because: str,
    by: User | None,
    now: datetime,
) -> PathwayVersion:
    """Keep these points as the area's version of this number, in the caller's transaction."""
    return PathwayVersion.objects.create(
        area=area, number=number, points=points, because=because, since=now, by=by
    )
