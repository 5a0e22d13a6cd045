"""What the week's pages read: the calendars of spaces, their plan and what is booked.

Each takes many spaces at once and the same few queries however many there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from parvis.core.events.models import Event
from parvis.core.events.week import (
    DAYS,
    Calendar,
    WeekPlan,
    bounds,
    days_from,
    plan_by_week,
)
from parvis.core.pathways.models import FocusArea
from parvis.core.spaces.models import Space
from parvis.core.spaces.openings import openings
from parvis.core.spaces.rooms import Closure, Room

AHEAD = 8  # weeks that are planned for
State = Event.State


def rooms_to_book(space: Space, on: date) -> QuerySet[Room]:
    """The rooms of a space that can be booked on that day."""
    return Room.objects.filter(space=space).exclude(retired_on__lte=on)


def calendars(spaces: Sequence[Space], first: date, days: int) -> dict[int, Calendar]:
    """When these spaces are open on these days, by their keys. Three queries at most."""
    last = first + timedelta(days - 1)
    shut, found = _rooms_shut(spaces, first, last), openings(spaces, first, last)
    return {
        key: Calendar(hours=one.hours, closed=one.closed, rooms_shut=shut.get(key, {}))
        for key, one in found.items()
    }


def plans(
    spaces: Sequence[Space],
    mondays: Sequence[date],
    closed: Mapping[int, Mapping[date, str]],
) -> dict[int, list[WeekPlan]]:
    """The plan of these weeks against the public events booked, by space. One query."""
    booked = _booked(spaces, mondays[0], mondays[-1] + timedelta(DAYS))
    return {
        space.pk: plan_by_week(
            mondays,
            wanted=space.events_per_week,
            booked=booked[space.pk],
            closed=closed.get(space.pk, {}),
        )
        for space in spaces
    }


def weeks_from(monday: date, weeks: int = AHEAD) -> list[date]:
    return [monday + timedelta(DAYS * n) for n in range(weeks)]


def areas_without_plan(space: Space, first: date, until: date) -> QuerySet[FocusArea]:
    """Focus areas for which the space has nothing public planned from `first` to before `until`."""
    start, end = bounds(first, space.zone)[0], bounds(until, space.zone)[0]
    events = Event.objects.filter(
        space=space, is_public=True, starts_at__gte=start, starts_at__lt=end
    ).exclude(state=State.CANCELLED)
    areas = FocusArea.objects.filter(is_active=True)
    return areas.exclude(events__in=events).exclude(further_events__in=events)


def events_by_space(
    spaces: Sequence[Space], *, start: datetime, end: datetime
) -> dict[int, list[Event]]:
    """What is planned or was held in these spaces between two moments, by space. One query."""
    found = Event.objects.filter(space__in=spaces, starts_at__lt=end, ends_at__gt=start)
    kept: dict[int, list[Event]] = defaultdict(list)
    for event in found.exclude(state=State.CANCELLED).select_related("space", "room", "area"):
        kept[event.space_id].append(event)
    return kept


def _booked(spaces: Sequence[Space], first: date, until: date) -> dict[int, list[tuple[date, str]]]:
    zones = {space.pk: space.zone for space in spaces}
    starts = [bounds(first, zone)[0] for zone in zones.values()]
    ends = [bounds(until, zone)[0] for zone in zones.values()]
    found: dict[int, list[tuple[date, str]]] = defaultdict(list)
    if not zones:
        return found
    events = Event.objects.filter(space__in=spaces, is_public=True)
    near = events.filter(starts_at__gte=min(starts), starts_at__lt=max(ends))
    rows = near.exclude(state=State.CANCELLED).values_list("space", "starts_at", "state")
    for key, starts_at, state in rows:
        found[key].append((starts_at.astimezone(zones[key]).date(), state))
    return found


def _rooms_shut(
    spaces: Iterable[Space], first: date, last: date
) -> dict[int, dict[tuple[int, date], str]]:
    found: dict[int, dict[tuple[int, date], str]] = defaultdict(dict)
    shut = Closure.objects.filter(space__in=spaces, room__isnull=False, is_open=False)
    for closure in shut.filter(from_on__lte=last, until_on__gt=first):
        for day in days_from(first, (last - first).days + 1):
            if closure.from_on <= day < closure.until_on and closure.room_id:
                found[closure.space_id][closure.room_id, day] = closure.reason
    return found


def usual_currency(space: Space) -> str:
    """The currency in which the space counted last. Empty where it has counted nothing."""
    counted = Event.objects.filter(space=space).exclude(currency="").order_by("-starts_at")
    return counted.values_list("currency", flat=True).first() or ""
