"""The week: of a space, room by room; and over the network, space by space."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from parvis.core.events.calendars import (
    AHEAD,
    areas_without_plan,
    calendars,
    events_by_space,
    plans,
    rooms_to_book,
    weeks_from,
)
from parvis.core.events.planners import coordinators_of
from parvis.core.events.queries import in_calendar
from parvis.core.events.rules import may_plan
from parvis.core.events.week import (
    DAYS,
    Entry,
    WeekPlan,
    bounds,
    build_week,
    columns,
    days_from,
    monday_of,
)
from parvis.core.spaces.models import Space
from parvis.core.spaces.queries import open_spaces
from parvis.web.desk.gates import at_desk, monday_asked

SPACES = 25  # on a page
WEEK = timedelta(DAYS)


@require_safe
@login_required
def space_week(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the week of a space, what is free in it, and the plan of the weeks to come."""
    user, now = at_desk(request)
    space = get_object_or_404(Space, slug=slug)
    today = now.astimezone(space.zone).date()
    monday = monday_asked(request, today)
    ahead = weeks_from(monday_of(today))
    start, end = bounds(monday, space.zone)[0], bounds(monday + WEEK, space.zone)[0]
    events = list(in_calendar(space, start=start, end=end))
    rooms = columns(rooms_to_book(space, monday), events)
    calendar = calendars([space], monday, DAYS)[space.pk]
    closed = {space.pk: calendars([space], ahead[0], AHEAD * DAYS)[space.pk].closed}
    context = {
        "space": space,
        "monday": monday,
        "today": today,
        "rooms": rooms,
        "days": build_week(
            monday, zone=space.zone, rooms=rooms, events=events, calendar=calendar, now=now
        ),
        "ahead": plans([space], ahead, closed)[space.pk],
        "this_week": _plan_of(space, monday),
        "bare": areas_without_plan(space, today, ahead[-1] + WEEK),
        "coordinators": coordinators_of([space], now=now),
        "may_plan": may_plan(user, space, now=now),
        **_turning(monday),
    }
    return render(request, "desk/week.html", context)


@dataclass(frozen=True)
class SpaceWeek:
    """A row of the network's week."""

    space: Space
    days: list[tuple[date, list[Entry], str]]  # what is on, and why it is closed
    plan: WeekPlan


@require_safe
@login_required
def network_week(request: HttpRequest) -> HttpResponse:
    """Show the week over the network, some spaces at a time."""
    _user, now = at_desk(request)
    monday = monday_asked(request, now.date())
    page = Paginator(open_spaces(monday), SPACES).get_page(request.GET.get("page"))
    context = {
        "monday": monday,
        "days": days_from(monday),
        "today": now.date(),
        "rows": _rows(list(page.object_list), monday),
        "page": {"number": page.number, "last": page.paginator.num_pages},
        "query": f"from={monday}",
        **_turning(monday),
    }
    return render(request, "desk/network_week.html", context)


def _rows(spaces: list[Space], monday: date) -> list[SpaceWeek]:
    if not spaces:
        return []
    open_on = calendars(spaces, monday, DAYS)
    plan = plans(spaces, [monday], {key: found.closed for key, found in open_on.items()})
    start = min(bounds(monday, space.zone)[0] for space in spaces)
    end = max(bounds(monday + WEEK, space.zone)[0] for space in spaces)
    events = events_by_space(spaces, start=start, end=end)
    return [
        SpaceWeek(
            space,
            [
                (
                    day,
                    [
                        Entry(one.starts_local, one.ends_local, one)
                        for one in events[space.pk]
                        if one.starts_local.date() == day
                    ],
                    open_on[space.pk].closed.get(day, ""),
                )
                for day in days_from(monday)
            ],
            plan[space.pk][0],
        )
        for space in spaces
    ]


def _plan_of(space: Space, monday: date) -> WeekPlan:
    closed = {space.pk: calendars([space], monday, DAYS)[space.pk].closed}
    return plans([space], [monday], closed)[space.pk][0]


def _turning(monday: date) -> dict[str, date]:
    sunday = monday + timedelta(DAYS - 1)
    return {"sunday": sunday, "before": monday - WEEK, "after": monday + WEEK}
