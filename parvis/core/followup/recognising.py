"""Recognising what somebody reached: written down once, as it was then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from parvis.core.followup.recognition import Recognition
from parvis.core.ground.actions import record
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User


@dataclass(frozen=True)
class Earned:
    """A level that somebody reached in an area: by which point, when, and by what.

    `point` is the point as it stands (see PathwayVersion), `version` the number of the pathway.
    `evidence` is [{source, kind, on, count}], the days in ISO format.
    """

    user: User
    area: FocusArea
    point: Mapping[str, Any]
    version: int
    reached_on: date
    evidence: Sequence[Mapping[str, Any]]


def recognise(*, earned: Earned, now: datetime) -> Recognition | None:
    """Write down what somebody reached; None where they have that level in that area already.

    What stands is never rewritten, whatever becomes of the pathway.
    """
    with transaction.atomic():
        made, is_new = Recognition.objects.get_or_create(
            user=earned.user,
            area=earned.area,
            level=earned.point["level"],
            defaults={
                "version": earned.version,
                "point": dict(earned.point),
                "area_name": earned.area.name,
                "reached_on": earned.reached_on,
                "given_at": now,
                "evidence": [dict(one) for one in earned.evidence],
            },
        )
        if not is_new:
            return None
        details = {"area": earned.area.slug, "level": made.level, "version": made.version}
        record(action="followup.recognise", target=made, by=None, now=now, **details)
    return made


def recognitions_of(user: User) -> QuerySet[Recognition]:
    """What somebody earned, the latest first, with its area. One query."""
    return Recognition.objects.filter(user=user).select_related("area")


def levels_given(users: Sequence[int]) -> set[tuple[int, int, str]]:
    """What these users have already: (user, area, level). One query."""
    given = Recognition.objects.filter(user__in=users)
    return set(given.values_list("user", "area", "level"))
