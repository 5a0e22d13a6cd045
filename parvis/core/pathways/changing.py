"""Changing a pathway: always as a whole, always as a new version. `by` None is the command line.

What was earned and measured before names the version it went by, and stays.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.pathways.actions import PathwayError, check_may_change
from parvis.core.pathways.models import ConversionPoint, FocusArea, PathwayVersion
from parvis.core.pathways.queries import newest_version
from parvis.core.pathways.versions import keep_version
from parvis.core.people.models import User

LEVELS = tuple(ConversionPoint.Level.values)  # in the order in which one climbs
MOST_POINTS, MOST_K, LONGEST_WINDOW = 12, 100_000, 3650
TEXTS = {  # what each is called, and how long it may be
    "seen_at": ("seen in", 120),
    "recognition": ("recognition", 240),
    "next_step": ("next step", 240),
}
LONGEST_REASON = 240


class ChangedMeanwhileError(PathwayError):
    """Somebody else saved a version after the one that was changed here."""


@dataclass(frozen=True)
class Point:
    """A point as asked for: `k` contributions of any of its kinds within `window_days` days."""

    level: str
    kinds: Sequence[str]
    k: int
    window_days: int
    seen_at: str = ""
    recognition: str = ""
    next_step: str = ""


def change_pathway(
    *,
    area: FocusArea,
    points: Sequence[Point],
    made_from: int,
    known_kinds: Collection[str],
    because: str,
    by: User | None,
    now: datetime,
) -> PathwayVersion:
    """Replace an area's points with these, which become its next version.

    They are ordered by level; points of one level stay as given. `made_from` is the number of the
    version that was changed (0: there was none), `known_kinds` are the kinds that sources yield.
    Raises NotAllowedError unless `by` is a lead, ChangedMeanwhileError, PathwayError with
    everything that is wrong.
    """
    check_may_change(by)
    rows = snapshots(points, known_kinds)
    reason = _reason(because)
    with transaction.atomic():
        found = FocusArea.objects.select_for_update(no_key=True).get(pk=area.pk)
        number = _next_number(found, rows, made_from)
        found.points.all().delete()
        ConversionPoint.objects.bulk_create(ConversionPoint(area=found, **row) for row in rows)
        version = keep_version(
            area=found, points=rows, number=number, because=reason, by=by, now=now
        )
        said = {"version": number, "because": reason}
        record(action="pathways.change-points", target=found, by=by, now=now, **said)
    return version


def snapshots(points: Sequence[Point], known_kinds: Collection[str]) -> list[dict[str, Any]]:
    """The points in their order, as a version keeps them. Raises PathwayError with what is wrong.

    Faults name the points as they were given: point 1 is the first of `points`.
    """
    faults = [
        f"Point {place}: {fault}"
        for place, point in enumerate(points, start=1)
        for fault in _faults(point, known_kinds)
    ]
    if all(point.level != ConversionPoint.Level.ACTIVE for point in points):
        faults.append("Keep at least one active point: it says who counts as active here.")
    if len(points) > MOST_POINTS:
        faults.append(f"Keep to {MOST_POINTS} points.")
    if faults:
        raise PathwayError(" ".join(faults))
    ordered = sorted(points, key=lambda point: LEVELS.index(point.level))
    return [_snapshot(order, point) for order, point in enumerate(ordered, start=1)]


def _snapshot(order: int, point: Point) -> dict[str, Any]:
    texts = {name: " ".join(getattr(point, name).split()) for name in TEXTS}
    return {
        "order": order,
        "level": str(point.level),
        "kinds": list(dict.fromkeys(point.kinds)),
        "k": point.k,
        "window_days": point.window_days,
        **texts,
    }


def _faults(point: Point, known_kinds: Collection[str]) -> Iterator[str]:
    if point.level not in LEVELS:
        yield "choose casual, active or core as its level."
    if not point.kinds:
        yield "choose at least one kind of contribution."
    for kind in point.kinds:
        if kind not in known_kinds:
            yield f"“{kind[:40]}” is no kind of contribution that is known. Choose another."
    if not 1 <= point.k <= MOST_K:
        yield f"ask for 1 to {MOST_K:,} contributions."
    if not 1 <= point.window_days <= LONGEST_WINDOW:
        yield f"give a window of 1 to {LONGEST_WINDOW:,} days."
    for name, (words, most) in TEXTS.items():
        if len(getattr(point, name)) > most:
            yield f"shorten “{words}” to {most} characters."


def _reason(because: str) -> str:
    reason = " ".join(because.split())
    if not reason:
        raise PathwayError("Say why in a sentence: it stands beside the version for good.")
    if len(reason) > LONGEST_REASON:
        raise PathwayError(f"Shorten the reason to {LONGEST_REASON} characters.")
    return reason


def _next_number(area: FocusArea, rows: list[dict[str, Any]], made_from: int) -> int:
    newest = newest_version(area)
    number = newest.number if newest else 0
    if number != made_from:
        raise ChangedMeanwhileError(
            f"Version {number} was saved while you worked on version {made_from}. "
            "Look at what it says below, and make your change again from there."
        )
    if newest and newest.points == rows:
        raise PathwayError(f"That is version {number} as it stands. Change something first.")
    return number + 1
