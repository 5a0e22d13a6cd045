"""How far somebody is on a pathway, from what they did. Pure: days and points in, progress out.

A point is reached on a day when at least k contributions of its kinds fell on the `window` days up
to it, as the measures count (see metrics/levels.py).
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from parvis.measure.metrics.inputs import LEVELS

Point = Mapping[str, Any]  # as PathwayVersion keeps it


@dataclass(frozen=True, order=True)
class Did:
    """What somebody did on a day: so many contributions of a kind, seen at a source."""

    day: date
    source: str
    area: str
    kind: str
    count: int


@dataclass(frozen=True)
class Progress:
    """How much of a point is done on a day."""

    point: Point
    done: int

    @property
    def is_reached(self) -> bool:
        return bool(self.done >= self.point["k"])

    @property
    def shown(self) -> int:
        """What is done, and no more than is asked for."""
        return int(min(self.done, self.point["k"]))


@dataclass(frozen=True)
class Reached:
    """When a point was reached for the first time, and by which contributions."""

    on: date
    by: Sequence[Did]


@dataclass(frozen=True)
class Pathway:
    """Where somebody is in one area: each point in order, the level held, and what comes next."""

    points: Sequence[Progress]

    @property
    def level(self) -> str:
        """The highest level held; blank for none."""
        held = [one.point["level"] for one in self.points if one.is_reached]
        return max(held, key=LEVELS.index, default="")

    @property
    def advice(self) -> str:
        """What to try, by the highest point reached; blank for none."""
        held = [one for one in self.points if one.is_reached]
        highest = max(held, key=lambda one: LEVELS.index(one.point["level"]), default=None)
        return str(highest.point.get("next_step", "")) if highest else ""

    @property
    def next(self) -> Progress | None:
        """The first point above the level held; None at the top."""
        rank = LEVELS.index(self.level) if self.level else -1
        above = (one for one in self.points if LEVELS.index(one.point["level"]) > rank)
        return next(above, None)


def pathway(days: Iterable[Did], points: Iterable[Point], *, as_of: date) -> Pathway:
    """Where somebody is at the start of `as_of`. `days` are those of the area."""
    known = list(days)
    return Pathway([Progress(point, _done(known, point, as_of)) for point in points])


def first_reached(days: Iterable[Did], point: Point, *, as_of: date) -> Reached | None:
    """Find when a point was reached first, before `as_of`. `days` are those of the area."""
    window, held = deque[Did](), 0
    for did in sorted(one for one in days if one.kind in point["kinds"] and one.day < as_of):
        window.append(did)
        held += did.count
        while window[0].day <= did.day - timedelta(point["window_days"]):
            held -= window.popleft().count
        if held >= point["k"]:
            return Reached(did.day, tuple(window))
    return None


def _done(days: Sequence[Did], point: Point, as_of: date) -> int:
    start = as_of - timedelta(point["window_days"])
    counted = (did.count for did in days if did.kind in point["kinds"] and start <= did.day < as_of)
    return sum(counted)
