"""Dates that can be read in one way, and those that cannot."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.measure.sources.moments import Moments, Problem
from parvis.measure.sources.span import Span, as_microseconds

NOW = datetime(2024, 6, 1, 12)
PARIS = ZoneInfo("Europe/Paris")


def read(text, *formats, zone=None):
    found = Moments(formats, zone, Span(NOW)).read(text)
    if isinstance(found, Problem):
        return f"{found.problem}. {found.remedy}"
    return datetime(1970, 1, 1) + timedelta(microseconds=found[0]), found[1]


DAY = datetime(2014, 4, 3)
NOON = datetime(2014, 4, 3, 12)


@pytest.mark.parametrize(
    ("text", "moment", "offset"),
    [
        ("2014-04-03", DAY, None),
        ("2014-04-03T12:00:00Z", NOON, None),
        ("2014-04-03 12:00:00 UTC", NOON, None),
        ("2014-04-03 12:00", NOON, None),
        ("2014-04-03T14:00:00.250+02:00", NOON + timedelta(milliseconds=250), 120),
        ("2014-04-03 06:30:00 -0530", NOON, -330),
        ("2014-04-03T14:00:00+02", NOON, 120),
        ("Thu, 03 Apr 2014 14:00:00 +0200", NOON, 120),
        ("3 Apr 2014 12:00 +0000", NOON, 0),
    ],
)
def test_date_that_reads_only_one_way_needs_no_format(text, moment, offset):
    assert read(text) == (moment, offset)


@pytest.mark.parametrize(
    ("text", "one", "moment"),
    [
        ("03/04/2014", "%d/%m/%Y", DAY),
        ("04/03/2014", "%m/%d/%Y", DAY),
        ("3. April 2014 12:00", "%d. %B %Y %H:%M", NOON),
        ("1396526400", "epoch", NOON),
        ("1396526400.5", "epoch", NOON + timedelta(milliseconds=500)),
        ("1396526400000", "epoch-ms", NOON),
        ("2014-04-03T12:00:00Z", "%d/%m/%Y", NOON),
    ],
)
def test_listed_format_is_read(text, one, moment):
    assert read(text, one)[0] == moment


def test_several_formats_may_be_listed():
    formats = ("%d/%m/%Y", "%d %b %Y", "epoch")

    assert [read(t, *formats)[0] for t in ("03/04/2014", "3 Apr 2014", "1396483200")] == [DAY] * 3


def test_time_without_zone_is_in_the_mappings():
    assert read("2014-04-03 14:00", zone=PARIS) == (NOON, None)
    assert read("03/04/2014 14:00", "%d/%m/%Y %H:%M", zone=PARIS) == (NOON, None)


def test_day_without_time_stays_that_day_in_any_zone():
    assert read("2014-04-03", zone=PARIS) == (DAY, None)
    assert read("03/04/2014", "%d/%m/%Y", zone=ZoneInfo("Asia/Tokyo")) == (DAY, None)


MEND = "Mend the row and load the file again."


@pytest.mark.parametrize(
    ("text", "formats", "said"),
    [
        ("", (), f"there is no date. {MEND}"),
        ("2014-02-30", (), f"'2014-02-30' is an impossible date. {MEND}"),
        ("2014-04-03T25:00", (), f"'2014-04-03T25:00' is an impossible date. {MEND}"),
        ("31 Feb 2014 10:00 +0000", (), f"'31 Feb 2014 10:00 +0000' is an impossible date. {MEND}"),
        ("1985-01-01", (), f"its date 1985-01-01 00:00 lies before 1990. {MEND}"),
        ("2024-06-03", (), f"its date 2024-06-03 00:00 lies in the future. {MEND}"),
        (
            "9999-12-31T23:59:59-10:00",
            (),
            f"'9999-12-31T23:59:59-10:00' is an impossible date. {MEND}",
        ),
        (
            "03/04/2014",
            (),
            (
                "'03/04/2014' can be day first or month first. Name the format in the mapping's "
                'date.formats, for example "%d/%m/%Y".'
            ),
        ),
        (
            "3rd of April",
            (),
            (
                "'3rd of April' is not a date that can be read in one way only. Name the format in "
                'the mapping\'s date.formats, for example "%d %B %Y".'
            ),
        ),
        (
            "31/02/2014",
            ("%d/%m/%Y",),
            (
                "'31/02/2014' has none of the formats of the mapping. Name the format in the "
                'mapping\'s date.formats, for example "%d/%m/%Y".'
            ),
        ),
        (
            "03/04/2014",
            ("%d/%m/%Y", "%m/%d/%Y"),
            (
                "'03/04/2014' reads as 2014-04-03 00:00 and as 2014-03-04 00:00 by the formats "
                "of the mapping. Keep only the right format in date.formats."
            ),
        ),
        (
            "ann@example.org",
            (),
            (
                "'ann' is not a date that can be read in one way only. Name the "
                'format in the mapping\'s date.formats, for example "%d %B %Y".'
            ),
        ),
    ],
)
def test_date_that_cannot_be_used_is_explained(text, formats, said):
    assert read(text, *formats) == said


def test_day_that_reads_the_same_by_two_formats_is_no_riddle():
    assert read("04/04/2014", "%d/%m/%Y", "%m/%d/%Y") == (datetime(2014, 4, 4), None)


@given(st.datetimes(datetime(1990, 1, 2), NOW), st.integers(-14 * 60, 14 * 60))
def test_any_moment_in_iso_is_read_back(moment, offset):
    sign = "-" if offset < 0 else "+"
    there = moment + timedelta(minutes=offset)
    text = f"{there.isoformat(' ')}{sign}{abs(offset) // 60:02}:{abs(offset) % 60:02}"

    assert read(text) == (moment, offset)


def test_span_takes_aware_and_naive_moments_alike():
    aware = datetime(2014, 4, 3, 14, tzinfo=PARIS)

    assert as_microseconds(aware) == as_microseconds(NOON)
