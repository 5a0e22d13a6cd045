"""The drawn network: the same for a day and a seed, and true to its parameters."""

from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest

from parvis.insights.demo import parameters as p
from parvis.insights.demo.people import BOT, CASUAL, CONTRIBUTOR, ONCE, STAFF, STAYS
from parvis.insights.demo.places import offsets, places
from parvis.insights.demo.world import world

from .conftest import TODAY


def columns(world_):
    """Everything in the world that is a column, and what is a list."""
    tables = world_.heads, world_.attendance, world_.people, world_.spells, world_.doings
    arrays = [getattr(table, f.name) for table in tables for f in fields(table)]
    return [a.tolist() for a in arrays] + [world_.events, world_.persons, world_.accounts.all]


def test_world_is_the_same_for_the_same_day_and_seed(drawn):
    assert columns(world(TODAY)) == columns(drawn)


def test_world_does_not_touch_the_global_random_state():
    np.random.seed(7)  # noqa: NPY002 - the very state that must stay
    before = np.random.get_state()[1].tolist()  # noqa: NPY002

    world(TODAY)

    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002


@pytest.mark.parametrize(("day", "seed"), [(TODAY, 2015), (TODAY + timedelta(1), 2014)])
def test_world_differs_for_another_day_or_seed(drawn, day, seed):
    assert columns(world(day, seed)) != columns(drawn)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2028, 2, 29)])
def test_world_has_the_promised_size_whatever_day_and_seed(day, seed):
    drawn = world(day, seed)

    seen = {account.person for account in drawn.accounts.all}
    assert 4_000 <= len(seen) <= 6_000
    assert 60_000 <= drawn.doings.recorded.sum() <= 130_000
    assert 700 <= len(drawn.events) <= 1_200


def test_nothing_is_done_today_or_later_nor_before_history(drawn):
    assert drawn.doings.minute.min() >= 0
    assert drawn.doings.minute.max() < p.HISTORY_DAYS * 1440


def test_offsets_are_those_of_the_doers_city_on_that_day(drawn):
    done, paris = drawn.doings, [place.slug for place in places()].index("paris")
    theirs = drawn.people.city[done.person] == paris
    day = done.minute // 1440
    winter = (date(2026, 2, 1) - drawn.first_day).days
    summer = (date(2026, 5, 1) - drawn.first_day).days

    assert set(done.offset[theirs & (day == winter)].tolist()) == {60}
    assert set(done.offset[theirs & (day == summer)].tolist()) == {120}


def test_offsets_change_on_the_day_the_clocks_do():
    paris = [place.slug for place in places()].index("paris")

    assert offsets(date(2026, 3, 27), 4)[paris].tolist() == [60, 60, 120, 120]


def test_people_are_contributors_staff_and_bots(drawn):
    counts = np.bincount(drawn.people.standing)

    assert counts[STAFF] == drawn.parameters.staff
    assert counts[BOT] == 4
    assert counts[CONTRIBUTOR] == len(drawn.people) - counts[STAFF] - counts[BOT]


def test_casual_people_never_make_a_change(drawn):
    changes = drawn.doings.person[drawn.doings.kind == p.KIND_NUMBER["change"]]

    # co-authors are drawn from those who made changes themselves
    assert not (drawn.people.shape[changes] == CASUAL).any()


def test_those_who_come_once_make_one_change_of_their_own(drawn):
    done = drawn.doings
    changes = done.kind == p.KIND_NUMBER["change"]
    own, first = np.unique(done.thing[changes], return_index=True)
    once = np.flatnonzero(drawn.people.shape == ONCE)

    theirs = np.isin(done.person[changes][first], once)
    assert len(own[theirs]) == pytest.approx(len(once), rel=0.1)


def test_shapes_come_in_the_shares_of_their_area(drawn):
    coding = p.AREA_NUMBER["coding"]
    came_alone = (drawn.people.area == coding) & (drawn.people.event < 0)
    came_alone &= (drawn.people.standing == CONTRIBUTOR) & np.isfinite(drawn.people.start)

    shape = drawn.people.shape[came_alone]
    assert (shape == CASUAL).mean() == pytest.approx(p.AREAS[coding].casual, abs=0.05)
    assert (shape == ONCE).mean() == pytest.approx(p.AREAS[coding].once, abs=0.05)


def test_activity_has_a_heavy_tail(drawn):
    human = drawn.people.standing[drawn.doings.person] == CONTRIBUTOR
    git = drawn.doings.kind == p.KIND_NUMBER["change"]
    counts = np.sort(np.bincount(drawn.doings.person[human & git]))[::-1]
    counts = counts[counts > 0]

    assert counts[: len(counts) // 10].sum() > 0.5 * counts.sum()
    assert np.median(counts) <= 2


def test_some_come_back_after_their_year_has_run_out(drawn):
    worked, twice = drawn.spells, 0
    for person in np.unique(worked.person).tolist():
        mine = worked.person == person
        if mine.sum() < 2:
            continue
        ordered = sorted(zip(worked.start[mine], worked.end[mine], strict=True))
        twice += any(later[0] - earlier[1] >= 400 for earlier, later in pairwise(ordered))

    stays = ((drawn.people.shape == STAYS) & (drawn.people.standing == CONTRIBUTOR)).sum()
    assert 0.02 < twice / stays < drawn.parameters.crowd.returns


def test_visitors_become_contributors_as_often_as_the_parameters_say(truth, drawn):
    visits, won = truth.conversions()

    rate = drawn.parameters.visits.converts
    spread = (visits * rate * (1 - rate)) ** 0.5
    assert abs(won - visits * rate) < 4 * spread


def test_visitors_become_contributors_after_the_delay_of_the_parameters(drawn):
    people = drawn.people
    won = np.flatnonzero(people.event >= 0)
    came = np.array([(drawn.events[e].day - drawn.first_day).days for e in people.event[won]])

    wait = people.start[won] - came - 1
    assert wait.min() > 0
    assert np.median(wait) == pytest.approx(drawn.parameters.visits.delay_median, rel=0.3)


def test_nobody_is_won_by_an_event_they_did_not_attend(drawn):
    came = set(zip(drawn.attendance.event.tolist(), drawn.attendance.person.tolist(), strict=True))
    won = np.flatnonzero(drawn.people.event >= 0)

    assert {(int(drawn.people.event[n]), int(n)) for n in won} <= came


def test_first_contributions_of_the_won_are_in_the_area_of_the_event(drawn):
    done = drawn.doings
    first = {}
    for person, area in zip(done.person.tolist(), done.area.tolist(), strict=True):
        first.setdefault(person, area)  # rows go by time
    started = [n for n in np.flatnonzero(drawn.people.event >= 0).tolist() if n in first]

    assert len(started) > 50
    assert [first[n] for n in started] == [
        drawn.events[drawn.people.event[n]].area for n in started
    ]
