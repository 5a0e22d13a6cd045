"""What the public sees of the recruited: no small count, and none that can be worked out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.measure.disclosure import HIDDEN, publish
from parvis.measure.recruited_in_public import open_recruited

SMALL = range(1, 5)


def found(*people, total=None, check_ins=100, allowed=50):
    share = allowed / check_ins if check_ins else None
    consent = {"check_ins": check_ins, "allowed": allowed, "share": share}
    return {
        "window": 180,
        "credit": "equal",
        "total": sum(people) if total is None else total,
        "erased": 1,
        "typed": 1,
        "consent": consent,
        "first_in_area": {"qa": 1},
        "by_space": [
            {"space": f"s{n}", "people": count, "credit": 1.0, "first_in_area": 0, **consent}
            for n, count in enumerate(people)
        ],
        "by_month": [{"month": "2026-03", "people": 1}],
        "by_event": [{"event": 7, "space": "s0", "people": 1, "credit": 1.0}],
    }


def people(public):
    return [row["people"] for row in public["by_space"]]


def test_large_counts_are_shown_and_small_ones_are_not():
    public = open_recruited(found(12, 9, total=20))

    assert (public["total"], people(public)) == (20, [12, 9])
    assert people(open_recruited(found(12, 3, total=14))) == [12, HIDDEN]


def test_small_count_cannot_be_worked_out_from_the_total():
    public = open_recruited(found(12, 9, 3))

    assert public["total"] == 24
    assert people(public).count(HIDDEN) == 2


def test_small_total_is_hidden():
    assert open_recruited(found(2))["total"] == HIDDEN


@pytest.mark.parametrize(
    ("check_ins", "allowed", "expected"),
    [(100, 50, 0.5), (100, 3, HIDDEN), (100, 97, HIDDEN), (4, 0, HIDDEN), (0, 0, None)],
)
def test_share_is_hidden_where_few_allow_it_or_few_do_not(check_ins, allowed, expected):
    public = open_recruited(found(12, check_ins=check_ins, allowed=allowed))

    assert public["consent"] == {"share": expected}
    assert public["by_space"][0]["share"] == expected


def test_nothing_else_goes_out():
    public = open_recruited(found(12))

    assert set(public) == {"window", "total", "consent", "by_space"}
    assert set(public["by_space"][0]) == {"space", "people", "share"}


def test_figures_of_an_older_run_have_none_of_it():
    assert "recruited" not in publish({"as_of": "2026-01-01"})
    assert publish({"as_of": "2026-01-01", "recruited": found(12)})["recruited"]["total"] == 12


@settings(deadline=None, max_examples=60)
@given(counts=st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_no_small_count_is_shown_nor_stands_alone(counts):
    public = open_recruited(found(*counts))

    shown = [*people(public), public["total"]]
    assert [n for n in shown if n in SMALL] == []
    assert shown.count(HIDDEN) != 1
