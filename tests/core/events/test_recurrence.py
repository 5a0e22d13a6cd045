from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from parvis.core.events.errors import EventError
from parvis.core.events.recurrence import MOST, canonical, occurrences

PARIS = ZoneInfo("Europe/Paris")
FIRST = datetime(2026, 3, 19, 19)  # a Thursday, ten days before the clocks change


def test_hour_stays_on_the_clock_when_the_clocks_change():
    found = occurrences("FREQ=WEEKLY;COUNT=3", FIRST, PARIS)

    assert [one.local.hour for one in found] == [19, 19, 19]
    assert [one.at for one in found] == [
        datetime(2026, 3, 19, 18, tzinfo=UTC),
        datetime(2026, 3, 26, 18, tzinfo=UTC),
        datetime(2026, 4, 2, 17, tzinfo=UTC),
    ]


@pytest.mark.parametrize("until", ["20260402", "20260402T190000", "20260402T170000Z"])
def test_until_includes_its_moment(until):
    rule = canonical(f"RRULE:freq=weekly;until={until}", PARIS)

    assert [one.local.day for one in occurrences(rule, FIRST, PARIS)] == [19, 26, 2]
    assert rule.endswith("Z")


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("every Thursday", "is no rule"),
        ("FREQ=HOURLY;COUNT=3", "say so with FREQ="),
        ("COUNT=3", "say so with FREQ="),
        ("FREQ=WEEKLY", "by COUNT= or by UNTIL="),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20260402", "one of the two"),
        ("FREQ=WEEKLY;UNTIL=tomorrow", "UNTIL=TOMORROW is no day"),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=XX", "cannot be read as a rule"),
        ("FREQ=WEEKLY;COUNT=3;BYDAY=MO", "does not give its first start"),
        ("FREQ=WEEKLY;UNTIL=20200101", "does not give its first start"),
        ("FREQ=DAILY;COUNT=10000", f"more than {MOST} events"),
    ],
)
def test_rule_that_cannot_be_says_why(rule, sentence):
    with pytest.raises(EventError, match=sentence):
        occurrences(canonical(rule, PARIS), FIRST, PARIS)


def test_hour_that_does_not_exist_names_its_night():
    first = datetime(2026, 3, 28, 2, 30)

    with pytest.raises(EventError, match=r"02:30 on Sunday 29 March.*leave that day out"):
        occurrences("FREQ=DAILY;COUNT=3", first, PARIS)
