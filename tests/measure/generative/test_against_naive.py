"""Random person-days, points and coverage: every figure equals the naive computation's."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.measure.metrics import definition_check, retention
from tests.measure.drawn import AREAS, figures, row
from tests.measure.oracle import ALL, Naive

START = date(2018, 11, 20)
KINDS = ("change", "issue", "answer")

days = st.builds(
    lambda person, area, kind, day, count, source: row(
        person, area, kind, START + timedelta(days=day), count, source
    ),
    st.integers(1, 5),
    st.sampled_from(AREAS),
    st.sampled_from(KINDS),
    st.integers(0, 500),
    st.integers(1, 4),
    st.sampled_from(("old-git", "late-tracker")),
)
points = st.fixed_dictionaries(
    {
        "area": st.sampled_from(AREAS),
        "level": st.sampled_from(("casual", "active", "active", "core")),
        "kinds": st.sets(st.sampled_from(KINDS), min_size=1).map(sorted).map(tuple),
        "k": st.integers(1, 6),
        "window": st.sampled_from((7, 20, 40, 90, 365)),
    }
)
networks = st.tuples(
    st.lists(days, max_size=25),
    st.lists(points, min_size=1, max_size=5),
    st.integers(30, 560),
    st.integers(0, 200),
)


def coverage_of(late: int) -> list[dict]:
    start = datetime(START.year, START.month, START.day)
    end = datetime(2100, 1, 1)
    return [
        {
            "source": "old-git",
            "area": None,
            "covered_from": start,
            "covered_to": end,
            "from_birth": True,
        },
        {
            "source": "late-tracker",
            "area": None,
            "covered_from": start + timedelta(days=late),
            "covered_to": end,
            "from_birth": False,
        },
    ]


@pytest.fixture
def compare(engine):
    def compared(network):
        rows, drawn_points, as_of, late = network
        coverage = coverage_of(late)
        moment = START + timedelta(days=as_of)
        return (
            figures(engine, rows, moment, drawn_points, coverage),
            Naive(rows, drawn_points, coverage, moment),
        )

    return compared


LIMITS = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@given(network=networks)
@settings(max_examples=25, **LIMITS)
def test_figures_equal_the_naive_computation(compare, network):
    shown, naive = compare(network)

    assert shown["active"]["total"] == naive.active(ALL)
    assert shown["active"]["by_area"] == {a: naive.active(a) for a in naive.areas}
    assert {a: shown["levels"][a] for a in (ALL, *naive.areas)} == {
        a: naive.levels(a) for a in (ALL, *naive.areas)
    }
    assert shown["lifecycle"] == naive.lifecycle(ALL)
    assert shown["lifecycle_by_area"] == {a: naive.lifecycle(a) for a in naive.areas}
    assert shown["retention"] == naive.retention(retention.AFTER)
    assert {(c["k"], c["window"]): c["active"] for c in shown["definition_check"]} == {
        (k, w): naive.definition(k, w)
        for k in definition_check.KS
        for w in definition_check.WINDOWS
    }


@given(network=networks)
@settings(max_examples=25, **LIMITS)
def test_first_steps_equal_the_naive_computation(compare, network):
    shown, naive = compare(network)
    waits = naive.waits()

    assert [c["cohort"] for c in shown["first_steps"]] == [str(y) for y in sorted(waits)]
    for cohort in shown["first_steps"]:
        year = int(cohort["cohort"])
        members = waits[year]
        assert cohort["newcomers"] == len(members)
        for step, which in (("second_within", 0), ("active_within", 1)):
            for within, share in cohort[step].items():
                if date(year, 12, 31) + timedelta(days=int(within)) >= naive.as_of:
                    assert share is None
                else:
                    done = sum(m[which] is not None and m[which] <= int(within) for m in members)
                    assert share == done / len(members)


@given(network=networks)
@settings(max_examples=25, **LIMITS)
def test_lifecycle_adds_up_in_every_month_and_area(compare, network):
    shown, _ = compare(network)

    for rows in (shown["lifecycle"], *shown["lifecycle_by_area"].values()):
        before = 0
        for r in rows:
            assert r["active"] == r["retained"] + r["new"] + r["returned"] + r["unknown_newness"]
            assert before == r["retained"] + r["lapsed"]
            assert min(r[c] for c in r if c != "month") >= 0
            before = r["active"]
    for n, total in enumerate(shown["lifecycle"]):
        assert total["active"] <= sum(
            rows[n]["active"] for rows in shown["lifecycle_by_area"].values()
        )
