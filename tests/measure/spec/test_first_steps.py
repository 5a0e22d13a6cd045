"""The wait for the second and for the active contribution, drawn."""

from datetime import date

import pytest

from parvis.measure.metrics.first_steps import median_wait
from tests.measure.drawn import drawn_rows, figures

LADDER = [
    {"area": "coding", "level": "casual", "kinds": ("issue",), "k": 1, "window": 365},
    {"area": "coding", "level": "active", "kinds": ("change",), "k": 1, "window": 365},
]


def first_steps(engine, picture, as_of=date(2021, 1, 1)):
    return figures(engine, drawn_rows(picture), as_of, LADDER)["first_steps"]


def test_second_contribution_may_come_the_same_day(engine):
    picture = """
        1 coding issue 2018-05-01 2
        2 coding issue 2018-05-01
        2 coding issue 2018-07-10
        3 coding issue 2018-05-01
    """

    (cohort,) = first_steps(engine, picture)

    assert cohort["newcomers"] == 3
    assert cohort["second_within"]["30"] == pytest.approx(1 / 3)
    assert cohort["second_within"]["90"] == pytest.approx(2 / 3)
    assert cohort["median_days_to_second"] == 70


def test_wait_to_active_runs_from_the_first_sign_of_work(engine):
    picture = """
        1 coding issue  2018-05-01
        1 coding change 2018-05-21
    """

    (cohort,) = first_steps(engine, picture)

    assert cohort["median_days_to_active"] == 20
    assert cohort["active_within"]["30"] == 1.0


def test_change_before_the_first_issue_makes_active_at_once(engine):
    picture = """
        1 coding change 2018-05-01
        1 coding issue  2018-05-21
    """

    assert first_steps(engine, picture)[0]["median_days_to_active"] == 0


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ([(10, True, 1), (20, True, 1), (30, True, 1)], 20.0),
        ([(10, True, 1), (20, False, 5)], None),  # the curve stays above a half
        ([(5, False, 2), (10, True, 1), (20, True, 1)], 10.0),  # censored ones leave the risk set
    ],
)
def test_median_is_that_of_kaplan_and_meier(waits, expected):
    assert median_wait(waits) == expected
