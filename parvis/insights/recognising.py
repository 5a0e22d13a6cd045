"""Recognition from what the lake shows: each level that somebody who signs in has reached."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max

from parvis.core.followup.recognising import Earned, levels_given, recognise
from parvis.core.pathways.models import FocusArea, PathwayVersion
from parvis.core.pathways.queries import active_areas
from parvis.core.pathways.versions import snapshot
from parvis.core.people.models import User
from parvis.insights.installation import lake_keys
from parvis.insights.mine import Found, found_of, hashes_in_lake
from parvis.insights.own_nodes import own_nodes
from parvis.insights.progress import Point, Reached, first_reached
from parvis.lib.home import Home

AT_ONCE = 500  # users
Offered = Sequence[tuple[FocusArea, int, Sequence[Point]]]  # with the pathway's newest version


def recognise_all(home: Home, *, now: datetime) -> int:
    """Recognise what people who sign in reached; how many levels. Each is given once.

    Points are asked for as they stand now; what was given before stays as it was.
    """
    offered = _offered()
    return sum(_recognise(home, user, offered, now) for user in _in_lake(home))


def recognise_one(home: Home, user: User, *, now: datetime) -> int:
    """Do the same for one user, who has just shown that an account is theirs."""
    return _recognise(home, user, _offered(), now)


def _recognise(home: Home, user: User, offered: Offered, now: datetime) -> int:
    given = levels_given([user.pk])
    found = found_of(home, user)
    made = [
        recognise(earned=earned, now=now)
        for earned in _earned(user, found, offered, now.date() + timedelta(days=1))
        if (user.pk, earned.area.pk, earned.point["level"]) not in given
    ]
    return sum(one is not None for one in made)


def _in_lake(home: Home) -> Iterator[User]:
    """Users with an address or a claimed account that the lake knows."""
    keys, last = lake_keys(home), 0
    while users := list(User.objects.filter(pk__gt=last, is_active=True).order_by("pk")[:AT_ONCE]):
        last = users[-1].pk
        owned = own_nodes(users, keys)
        known = hashes_in_lake(home, {h for own in owned.values() for h in own.hashes})
        yield from (u for u in users if owned[u.pk].hashes & known or owned[u.pk].accounts)


def _offered() -> Offered:
    newest = PathwayVersion.objects.order_by().values("area").annotate(newest=Max("number"))
    versions = dict(newest.values_list("area", "newest"))
    return [
        (area, versions.get(area.pk, 1), [snapshot(point) for point in area.points.all()])
        for area in active_areas()
    ]


def _earned(user: User, found: Found, offered: Offered, as_of: date) -> Iterator[Earned]:
    """The first point of each level that was reached, in each area."""
    for area, version, points in offered:
        days = found.in_area(area.slug)
        best: dict[str, tuple[Reached, Point]] = {}
        for point in points if days else ():
            reached = first_reached(days, point, as_of=as_of)
            before = best.get(point["level"])
            if reached and (before is None or reached.on < before[0].on):
                best[point["level"]] = reached, point
        for reached, point in best.values():
            yield Earned(user, area, point, version, reached.on, _evidence(reached))


def _evidence(reached: Reached) -> list[Mapping[str, Any]]:
    return [
        {"source": one.source, "kind": one.kind, "on": one.day.isoformat(), "count": one.count}
        for one in reached.by
    ]
