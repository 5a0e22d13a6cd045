import re

import pytest

from parvis.insights.charts import active, areas, coverage, first_steps, goal, growth, moves
from parvis.insights.charts.look import NARROW, WIDE, month_end, svg
from parvis.measure.disclosure import HIDDEN, publish
from tests.measure.figures import sample

FIGURES = publish(sample())
SOURCES = [{**row, "is_open": row["last"] > "2026-06-01"} for row in FIGURES["coverage"]]
CHARTS = {
    "active": lambda size: active.active_over_time(
        FIGURES["lifecycle"], size, goal=1152, baseline=104
    ),
    "moves": lambda size: moves.moves(FIGURES["lifecycle"], size),
    "first-steps": lambda size: first_steps.second_within(FIGURES["first_steps"], size),
    "coverage": lambda size: coverage.timeline(SOURCES, size),
    "growth": lambda size: growth.like_for_like(FIGURES["growth"], size),
    "goal": lambda size: goal.way_to_goal(1046, 1152, 104, size),
    "area": lambda _: areas.area_line(FIGURES["lifecycle_by_area"]["qa"]),
}


def texts(drawn):
    return re.findall(r"<text[^>]*>([^<]*)</text>", drawn)


def row(**counts):
    empty = dict.fromkeys(
        ("active", "new", "retained", "lapsed", "returned", "unknown_newness", "passing"), 0
    )
    return {"month": "2020-01", **empty, **counts}


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_colour_is_a_variable_of_the_page(name, size):
    drawn = svg(CHARTS[name](size))

    colours = set(re.findall(r'(?:fill|stroke)="([^"]*)"', drawn))
    assert {c for c in colours if not c.startswith("var(--")} <= {"none"}


@pytest.mark.parametrize("name", CHARTS)
def test_each_chart_is_sound_vega_lite(name):
    assert CHARTS[name](WIDE).to_dict(validate=True)["$schema"]


@pytest.mark.parametrize("name", CHARTS)
def test_nothing_in_a_drawing_needs_what_the_content_policy_forbids(name):
    drawn = svg(CHARTS[name](WIDE))

    assert re.findall(r"style=|<style|<script|href=|url\(", drawn) == []


@pytest.mark.parametrize("name", [n for n in CHARTS if n not in ("area", "goal")])
def test_a_rendition_is_no_wider_than_its_size(name):
    for size in (WIDE, NARROW):
        width = float(re.search(r'viewBox="0 0 (\S+)', svg(CHARTS[name](size)))[1])
        assert abs(width - size.width) < 60


def test_goal_and_baseline_are_named_on_the_line():
    assert {"Goal 1,152", "Baseline 104"} <= set(texts(svg(CHARTS["active"](WIDE))))


def test_the_last_count_is_named_also_when_it_is_todays():
    months = [row(active=40), {**row(active=50), "month": "2020-02"}]

    alone = texts(svg(active.active_over_time(months, WIDE)))
    today = {"day": "2020-03-20", "active": 61}
    with_today = texts(svg(active.active_over_time(months, WIDE, today=today)))

    assert ("50" in alone, "61" in with_today) == (True, True)


def test_a_hidden_month_leaves_a_gap_in_the_line():
    months = [{"month": f"2020-{n:02d}", "active": 10 * n} for n in range(1, 8)]
    whole = svg(active.active_over_time(months, WIDE))
    months[3]["active"] = HIDDEN

    broken = svg(active.active_over_time(months, WIDE))

    assert broken.count("M") > whole.count("M")


def test_a_line_of_hidden_months_only_is_drawn_empty():
    drawn = svg(active.active_over_time([row(active=HIDDEN)], WIDE))

    assert drawn.startswith("<svg")


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"active": 9, "new": 5, "returned": 4}, {"joined": 9, "unknown": 0}),
        ({"active": 20, "retained": 12, "new": HIDDEN, "returned": HIDDEN}, {"joined": 8}),
        ({"active": 20, "retained": 12, "new": 6, "unknown_newness": 2}, {"unknown": 2}),
        ({"active": 20, "retained": HIDDEN, "new": 6, "returned": HIDDEN}, {"joined": 6}),
    ],
)
def test_joiners_are_what_a_month_has_beyond_those_retained(counts, expected):
    found = moves.joined(row(**counts))

    assert {key: found[key] for key in expected} == expected


def test_the_narrow_rendition_shows_the_last_three_years_of_moves():
    many = [{**r, "lapsed": 7} for r in sample(50)["lifecycle"]]

    bars = {
        size.is_narrow: svg(moves.moves(many, size)).count("var(--loss)") for size in (WIDE, NARROW)
    }

    assert bars == {False: 50, True: 36}


def test_a_hidden_growth_ends_where_its_rounded_rate_says():
    found = {"before": 100, "now": HIDDEN, "rate": 0.2, "all_before": 100, "all_now": 123}

    assert "+20%" in texts(svg(growth.like_for_like(found, WIDE)))


def test_a_source_that_fell_silent_has_a_cap():
    ended = [{"source": "a", "first": "2019-01-01", "last": "2019-09-01", "is_open": False}]
    running = [{**ended[0], "is_open": True}]

    caps = [svg(coverage.timeline(rows, WIDE)).count("var(--ink)") for rows in (ended, running)]

    assert caps[0] == caps[1] + 1


def test_a_month_stands_at_its_end():
    assert [month_end("2019-11"), month_end("2019-12")] == ["2019-12-01", "2020-01-01"]
