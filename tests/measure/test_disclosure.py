import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.measure import disclosure
from parvis.measure.disclosure import HIDDEN, publish
from parvis.measure.suppression import Network
from tests.measure.figures import PARTS, hanging_together, months_from, sample

SMALL = range(1, 5)


def drawn(data, areas, months):
    def draw(most):
        return data.draw(st.integers(0, most))

    return hanging_together(draw, areas=areas, months=months_from("2019-10", months))


def relations(rows, levels, cohorts):
    """Every equation as {cell: coefficient}, written down apart from the code under test."""
    for row, before in zip(rows, [None, *rows], strict=False):
        month = row["month"]
        yield {(month, "active"): -1, **{(month, part): 1 for part in PARTS}}
        if before:
            yield {(month, "retained"): 1, (month, "lapsed"): 1, (before["month"], "active"): -1}
    last = rows[-1]["month"]
    yield {("levels", "active"): 1, ("levels", "core"): 1, (last, "active"): -1}
    for cohort in cohorts:
        new = [(row["month"], "new") for row in rows if row["month"].startswith(cohort["cohort"])]
        yield {("cohort", cohort["cohort"]): -1, **dict.fromkeys(new, 1)}


def cells(rows, levels, cohorts):
    found = {(row["month"], key): row[key] for row in rows for key in (*PARTS, "active", "lapsed")}
    found |= {("levels", level): levels[level] for level in ("active", "core")}
    return found | {("cohort", c["cohort"]): c["size"] for c in cohorts}


def parts_of(figures, area):
    if area == "all":
        return figures["lifecycle"], figures["levels"]["all"], figures["retention"]
    return figures["lifecycle_by_area"][area], figures["levels"][area], ()


def solved(shown, equations):
    """Hidden cells that linear algebra pins down."""
    hidden = [cell for cell, value in shown.items() if value == HIDDEN]
    matrix = np.array([[eq.get(cell, 0) for cell in hidden] for eq in equations], dtype=float)
    _, sizes, rows = np.linalg.svd(matrix)
    rank = int((sizes > 1e-9).sum())
    freedom = rows[rank:]
    return [cell for i, cell in enumerate(hidden) if not np.any(np.abs(freedom[:, i]) > 1e-9)]


def bounded(shown, equations):
    """Smallest and largest whole number each hidden cell could be, by narrowing to a fixpoint."""
    low = {cell: 0 if value == HIDDEN else value for cell, value in shown.items()}
    high = {cell: 10**6 if value == HIDDEN else value for cell, value in shown.items()}
    changed = True
    while changed:
        changed = False
        for equation in equations:
            for cell, sign in equation.items():
                rest = [(c, s) for c, s in equation.items() if c != cell]
                least = sum(-s * sign * (high if s * sign > 0 else low)[c] for c, s in rest)
                most = sum(-s * sign * (low if s * sign > 0 else high)[c] for c, s in rest)
                new_low, new_high = max(low[cell], least), min(high[cell], most)
                changed |= (new_low, new_high) != (low[cell], high[cell])
                low[cell], high[cell] = new_low, new_high
    return {cell: (low[cell], high[cell]) for cell, value in shown.items() if value == HIDDEN}


@settings(deadline=None, max_examples=60)
@given(data=st.data(), areas=st.integers(1, 3), months=st.integers(1, 7))
def test_no_hidden_count_can_be_worked_out(data, areas, months):
    figures = drawn(data, areas, months)

    public = publish(figures)

    for area in ("all", *figures["lifecycle_by_area"]):
        equations = list(relations(*parts_of(figures, area)))
        shown = cells(*parts_of(public, area))
        assert solved(shown, equations) == []
        assert [c for c, (low, high) in bounded(shown, equations).items() if low == high] == []


@settings(deadline=None, max_examples=60)
@given(data=st.data(), areas=st.integers(1, 3), months=st.integers(1, 7))
def test_no_small_count_is_shown_and_no_shown_count_is_changed(data, areas, months):
    figures = drawn(data, areas, months)

    public = publish(figures)

    for area in ("all", *figures["lifecycle_by_area"]):
        exact, shown = cells(*parts_of(figures, area)), cells(*parts_of(public, area))
        assert [cell for cell, value in shown.items() if value in SMALL] == []
        assert [c for c in shown if shown[c] not in (exact[c], HIDDEN)] == []


@settings(deadline=None, max_examples=60)
@given(data=st.data(), months=st.integers(1, 7))
def test_an_only_area_hides_what_the_total_hides(data, months):
    figures = drawn(data, 1, months)

    public = publish(figures)

    for total, area in zip(public["lifecycle"], public["lifecycle_by_area"]["area-0"], strict=True):
        assert {k: total[k] == HIDDEN for k in total} == {k: area[k] == HIDDEN for k in area}


@settings(deadline=None, max_examples=60)
@given(data=st.data(), areas=st.integers(1, 3), months=st.integers(1, 7))
def test_todays_active_is_hidden_wherever_it_stands(data, areas, months):
    figures = drawn(data, areas, months)

    public = publish(figures)

    assert public["active"]["total"] == public["lifecycle"][-1]["active"]
    for area, rows in public["lifecycle_by_area"].items():
        assert public["active"]["by_area"][area] == rows[-1]["active"]


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_no_step_between_two_definitions_is_a_small_count(data):
    figures = drawn(data, 1, 3)

    public = {(r["k"], r["window"]): r["active"] for r in publish(figures)["definition_check"]}

    for axis in (0, 1):
        order = sorted(public, key=lambda key: (key[axis], key[1 - axis]))
        seen = [key for key in order if public[key] != HIDDEN]
        for one, other in itertools.pairwise(seen):
            if one[axis] == other[axis]:
                assert abs(public[one] - public[other]) not in SMALL


def test_the_sample_keeps_its_headlines_and_loses_the_tiny_areas():
    figures = sample()

    public = publish(figures)

    assert public["active"]["total"] == figures["active"]["total"]
    assert [row["active"] for row in public["lifecycle"]] == [
        row["active"] for row in figures["lifecycle"]
    ]
    hidden = [area for area, n in public["active"]["by_area"].items() if n == HIDDEN]
    small = [area for area, n in figures["active"]["by_area"].items() if n in SMALL]
    assert hidden == small


def test_a_complement_keeps_the_only_small_count_secret():
    row = {"month": "2020-01", "active": 30, "new": 3, "retained": 20, "lapsed": 0}
    row |= {"returned": 7, "unknown_newness": 0, "passing": 0}
    figures = {"as_of": "2020-02-01", "lifecycle": [row], "active": {"total": 30, "by_area": {}}}

    (shown,) = publish(figures)["lifecycle"]

    assert shown == {**row, "new": HIDDEN, "returned": HIDDEN}


def test_two_small_counts_hide_one_another():
    row = {"month": "2020-01", "active": 8, "new": 1, "retained": 6, "lapsed": 0}
    row |= {"returned": 1, "unknown_newness": 0, "passing": 0}
    figures = {"as_of": "2020-02-01", "lifecycle": [row], "active": {"total": 8, "by_area": {}}}

    (shown,) = publish(figures)["lifecycle"]

    assert shown == {**row, "new": HIDDEN, "returned": HIDDEN}


def test_a_zero_keeps_the_one_newcomer_of_a_month_secret():
    first = {"month": "2020-01", "active": 9, "new": 9, "retained": 0, "lapsed": 0}
    first |= {"returned": 0, "unknown_newness": 0, "passing": 0}
    row = {"month": "2020-02", "active": 12, "new": 3, "retained": 9, "lapsed": 0}
    row |= {"returned": 0, "unknown_newness": 0, "passing": 0}
    figures = {"as_of": "2020-03-01", "lifecycle": [first, row]}

    shown = publish(figures | {"active": {"total": 12, "by_area": {}}})["lifecycle"]

    assert [shown[0]["active"], shown[1]["active"]] == [9, 12]
    assert shown[1]["new"] == HIDDEN


@pytest.mark.parametrize(
    ("size", "still", "expected"),
    [(40, 20, 20), (40, 3, HIDDEN), (40, 37, HIDDEN), (40, 0, 0), (4, 0, HIDDEN), (40, None, None)],
)
def test_a_cohorts_stay_is_hidden_when_few_stayed_or_few_left(size, still, expected):
    rate = None if still is None else still / size
    cohort = {"cohort": "2019", "size": size}
    cohort["after"] = [{"months": 6, "active": still, "rate": rate}]
    figures = {"as_of": "2020-02-01", "retention": [cohort]}

    (shown,) = publish(figures)["retention"]

    assert shown["after"][0]["active"] == expected
    assert shown["after"][0]["rate"] == (HIDDEN if expected == HIDDEN else rate)


def test_first_steps_of_few_people_are_hidden():
    row = {"cohort": "2019", "newcomers": 10, "second_within": {"30": 0.2, "90": 0.5, "365": None}}
    row |= {"median_days_to_second": 40.0, "active_within": {"30": 0.1}}
    row |= {"median_days_to_active": 9.0}

    (shown,) = publish({"as_of": "2020-02-01", "first_steps": [row]})["first_steps"]

    assert shown["second_within"] == {"30": HIDDEN, "90": 0.5, "365": None}
    assert (shown["median_days_to_second"], shown["median_days_to_active"]) == (40.0, HIDDEN)


def test_growth_does_not_give_away_how_few_a_new_source_added():
    growth = {"from": "2019-02-01", "to": "2020-02-01", "before": 50, "now": 58, "rate": 0.16}
    growth |= {"sources": ["a"], "not_comparable": ["b"], "all_before": 50, "all_now": 60}
    growth["by_area"] = {"qa": {"before": 3, "now": 9, "rate": 2.0}}

    shown = publish(
        {"as_of": "2020-02-01", "growth": growth, "active": {"total": 60, "by_area": {"qa": 9}}}
    )["growth"]

    assert (shown["before"], shown["now"], shown["rate"]) == (50, HIDDEN, 0.2)  # 55 to 64 people
    assert shown["by_area"]["qa"] == {"before": HIDDEN, "now": 9, "rate": HIDDEN}


def test_a_source_of_few_accounts_keeps_its_dates_only():
    row = {"source": "s", "area": "qa", "first": "2019-01-01", "last": "2019-02-01"}
    row |= {"activities": 12, "accounts": 2}

    (shown,) = publish({"as_of": "2020-02-01", "coverage": [row]})["coverage"]

    assert (shown["first"], shown["activities"], shown["accounts"]) == (
        "2019-01-01",
        HIDDEN,
        HIDDEN,
    )


def test_a_figure_nobody_has_judged_stays_inside():
    public = publish({"as_of": "2020-02-01", "names": ["Ada"]})

    assert "names" not in public
    assert json.loads(json.dumps(public)) == public


def test_a_count_on_the_same_side_of_two_equations_is_refused():
    network = Network({"a": 5, "b": 5, "c": 5})
    network.equate(["a"], ["b"])

    with pytest.raises(ValueError, match="a stands twice"):
        network.equate(["a"], ["c"])


def test_hidden_is_told_from_counts():
    assert [disclosure.is_hidden(value) for value in (HIDDEN, 7, None, "7")] == [
        *(True, False, False, False)
    ]
