"""How many to admit, against sums done the long way."""

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.lib.turnout_odds import Odds, chance_of_more, fitted, most_to_admit


def rising(start, steps):
    """start, start + 1, ... multiplied: exact."""
    product = Fraction(1)
    for step in range(steps):
        product *= start + step
    return product


def by_brute_force(places, admitted, came, missed):
    """The beta-binomial by rising factorials of whole numbers: no logarithm, no rounding."""
    whole = rising(came + missed, admitted)
    return sum(
        comb(admitted, n) * rising(came, n) * rising(missed, admitted - n) / whole
        for n in range(places + 1, admitted + 1)
    )


@given(
    places=st.integers(1, 20),
    more=st.integers(0, 20),
    came=st.integers(1, 40),
    missed=st.integers(1, 40),
)
def test_chance_is_the_sum_done_exactly(places, more, came, missed):
    admitted = places + more

    found = chance_of_more(places, admitted=admitted, odds=Odds(came, missed))

    assert found == pytest.approx(float(by_brute_force(places, admitted, came, missed)), abs=1e-9)


@given(places=st.integers(1, 25), came=st.integers(1, 60), missed=st.integers(1, 60))
def test_most_to_admit_is_what_trying_each_number_finds(places, came, missed):
    odds = Odds(came, missed)

    found = most_to_admit(places, odds=odds)

    tried = [
        number
        for number in range(places, 2 * places + 1)
        if by_brute_force(places, number, came, missed) <= Fraction(1, 10)
    ]
    assert found == max(tried)


def test_chance_of_exactly_one_in_ten_is_taken():
    assert by_brute_force(17, 19, 1, 1) == Fraction(1, 10)
    assert most_to_admit(17, odds=Odds(1, 1)) == 19


def test_one_place_and_even_odds_by_hand():
    """Of two who come each with a chance drawn evenly, both come one time in three."""
    assert chance_of_more(1, admitted=2, odds=Odds(1, 1)) == pytest.approx(1 / 3)


def test_evenings_that_are_alike_leave_what_a_flat_prior_does():
    odds = fitted([(8, 10), (8, 10), (8, 10)])

    assert (odds.came, odds.missed) == (pytest.approx(25), pytest.approx(7))


def test_evenings_that_differ_leave_more_room():
    """The same share of the same number of people; who cannot rely on it admits fewer."""
    alike, apart = fitted([(15, 20)] * 6), fitted([(20, 20), (10, 20)] * 3)

    assert alike.came / alike.missed == pytest.approx(apart.came / apart.missed)
    assert most_to_admit(20, odds=alike) > most_to_admit(20, odds=apart) >= 20


@pytest.mark.parametrize(
    ("evenings", "most"),
    [([(30, 30)] * 3, 20), ([(0, 40)], 40), ([(1, 1)] * 30, 20), ([(40, 40), (0, 40)], 20)],
)
def test_evenings_at_the_edge_have_an_answer(evenings, most):
    """All came, nobody came, one person each, all or nothing."""
    assert most_to_admit(20, odds=fitted(evenings)) == most


def test_chance_never_is_above_one():
    assert chance_of_more(0, admitted=2000, odds=Odds(500, 1)) <= 1
