"""The truth's own arithmetic, on a world small enough to count by hand."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from parvis.insights.demo.company import Doings
from parvis.insights.demo.parameters import AREA_NUMBER, FEED_NUMBER, HISTORY_DAYS, KIND_NUMBER
from parvis.insights.demo.people import BOT, CONTRIBUTOR, STAFF, People
from parvis.insights.demo.truth import Truth

from .conftest import TODAY

ANA, BEN, STAFFER, ROBOT = range(4)


def drawn_of(world, rows):
    """A world of four people; a row: who, area, kind, days before today, thing, recorded."""
    who, area, kind, back, thing, recorded = zip(*rows, strict=True)
    people = People(
        np.array([CONTRIBUTOR, CONTRIBUTOR, STAFF, BOT], np.int8), *(np.zeros(4, int),) * 6
    )
    minute = (HISTORY_DAYS - np.array(back)) * 1440 + 600
    done = Doings(
        np.array(who),
        np.array([AREA_NUMBER[a] for a in area]),
        np.array([KIND_NUMBER[k] for k in kind]),
        minute,
        np.zeros(len(rows), int),
        np.array(thing),
        np.full(len(rows), FEED_NUMBER["platform-git"]),
        np.array(recorded),
    )
    return Truth(replace(world, people=people, doings=done))


def change(who, back, thing=0, recorded=True, area="coding"):
    return who, area, "change", back, thing, recorded


def answers(who, back, times):
    return [(who, "support", "answer", back, n, True) for n in range(times)]


@pytest.mark.parametrize(("back", "is_active"), [(1, True), (365, True), (366, False), (0, False)])
def test_active_looks_back_a_year_and_not_at_the_day_itself(drawn, back, is_active):
    truth = drawn_of(drawn, [change(ANA, back)])

    assert truth.active(TODAY) == ({ANA} if is_active else set())


def test_active_leaves_out_staff_bots_and_what_was_not_recorded(drawn):
    rows = [change(STAFFER, 5), change(ROBOT, 5), change(BEN, 5, recorded=False), change(ANA, 5)]

    assert drawn_of(drawn, rows).active(TODAY) == {ANA}


def test_active_in_support_takes_ten_answers_in_thirty_days_or_a_change(drawn):
    rows = [*answers(ANA, 30, 10), *answers(BEN, 31, 10)]

    assert drawn_of(drawn, rows).active(TODAY, "support") == {ANA}
    assert drawn_of(drawn, [*rows, change(BEN, 200, area="support")]).active(TODAY) == {ANA, BEN}


def test_same_thing_twice_counts_once(drawn):
    rows = [*answers(ANA, 3, 9), *answers(ANA, 3, 9)]

    assert drawn_of(drawn, rows).active(TODAY, "support") == set()


def test_new_are_those_who_were_never_active_before(drawn):
    truth = drawn_of(drawn, [change(ANA, 900), change(ANA, 20), change(BEN, 10)])

    assert truth.new(TODAY - timedelta(60), TODAY) == {BEN}
    assert truth.ever_active(TODAY) == {ANA, BEN}


def test_retained_is_a_share_of_those_before(drawn):
    truth = drawn_of(drawn, [change(ANA, 400), change(BEN, 400, 1), change(BEN, 10, 2)])

    assert truth.retained(TODAY - timedelta(365), TODAY) == 0.5


def test_second_change_counts_only_firsts_whose_time_is_up(drawn):
    rows = [change(ANA, 200, 1), change(ANA, 150, 2), change(BEN, 300, 3), change(BEN, 100, 4)]

    assert drawn_of(drawn, rows).second_within(90, TODAY) == 0.5
    assert drawn_of(drawn, [*rows[:2], change(BEN, 50, 3)]).second_within(90, TODAY) == 1.0


def test_pairwise_counts_pairs_of_accounts(truth, drawn):
    own = [account.person for account in drawn.accounts.all]

    assert truth.pairwise(own) == (1.0, 1.0)
    assert truth.pairwise(range(len(own)))[1] == 0.0
    assert truth.pairwise([0] * len(own))[0] < 0.001
