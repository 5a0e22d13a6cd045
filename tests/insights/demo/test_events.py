"""Events: in the spaces' own time, at plausible hours, with gaps."""

from collections import Counter
from datetime import date, time, timedelta

import pytest

from parvis.insights.demo.gatherings import programme_start
from parvis.insights.demo.parameters import AHEAD_DAYS, AREAS, KINDS, PAST_WEEKS
from parvis.insights.demo.places import places
from parvis.measure.sources.kinds import kinds

from .conftest import TODAY


def local(event):
    zone = places()[event.place].zone
    return event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)


def test_events_of_every_space_are_past_and_ahead(drawn):
    past = Counter(e.place for e in drawn.events if e.day < TODAY)
    ahead = Counter(e.place for e in drawn.events if e.day >= TODAY)

    assert set(past) == set(ahead) == set(range(12))
    assert all(30 <= n <= 3.5 * (PAST_WEEKS + 1) for n in past.values())
    assert all(3 <= n <= 35 for n in ahead.values())


def test_events_reach_from_half_a_year_ago_to_two_months_ahead(drawn):
    days = [e.day for e in drawn.events]

    assert programme_start(TODAY) <= min(days) <= programme_start(TODAY) + timedelta(7)
    assert TODAY + timedelta(AHEAD_DAYS - 14) <= max(days) < TODAY + timedelta(AHEAD_DAYS)


def test_events_fall_into_hours_at_which_people_come(drawn):
    for event in drawn.events:
        start, end = local(event)

        assert start.date() == end.date()
        assert time(10) <= start.time()
        assert end.time() <= time(21, 30)
        assert start.weekday() < 6


def test_events_keep_their_local_hour_when_the_clocks_change(drawn):
    paris = [e for e in drawn.events if places()[e.place].slug == "paris"]
    at_seven = [e for e in paris if local(e)[0].time() == time(19)]

    in_winter = {e.starts_at.hour for e in at_seven if e.day < date(2026, 3, 29)}
    in_summer = {e.starts_at.hour for e in at_seven if e.day >= date(2026, 3, 29)}

    assert (in_winter, in_summer) == ({18}, {17})


def test_no_space_has_two_events_on_a_day(drawn):
    assert max(Counter((e.place, e.day) for e in drawn.events).values()) == 1


def test_weeks_have_gaps_and_seldom_more_than_planned(drawn):
    held = Counter(
        (e.place, e.day.isocalendar()[:2]) for e in drawn.events if e.day < TODAY and e.public
    )
    weeks = {e.day.isocalendar()[:2] for e in drawn.events if e.day < TODAY}

    per_week = Counter(held[place, week] for place in range(12) for week in weeks)
    assert per_week[0] > 10
    assert per_week[2] + per_week[3] > per_week[0] + per_week[1]
    assert max(per_week) == 4


def test_status_follows_the_day(drawn):
    past = Counter(e.status for e in drawn.events if e.day < TODAY)
    ahead = Counter(e.status for e in drawn.events if e.day >= TODAY)

    assert set(past) == {"held", "cancelled"}
    assert set(ahead) == {"planned", "draft", "cancelled"}
    assert 0.02 < past["cancelled"] / past.total() < 0.09


def test_every_area_has_events_and_titles_are_filled_in(drawn):
    assert {e.area for e in drawn.events} == set(range(len(AREAS)))
    assert not [e.title for e in drawn.events if "{" in e.title or len(e.title) > 160]


def test_headcounts_are_unknown_for_some_and_never_more_than_the_room_holds(drawn):
    held = [e for e in drawn.events if e.status == "held"]
    reported = {e.number: int(drawn.heads.reported[e.number]) for e in drawn.events}

    unknown = sum(reported[e.number] == -1 for e in held) / len(held)
    assert unknown == pytest.approx(drawn.parameters.visits.headcount_unknown, abs=0.07)
    assert all(reported[e.number] <= e.capacity for e in held)
    assert all(reported[e.number] == -1 for e in drawn.events if e.status != "held")
    assert (drawn.heads.registered != drawn.heads.attended).mean() > 0.8


def test_attendance_adds_up_to_who_was_there(drawn):
    came = Counter(drawn.attendance.event.tolist())

    assert [came[e.number] for e in drawn.events] == drawn.heads.attended.tolist()


def test_nobody_is_at_an_event_twice(drawn):
    pairs = list(
        zip(drawn.attendance.event.tolist(), drawn.attendance.person.tolist(), strict=True)
    )

    assert len(set(pairs)) == len(pairs)


def test_kinds_are_those_of_the_measuring_core():
    assert set(KINDS) <= set(kinds())
