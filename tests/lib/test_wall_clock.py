from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from parvis.lib.wall_clock import NoSuchTimeError, between, moment, on_clock

PARIS = ZoneInfo("Europe/Paris")


def test_moment_follows_the_clock_of_the_season():
    assert moment(datetime(2026, 1, 5, 19), PARIS) == datetime(2026, 1, 5, 18, tzinfo=UTC)
    assert moment(datetime(2026, 7, 6, 19), PARIS) == datetime(2026, 7, 6, 17, tzinfo=UTC)
    assert on_clock(datetime(2026, 7, 6, 17, tzinfo=UTC), PARIS) == datetime(2026, 7, 6, 19)


def test_hour_that_a_spring_night_skips_does_not_exist():
    with pytest.raises(NoSuchTimeError, match=r"02:30 on Sunday 29 March 2026.*Take 03:30"):
        moment(datetime(2026, 3, 29, 2, 30), PARIS)


def test_hour_that_an_autumn_night_repeats_is_the_first_unless_said():
    twice = datetime(2026, 10, 25, 2, 30)

    assert moment(twice, PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment(twice.replace(fold=1), PARIS) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_between_names_the_day_once():
    start = datetime(2026, 11, 27, 18, tzinfo=UTC)

    assert between(start, start.replace(hour=20), PARIS) == (
        "Friday 27 November 2026, 19:00 to 21:00"
    )
    assert between(start, datetime(2026, 11, 28, 0, tzinfo=UTC), PARIS) == (
        "Friday 27 November 2026, 19:00 to Saturday 28 November, 01:00"
    )
