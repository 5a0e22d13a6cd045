"""Random person-days, visits and points: recruited equals the naive computation's."""

from datetime import datetime, time, timedelta
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.measure import main, tables
from parvis.measure.metrics import recruited
from tests.measure.drawn import AREAS, inputs_of, row
from tests.measure.generative.test_against_naive import START, coverage_of
from tests.measure.oracle import Naive
from tests.measure.recruits import NaiveRecruits

SPACES = ("paris", "berlin", "paris", "taipei")  # by event
LIMITS = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}

PEOPLE = st.integers(1, 3)  # few, so that those who contribute are those who came

days = st.builds(
    lambda person, area, day, count, source: row(
        person, area, "change", START + timedelta(days=day), count, source
    ),
    PEOPLE,
    st.sampled_from(AREAS),
    st.integers(0, 300),
    st.integers(1, 2),
    st.sampled_from(("old-git", "old-git", "late-tracker")),
)
networks = st.tuples(
    st.lists(days, min_size=1, max_size=12),
    st.tuples(*(st.tuples(st.integers(1, 3), st.sampled_from((20, 90, 365))) for _ in AREAS)),
    st.integers(100, 330),
    st.integers(0, 200),
)
moments = st.builds(
    lambda day, clock: datetime.combine(START + timedelta(days=day), clock),
    st.integers(-60, 300),
    st.sampled_from((time(0), time(18, 30), time(23, 59, 59, 999999))),
)
visits = st.lists(st.tuples(PEOPLE, st.integers(0, len(SPACES) - 1), moments), max_size=16)


def points_of(asked):
    """So many changes in so many days make somebody active, in each area."""
    return [
        {"area": area, "level": "active", "kinds": ("change",), "k": k, "window": window}
        for area, (k, window) in zip(AREAS, asked, strict=True)
    ]


def rows_of(drawn):
    return [
        {
            "visit": n,
            "event": event,
            "space": SPACES[event],
            "checked_in_at": at,
            "person": person,
            "known_by": "address",
        }
        for n, (person, event, at) in enumerate(drawn)
    ]


@pytest.fixture
def compare(engine):
    def compared(network, drawn, rule):
        days, asked, as_of, late = network
        points = points_of(asked)
        moment, coverage, rows = START + timedelta(days=as_of), coverage_of(late), rows_of(drawn)
        inputs = inputs_of(engine, days, moment, points, coverage)
        known = pa.Table.from_pylist(rows, tables.KNOWN_VISITS.schema)
        touches = main._touches(engine, inputs, known)
        shown = recruited.figure(touches, tables.ATTENDED.schema.empty_table(), moment, rule)
        return shown, NaiveRecruits(Naive(days, points, coverage, moment), rows), touches

    return compared


def test_what_is_drawn_recruits_people_in_every_way():
    """Otherwise the comparison would compare nothing with nothing."""
    seen = set()

    @given(network=networks, drawn=visits)
    @settings(max_examples=600, database=None, derandomize=True, **LIMITS)
    def draw(network, drawn):
        days, asked, as_of, late = network
        end = START + timedelta(days=as_of)
        naive = NaiveRecruits(Naive(days, points_of(asked), coverage_of(late), end), rows_of(drawn))
        ways = {
            "somebody": naive.recruits,
            "first in area": naive.first_in_area(),
            "several events": any(
                len({v["event"] for v in c}) > 1 for c in naive.recruits.values()
            ),
            "nobody": not naive.recruits,
        }
        seen.update(way for way, holds in ways.items() if holds)

    draw()

    assert seen == {"somebody", "first in area", "several events", "nobody"}


@given(network=networks, drawn=visits, rule=st.sampled_from(recruited.RULES))
@settings(max_examples=25, **LIMITS)
def test_recruited_equal_the_naive_computation(compare, network, drawn, rule):
    shown, naive, touches = compare(network, drawn, rule)

    assert shown["total"] == len(naive.recruits)
    assert shown["first_in_area"] == naive.first_in_area()
    people = {row["space"]: row["people"] for row in shown["by_space"]}
    assert {space: n for space, n in people.items() if n} == naive.by_space()
    months = {row["month"]: row["people"] for row in shown["by_month"]}
    assert {month: n for month, n in months.items() if n} == naive.by_month()
    for table, key in (("by_event", "event"), ("by_space", "space")):
        credit = {row[key]: row["credit"] for row in shown[table]}
        expected = {one: float(n) for one, n in naive.credit(rule, key).items() if n}
        assert {one: n for one, n in credit.items() if n} == expected
    recruits = [touch for touch in touches if touch.area == "all"]
    assert sum((t.credit(rule) for t in recruits), Fraction(0)) == shown["total"]
