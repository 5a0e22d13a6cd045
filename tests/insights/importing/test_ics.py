from datetime import UTC, datetime

import pytest

from parvis.core.events.models import Event
from parvis.insights.importing.events import import_calendar
from parvis.insights.importing.mapping import MappingError
from parvis.measure.sources.base import SourceError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FRAME = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{}\r\nEND:VCALENDAR\r\n"
GOOD = "UID:good\nSUMMARY:Good\nDTSTART:20250701T170000Z\nDTEND:20250701T190000Z"


def entry(lines):
    return f"BEGIN:VEVENT\n{lines}\nEND:VEVENT".replace("\n", "\r\n")


@pytest.fixture
def load(space, network, tmp_path):
    def run(*entries, text=None):
        file = tmp_path / "calendar.ics"
        body = FRAME.format("\r\n".join(map(entry, entries))) if text is None else text
        file.write_bytes(body.encode() if isinstance(body, str) else body)
        return import_calendar(path=file, space="paris", by=None, now=NOW)

    return run


def starts():
    return [f"{one.starts_local:%m-%d %H:%M} {one.title}" for one in Event.objects.all()]


def test_times_are_read_however_they_are_written(load):
    report = load(
        GOOD,
        "UID:a\nSUMMARY:Floating\nDTSTART:20250702T190000\nDURATION:PT2H",
        "UID:b\nSUMMARY:Zoned\nDTSTART;TZID=America/Toronto:20250703T130000\n"
        "DTEND;TZID=America/Toronto:20250703T150000",
        "UID:c\nSUMMARY:All day\nDTSTART;VALUE=DATE:20250704",
    )

    assert (report.new, report.set_aside) == (4, [])
    assert starts() == [
        "07-01 19:00 Good",
        "07-02 19:00 Floating",
        "07-03 19:00 Zoned",
        "07-04 00:00 All day",
    ]


def test_rule_is_unfolded_with_what_it_leaves_out_and_what_moved(load):
    rule = (
        "UID:w\nSUMMARY:Weekly\nDTSTART;TZID=Europe/Paris:20250320T190000\nDURATION:PT2H\n"
        "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Paris:20250327T190000"
    )
    moved = (
        "UID:w\nSUMMARY:Moved\nRECURRENCE-ID;TZID=Europe/Paris:20250403T190000\n"
        "DTSTART;TZID=Europe/Paris:20250403T180000\nDURATION:PT1H"
    )
    load(rule, moved)

    assert starts() == ["03-20 19:00 Weekly", "04-03 18:00 Moved", "04-10 19:00 Weekly"]
    again = load(rule, moved)
    assert (again.new, again.changed, again.same) == (0, 0, 3)


def test_rule_ends_at_a_moment_in_utc(load):
    load(
        "UID:w\nSUMMARY:Weekly\nDTSTART;TZID=Europe/Paris:20250320T190000\nDURATION:PT2H\n"
        "RRULE:FREQ=WEEKLY;UNTIL=20250403T170000Z"
    )

    assert starts() == ["03-20 19:00 Weekly", "03-27 19:00 Weekly", "04-03 19:00 Weekly"]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("UID:x\nSUMMARY:X\nDTSTART:20250701T170000Z\nDTEND:20250701T150000Z", "ends before it"),
        ("UID:x\nSUMMARY:X\nDTSTART:20250701T170000Z", "ends before it starts, or when it does"),
        ("UID:x\nSUMMARY:X", "it has no start"),
        ("SUMMARY:X\nDTSTART:20250701T170000Z\nDURATION:PT1H", "it has no UID"),
        ("UID:x\nDTSTART:20250701T170000Z\nDURATION:PT1H", "it has no SUMMARY"),
        (
            "UID:x\nSUMMARY:X\nDTSTART;TZID=Middle/Earth:20250701T170000\nDURATION:PT1H",
            "its time zone 'Middle/Earth' is not known",
        ),
        (
            "UID:x\nSUMMARY:X\nDTSTART:20250330T023000\nDURATION:PT1H",
            "does not exist in Europe/Paris",
        ),
        (
            "UID:x\nSUMMARY:X\nDTSTART:20250701T170000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=10000",
            "gives more than 1,000 events",
        ),
        ("UID:x\nSUMMARY:X\nDTSTART:yesterday\nDURATION:PT1H", "cannot be read"),
        ("UID:x\nSUMMARY:X\nDTSTART:19700101T000000Z\nDURATION:PT1H", "is before 1990"),
        (
            "UID:x\nSUMMARY:X\nSTATUS:CANCELLED\nDTSTART:20250701T170000Z\nDURATION:PT1H",
            "it was cancelled",
        ),
    ],
)
def test_bad_entry_is_set_aside_and_the_good_one_kept(load, lines, problem):
    report = load(lines, GOOD)

    assert [problem in str(one) for one in report.set_aside] == [True]
    assert "entry 1" in report.set_aside[0].row
    assert starts() == ["07-01 19:00 Good"]


@pytest.mark.parametrize(
    "text", ["", "Dear all,\r\nsee you", FRAME.format(""), b"\x00\x01\xff\xfe\x80"]
)
def test_file_that_is_no_calendar_says_so(load, text):
    with pytest.raises(SourceError, match=r"cannot be read as a calendar|has no event in it"):
        load(text=text)


def test_folder_keeps_its_good_files(space, network, tmp_path):
    (tmp_path / "a.ics").write_text(FRAME.format(entry(GOOD)))
    (tmp_path / "b.ics").write_text("nonsense")

    report = import_calendar(path=tmp_path, space="paris", by=None, now=NOW)

    assert report.new == 1
    assert ["b.ics" in one.file for one in report.set_aside] == [True]


def test_what_is_not_there_is_named(space, tmp_path):
    for path in (tmp_path, tmp_path / "none.ics"):
        with pytest.raises(SourceError, match="Name a"):
            import_calendar(path=path, space="paris", by=None, now=NOW)
    with pytest.raises(MappingError, match="There is no space 'oslo'"):
        import_calendar(path=tmp_path, space="oslo", by=None, now=NOW)
