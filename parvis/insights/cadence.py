"""Public events held against plan, for each week and month of a space.

Cadence: public events held per open space-week (design of the measures). A week begins on Monday
and is planned unless all of its days are closed; each of its days carries a seventh of its plan,
so that weeks and months over the same days add up to the same.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from parvis.core.events.queries import public_events
from parvis.core.spaces.models import Space
from parvis.core.spaces.openings import openings

WEEK = 7
MOST = 3660  # days asked for at once


class CadenceError(Exception):
    """A cadence that cannot be told: what was asked, and what can be."""


@dataclass(frozen=True)
class Period:
    """A week or a month: how many public events were held, and how many were planned."""

    start: date
    held: int
    planned: float


def cadence(*, slug: str, first: date, last: date) -> dict[str, Any]:
    """Return months and weeks of a space from `first` to `last`, both included, on its own days.

    A week or month at either end counts, and is planned for, its days within. Raises CadenceError.
    """
    space = Space.objects.filter(slug=slug).first()
    if space is None:
        raise CadenceError(f"There is no space {slug!r}. Known are {_known()}.")
    if last < first or (last - first).days > MOST:
        raise CadenceError(f"From {first} to {last} is no period of up to ten years. Name another.")
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    held = _held(space, first, last + timedelta(1))
    plan = _plan(space, first, last)
    return {
        "space": slug,
        "from": first,
        "to": last,
        "months": _periods(days, lambda day: day.replace(day=1), held, plan),
        "weeks": _periods(days, _monday, held, plan),
    }


def _periods(
    days: list[date],
    start_of: Callable[[date], date],
    held: Counter[date],
    plan: dict[date, int],
) -> list[Period]:
    found = []
    for start, within in groupby(days, start_of):
        some = list(within)
        planned = sum(plan[_monday(day)] for day in some) / WEEK
        found.append(Period(start, sum(held[day] for day in some), round(planned, 1)))
    return found


def _held(space: Space, start: date, end: date) -> Counter[date]:
    """How many public events began on each day of the space."""
    bounds = [datetime.combine(day, datetime.min.time(), space.zone) for day in (start, end)]
    found = public_events(start=bounds[0], end=bounds[1]).filter(
        space=space, state__in=["held", "reported"]
    )
    moments = found.values_list("starts_at", flat=True)
    return Counter(moment.astimezone(space.zone).date() for moment in moments)


def _plan(space: Space, first: date, last: date) -> dict[date, int]:
    """What is planned for each week: nothing when every day of it is closed."""
    monday, end = _monday(first), _monday(last) + timedelta(WEEK - 1)
    closed = openings([space], monday, end)[space.pk].closed
    plan = {}
    while monday < end:
        days = [monday + timedelta(n) for n in range(WEEK)]
        plan[monday] = 0 if all(day in closed for day in days) else space.events_per_week
        monday += timedelta(WEEK)
    return plan


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())


def _known() -> str:
    return ", ".join(Space.objects.values_list("slug", flat=True)[:20]) or "none yet"
