"""Six open tasks for somebody who came, or for everybody at an event.

The newest of each area are read, then lib/choosing.py says which six: what fits, from the areas
that were asked for, short ones first for newcomers, and what few others try.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
from django.db.models import Count, Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.followup.models import Attempt, EventOpportunity
from parvis.core.followup.trying import GOING
from parvis.core.followup.whose import Whose
from parvis.core.pathways.opportunities import Opportunity
from parvis.lib.choosing import MOST, Tasks, Wish, choose

Level = Event.Level
STEPS = list(Opportunity.Difficulty.values)  # from a first one upwards
READY = {Level.EVERYBODY: 0, Level.BEGINNERS: 0, Level.SOME: 1, Level.EXPERIENCED: 2}
OF_AN_AREA, OF_ALL = 60, 600  # how many are read: the newest


@dataclass(frozen=True)
class _Looking:
    """What is looked for; `key` decides between equals. No areas, no language: any."""

    key: int
    areas: Collection[int]
    language: str
    ready: int  # the greatest difficulty, from 0
    tried: Collection[int]
    now: datetime


def six_for_event(event: Event, *, now: datetime) -> list[Opportunity]:
    """What its coordinator might lay out: for its areas, level and language. Four queries at most.

    What lies there already is not proposed again.
    """
    out = EventOpportunity.objects.filter(event=event).values_list("opportunity_id", flat=True)
    return _six(_at(event, key=event.pk, tried=list(out), now=now))


def six_for(
    whose: Whose, event: Event, *, past: Collection[Attempt], now: datetime
) -> list[Opportunity]:
    """What somebody might do after an event. Four queries at most.

    Their own areas go before the event's. `past` is all they ever tried (`attempts_of`): it is not
    proposed again, and whoever finished something is ready for more than a first one.
    """
    row = whose.registration
    own = list(row.areas.values_list("pk", flat=True)) if row else []
    key = row.pk if row else -(whose.user.pk if whose.user else 0)
    ready = int(any(one.state == Attempt.State.FINISHED for one in past))
    tried = [one.opportunity_id for one in past]
    return _six(_at(event, key=key, tried=tried, areas=own, ready=ready, now=now))


def _at(
    event: Event,
    *,
    key: int,
    tried: Collection[int],
    now: datetime,
    areas: Collection[int] = (),
    ready: int = 0,
) -> _Looking:
    further = event.further_areas.values_list("pk", flat=True)
    own: list[int | None] = [*areas] or [event.area_id, *further]
    ready = max(ready, READY[Level(event.level)])
    return _Looking(key, [one for one in own if one], event.language, ready, tried, now)


def _six(looking: _Looking) -> list[Opportunity]:
    """Up to six, best first. One query; two where the areas asked for have too few."""
    found = _chosen(looking, _of_areas(looking)) if looking.areas else []
    return found if len(found) == MOST else _chosen(looking, [*found, *_of_any(looking, found)])


def _of_areas(looking: _Looking) -> list[Opportunity]:
    """The newest of each area that was asked for. One query."""
    newest = Q()
    for area in looking.areas:
        rows = _fitting(looking).filter(area=area).order_by("-opened_at", "-pk")
        newest |= Q(pk__in=rows.values("pk")[:OF_AN_AREA])
    return list(_with_people(Opportunity.objects.filter(newest)))


def _of_any(looking: _Looking, found: Collection[Opportunity]) -> list[Opportunity]:
    """The newest of all areas, but those found already. One query."""
    rows = _fitting(looking).exclude(pk__in=[one.pk for one in found])
    newest = rows.order_by("-opened_at", "-pk").values("pk")[:OF_ALL]
    return list(_with_people(Opportunity.objects.filter(pk__in=newest)))


def _fitting(looking: _Looking) -> QuerySet[Opportunity]:
    """Open tasks of a language and a difficulty that somebody can do, and never tried."""
    rows = Opportunity.objects.filter(state=Opportunity.State.OPEN, area__is_active=True)
    rows = rows.filter(difficulty__in=STEPS[: looking.ready + 1]).exclude(pk__in=looking.tried)
    if not looking.language:
        return rows
    spoken = looking.language.partition("-")[0]  # pt-BR is Portuguese
    same = Q(language__iexact=spoken) | Q(language__istartswith=f"{spoken}-")
    return rows.filter(same | Q(language=""))


def _with_people(rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    trying = Count("attempts", filter=Q(attempts__state__in=GOING))
    return rows.select_related("area").annotate(trying=trying).order_by("pk")


def _chosen(looking: _Looking, rows: list[Opportunity]) -> list[Opportunity]:
    by_key = {one.pk: one for one in rows}
    wish = Wish(looking.key, areas=frozenset(looking.areas), ready=looking.ready)
    (found,) = choose(_columns(rows, looking.now), [wish])
    return [by_key[key] for key in found]


def _columns(rows: list[Opportunity], now: datetime) -> Tasks:
    """What fits is sorted out by then, so no language and no person's own attempts are told."""

    def column(of: Callable[[Opportunity], int]) -> npt.NDArray[np.int64]:
        return np.array([of(one) for one in rows], np.int64)

    return Tasks(
        key=column(lambda one: one.pk),
        area=column(lambda one: one.area_id),
        minutes=column(lambda one: one.minutes or 0),
        difficulty=column(lambda one: STEPS.index(one.difficulty)),
        language=np.zeros(len(rows), np.int64),
        age_days=column(lambda one: (now - one.opened_at).days),
        trying=column(lambda one: one.trying),  # type: ignore[attr-defined]  # annotated
    )
