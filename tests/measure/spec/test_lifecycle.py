"""New, retained, lapsed, returned, passing and of unknown newness, drawn."""

from datetime import date

from tests.measure.drawn import AREAS, covered, drawn_rows, figures

SHORT = [{"area": "coding", "level": "active", "kinds": ("change",), "k": 1, "window": 10}]


def months(engine, picture, as_of, *, points=None, coverage=None):
    shown = figures(engine, drawn_rows(picture), as_of, points, coverage)
    return {r.pop("month"): {k: n for k, n in r.items() if n} for r in shown["lifecycle"]}


def test_month_is_the_state_at_the_start_of_the_next(engine):
    shown = months(engine, "1 coding change 2019-03-31", date(2020, 6, 1))

    assert shown["2019-03"] == {"active": 1, "new": 1}
    assert shown["2020-02"] == {"active": 1, "retained": 1}
    assert shown["2020-03"] == {"lapsed": 1}
    assert shown["2020-04"] == {}


def test_running_month_has_no_figure_yet(engine):
    shown = months(engine, "1 coding change 2019-03-31", date(2019, 5, 31))

    assert list(shown) == ["2019-03", "2019-04"]


def test_newcomer_is_new_once_however_often_they_return(engine):
    picture = """
        1 coding change 2015-03-10
        1 coding change 2017-08-10
        1 coding change 2019-11-10
    """

    shown = months(engine, picture, date(2020, 1, 1))

    assert [m for m, row in shown.items() if "new" in row] == ["2015-03"]
    assert [m for m, row in shown.items() if "returned" in row] == ["2017-08", "2019-11"]


def test_span_between_two_month_ends_is_passing_and_nothing_else(engine):
    shown = months(engine, "1 coding change 2019-03-05", date(2019, 5, 1), points=SHORT)

    assert shown == {"2019-03": {"passing": 1}, "2019-04": {}}


def test_gap_that_no_month_end_sees_does_not_lapse_anybody(engine):
    picture = """
        1 coding change 2019-03-28
        1 coding change 2019-04-25
    """

    shown = months(engine, picture, date(2019, 5, 1), points=SHORT)

    assert shown["2019-04"] == {"active": 1, "retained": 1}


def test_newness_is_unknown_near_the_start_of_partial_coverage(engine):
    picture = """
        1 coding change 2018-06-01 1 tracker
        2 coding change 2019-02-01 1 tracker
    """
    coverage = [covered("tracker", "2018-01-01", "2020-01-01", from_birth=False)]

    shown = months(engine, picture, date(2020, 1, 1), coverage=coverage)

    assert shown["2018-06"] == {"active": 1, "unknown_newness": 1}
    assert shown["2019-02"] == {"active": 2, "new": 1, "retained": 1}


def test_somebody_known_from_a_whole_history_is_new_although_another_source_is_partial(engine):
    picture = """
        1 coding change 2017-06-01 1 coding-git
        1 coding change 2018-01-05 1 tracker
    """
    coverage = [
        covered("coding-git", "2010-01-01", "2020-01-01"),
        covered("tracker", "2018-01-01", "2020-01-01", from_birth=False),
    ]

    shown = months(engine, picture, date(2020, 1, 1), coverage=coverage)

    assert shown["2017-06"] == {"active": 1, "new": 1}


def test_newly_connected_source_is_coverage_and_not_growth(engine):
    picture = """
        1 coding  change 2018-06-01
        1 coding  change 2019-06-01
        2 support change 2019-06-01 1 late
        3 support change 2019-06-01 1 late
    """
    coverage = [
        covered("coding-git", "2010-01-01", "2020-01-01"),
        covered("late", "2019-05-01", "2020-01-01", from_birth=False),
    ]

    growth = figures(engine, drawn_rows(picture), date(2020, 1, 1), None, coverage)["growth"]

    assert (growth["before"], growth["now"], growth["rate"]) == (1, 1, 0.0)
    assert (growth["all_before"], growth["all_now"]) == (1, 3)
    assert growth["not_comparable"] == ["late"]


def test_source_that_ended_is_not_compared(engine):
    coverage = [covered("coding-git", "2010-01-01", "2019-06-02")]

    growth = figures(
        engine, drawn_rows("1 coding change 2019-06-01"), date(2020, 1, 1), None, coverage
    )["growth"]

    assert growth["sources"] == []
    assert growth["rate"] is None


def test_rate_is_blank_until_its_window_has_closed(engine):
    picture = """
        1 coding change 2018-02-01
        1 coding change 2018-11-01
        2 coding change 2018-12-20
    """

    early, late = (
        figures(engine, drawn_rows(picture), as_of)
        for as_of in (date(2019, 12, 31), date(2020, 1, 1))
    )

    assert [shown["retention"][0]["size"] for shown in (early, late)] == [2, 2]
    # December's newcomer has had twelve months only when the year is over
    assert [_rates(shown)[12] for shown in (early, late)] == [None, 0.5]
    assert _rates(late)[18] is None
    assert early["first_steps"][0]["second_within"] == {"30": 0.0, "90": 0.0, "365": None}


def _rates(shown):
    return {a["months"]: a["rate"] for a in shown["retention"][0]["after"]}


def test_area_in_which_nobody_is_active_has_its_months_too(engine):
    shown = figures(engine, drawn_rows("1 coding change 2019-03-05"), date(2019, 6, 1))

    assert set(shown["lifecycle_by_area"]) == set(AREAS)
    assert [r["active"] for r in shown["lifecycle_by_area"]["support"]] == [0, 0, 0]
