from datetime import date

import pytest

from parvis.insights import words
from parvis.measure.disclosure import HIDDEN, publish
from tests.measure.figures import months_from, sample


def months(actives, lapsed=0):
    return [
        {"month": month, "active": active, "lapsed": lapsed}
        for month, active in zip(months_from("2019-01", len(actives)), actives, strict=True)
    ]


@pytest.mark.parametrize(
    ("value", "expected"), [(1152, "1,152"), (0, "0"), (HIDDEN, "hidden"), (None, "not yet")]
)
def test_number(value, expected):
    assert words.number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.624, "62\u202f%"), (0, "0\u202f%"), (HIDDEN, "hidden"), (None, "not yet")],
)
def test_share(value, expected):
    assert words.share(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.08, "+8\u202f%"),
        (-0.031, "\u22123\u202f%"),
        (0.001, "0\u202f%"),
        (None, ""),
        (HIDDEN, "hidden"),
    ],
)
def test_change_carries_its_sign(value, expected):
    assert words.change(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(date(2026, 7, 1), "1 July 2026"), ("2026-07-01", "1 July 2026"), (None, "unknown")],
)
def test_day(value, expected):
    assert words.day_text(value) == expected


def test_active_names_the_most_there_ever_were():
    figures = {"as_of": "2019-04-01", "active": {"total": 9}, "lifecycle": months([5, 12, 9])}

    assert words.on_active(figures) == (
        "On 1 April 2019, 9 people were active contributors. "
        "The most there ever were is 12, in February 2019."
    )


def test_active_compares_with_twelve_months_before():
    figures = {"as_of": "2020-03-01", "active": {"total": 30}}
    figures["lifecycle"] = months([10, 20, *range(12, 24)])

    assert "against 20 twelve months before. There were never more." in words.on_active(figures)


def test_active_says_no_more_than_it_may():
    few = {"as_of": "2019-04-01", "active": {"total": HIDDEN}, "lifecycle": months([HIDDEN])}
    early = {"as_of": "2019-04-01", "active": {"total": 7}, "lifecycle": []}

    assert words.on_active(few).endswith(
        "so few people were active contributors that their number is hidden."
    )
    assert words.on_active(early) == "On 1 April 2019, 7 people were active contributors."


def test_moves_set_joiners_against_leavers():
    figures = {"lifecycle": months([50] + [60] * 12, lapsed=7)}

    assert words.on_moves(figures) == (
        "In the twelve months to January 2020, 94 people joined, for the first time or again, "
        "and 84 lapsed: 10 more came than left."
    )


@pytest.mark.parametrize(
    ("actives", "lapsed", "expected"),
    [
        ([60] * 13, HIDDEN, "In the twelve months to January 2020, as many came as left."),
        ([70] + [60] * 12, HIDDEN, "January 2020, 10 more left than came."),
        ([HIDDEN] + [60] * 12, 7, "too few people were active to say how many came and left."),
        ([60] * 12, 7, "There is no full year of months yet to set joiners against leavers."),
    ],
)
def test_moves_say_what_can_be_said(actives, lapsed, expected):
    assert words.on_moves({"lifecycle": months(actives, lapsed)}).endswith(expected)


def test_areas_name_the_largest_and_who_grew_most_and_least():
    areas = [
        {"name": "Coding", "active": 300, "rate": 0.1},
        {"name": "Support", "active": 90, "rate": -0.2},
        {"name": "Policy", "active": HIDDEN, "rate": 3.0},
    ]

    assert words.on_areas(areas) == (
        "Coding is the largest focus area, with 300 people. Over a year, like for like, "
        "Coding grew most (+10\u202f%), Support least (\u221220\u202f%)."
    )
    assert words.on_areas(areas[2:]).startswith("No focus area has active contributors")
    assert words.on_areas([{**areas[0], "rate": None}]).endswith("with 300 people.")


def test_retention_speaks_of_the_latest_cohort_that_had_a_year():
    def cohort(year, one, two):
        after = [{"months": 12, "rate": one}, {"months": 24, "rate": two}]
        return {"cohort": year, "size": 50, "after": after}

    older, newer = cohort("2017", 0.5, 0.25), cohort("2018", None, None)

    assert words.on_retention({"retention": [older, newer]}) == (
        "Of the 50 people who became active in 2017, 50\u202f% were active a year later, "
        "and 25\u202f% after two."
    )
    assert words.on_retention({"retention": [newer]}).startswith("No cohort has had a year yet")


def test_first_steps_speak_of_the_latest_year_whose_window_closed():
    row = {"cohort": "2018", "newcomers": 80, "second_within": {"30": 0.25, "365": 0.5}}
    open_row = {**row, "cohort": "2019", "second_within": {"30": 0.5, "365": None}}

    assert words.on_first_steps({"first_steps": [row, open_row]}) == (
        "Of the 80 people first seen in 2018, 50\u202f% contributed again within a year, "
        "25\u202f% within 30 days."
    )
    assert words.on_first_steps({"first_steps": [open_row]}).startswith("No year of newcomers")


def test_growth_tells_coverage_apart():
    growth = {"sources": ["a", "b"], "before": 50, "now": 60, "rate": 0.2, "all_now": 71}

    said = words.on_growth({"growth": growth})
    blurred = words.on_growth({"growth": {**growth, "now": HIDDEN, "all_now": 63}})
    hidden = words.on_growth({"growth": {**growth, "before": HIDDEN, "rate": HIDDEN}})

    assert said.endswith(
        "and 60 are now: +20\u202f%. Other sources add 11 people: coverage, not growth."
    )
    assert blurred.endswith("the change over the year is about +20\u202f%.")
    assert "the change over the year is hidden" in hidden
    assert words.on_growth({"growth": {**growth, "sources": []}}).startswith("No source reaches")


def test_coverage_names_sources_that_fell_silent_everywhere():
    def source(name, last):
        return {"source": name, "first": "2018-01-01", "last": last}

    rows = [source("a", "2019-12-30"), source("a", "2019-01-05"), source("b", "2019-03-04")]
    many = [source(f"s{n}", "2019-02-03") for n in range(5)]

    assert words.on_coverage({"as_of": "2020-01-01", "coverage": rows}) == (
        "2 sources, the earliest from 1 January 2018. Silent: b since 4 March 2019."
    )
    assert "and 2 more." in words.on_coverage({"as_of": "2020-01-01", "coverage": many})


def test_definitions_need_the_mild_one():
    rows = [{"k": 1, "window": 365, "active": 40}, {"k": 5, "window": 90, "active": 7}]

    assert words.on_definitions({"definition_check": rows}).endswith(
        "if it took five in 90 days, 7."
    )
    assert words.on_definitions({"definition_check": rows[:1]}).endswith("would count as active.")
    assert (
        words.on_definitions({"definition_check": rows[1:]}) == "No other definition was counted."
    )


def test_every_finding_of_the_sample_is_a_sentence():
    figures = publish(sample())

    for say in (words.on_active, words.on_moves, words.on_retention, words.on_first_steps):
        assert say(figures)[0].isupper()
        assert say(figures).endswith(".")


def test_one_is_a_person():
    assert (words.people(1), words.people(2)) == ("1 person", "2 people")


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (None, ""),
        ({}, ""),
        ({"coding": 1, "qa": 1}, "version 1 of every area"),
        ({"coding": 2, "qa": 1}, "coding version 2, every other area version 1"),
        ({"coding": 2, "qa": 3}, "coding version 2, qa version 3"),
    ],
)
def test_versions_of_pathways_are_named_where_they_are_not_the_first(numbers, said):
    assert words.pathways({"pathways": numbers}) == said
