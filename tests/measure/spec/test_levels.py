"""What active means, drawn."""

from datetime import date

import pytest

from tests.measure.drawn import drawn_rows, figures

D = date(2020, 1, 1)


def active(engine, picture, as_of=D, points=None):
    return figures(engine, drawn_rows(picture), as_of, points)["active"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-12-31", 0),  # 366 days before
        ("2019-01-01", 1),  # 365 days before: the first day of the window
        ("2019-12-31", 1),  # the day before
        ("2020-01-01", 0),  # from the as-of on it does not exist
    ],
)
def test_window_takes_the_days_before_and_not_the_day_itself(engine, day, expected):
    assert active(engine, f"1 coding change {day}")["total"] == expected


def test_total_counts_a_person_of_two_areas_once(engine):
    picture = """
        1 coding  change 2019-05-01
        1 support change 2019-06-01
        2 support change 2019-06-01
    """

    assert active(engine, picture) == {"total": 2, "by_area": {"coding": 1, "support": 2}}


def test_kinds_that_do_not_qualify_make_nobody_active(engine):
    picture = """
        1 coding committing 2019-05-01
        2 coding merging    2019-05-01
        3 coding issue      2019-05-01
    """

    assert active(engine, picture)["total"] == 0


def test_area_counts_whoever_reached_any_of_its_active_points(engine):
    points = [
        {"area": "support", "level": "active", "kinds": ("change",), "k": 1, "window": 365},
        {"area": "support", "level": "active", "kinds": ("answer",), "k": 10, "window": 30},
    ]
    picture = """
        1 support change 2019-02-01
        2 support answer 2019-12-10 6
        2 support answer 2019-12-20 4
        3 support answer 2019-11-01 6
        3 support answer 2019-12-20 4
    """

    assert active(engine, picture, points=points)["total"] == 2


def test_several_contributions_on_one_day_count_each(engine):
    points = [{"area": "coding", "level": "active", "kinds": ("change",), "k": 3, "window": 7}]
    picture = """
        1 coding change 2019-12-30 3
        2 coding change 2019-12-30 2
    """

    assert active(engine, picture, points=points)["total"] == 1


def test_sole_contributor_is_active_and_not_casual_for_being_alone(engine):
    points = [
        {"area": "coding", "level": "casual", "kinds": ("issue",), "k": 1, "window": 365},
        {"area": "coding", "level": "active", "kinds": ("change",), "k": 1, "window": 365},
        {"area": "coding", "level": "core", "kinds": ("change",), "k": 52, "window": 365},
    ]

    shown = figures(engine, drawn_rows("1 coding change 2019-12-30 60"), D, points)

    assert shown["levels"]["coding"] == {"casual": 0, "active": 0, "core": 1}
    assert shown["active"]["total"] == 1


def test_nobody_is_left_out_beyond_the_thousandth(engine):
    picture = "\n".join(f"{n} coding change 2019-06-01" for n in range(1, 2502))

    shown = figures(engine, drawn_rows(picture), D)

    assert shown["active"]["total"] == 2501
    assert shown["people"]["total"] == 2501


def test_empty_network_has_figures_and_no_months(engine):
    shown = figures(engine, [], D)

    assert shown["active"] == {"total": 0, "by_area": {"coding": 0, "support": 0}}
    assert shown["lifecycle"] == []
