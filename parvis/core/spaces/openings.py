"""When many spaces are open over some days: two queries, however many spaces and days."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

import holidays

from parvis.core.spaces.house import why_not_open
from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import Closure, OpeningHours

Hours = tuple[datetime, datetime]
Row = TypeVar("Row", OpeningHours, Closure)


@dataclass(frozen=True)
class Openings:
    """When a space is open on each day; and why, on a day when it is closed all day."""

    hours: dict[date, list[Hours]]
    closed: dict[date, str]


def openings(spaces: Sequence[Space], first: date, last: date) -> dict[int, Openings]:
    """When these spaces are open from `first` to `last`, both included, by their keys."""
    weekly = _by_space(OpeningHours.objects.filter(space__in=spaces))
    near = Closure.objects.filter(space__in=spaces, room=None, from_on__lte=last)
    exceptions = _by_space(near.filter(until_on__gt=first))
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    found = {}
    for space in spaces:
        closed = {day: _why_closed(space, day, exceptions[space.pk]) for day in days}
        found[space.pk] = Openings(
            hours={day: _open(space, day, weekly[space.pk]) for day in days if not closed[day]},
            closed={day: why for day, why in closed.items() if why},
        )
    return found


def _by_space(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.space_id].append(row)
    return found


def _open(space: Space, day: date, weekly: Iterable[OpeningHours]) -> list[Hours]:
    return [
        (
            datetime.combine(day, hours.opens_at, space.zone),
            datetime.combine(
                day + timedelta(hours.closes_at == time()), hours.closes_at, space.zone
            ),
        )
        for hours in weekly
        if hours.weekday == day.weekday()
    ]


def _why_closed(space: Space, day: date, exceptions: Sequence[Closure]) -> str:
    today = [one for one in exceptions if one.from_on <= day < one.until_on]
    shut = next((one.reason for one in today if not one.is_open), "")
    if why := why_not_open(space, day) or shut:
        return why
    if not space.keeps_holidays or any(one.is_open for one in today):
        return ""
    return _holidays(space.country, space.subdivision, day.year).get(day, "")


@lru_cache(maxsize=4096)
def _holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """The public holidays of a year by day. None where the country is not known."""
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError:
        return {}
    return {day: str(name) for day, name in found.items()}
