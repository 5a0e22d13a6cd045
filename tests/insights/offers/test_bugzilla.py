"""Bugs of Bugzilla: what is taken in, closes, and what happens when Bugzilla does not answer."""

from datetime import UTC, datetime, timedelta

import pytest

from parvis.core.pathways.opportunities import Opportunity
from parvis.core.pathways.sourcing import change_source
from parvis.insights.offers import bugzilla as reading
from parvis.insights.offers.cursor import Cursor
from parvis.insights.offers.syncing import sync

HOUR, WEEK = timedelta(hours=1), timedelta(days=7, hours=1)


def rows():
    return {row.native_id: row for row in Opportunity.objects.all()}


def states():
    return {number: row.state for number, row in rows().items()}


def test_mentored_bugs_and_first_ones_are_taken_in(component, bugzilla, now):
    bugzilla.bug(1, "Mend the clock", mentor=True)
    bugzilla.bug(2, "Sort the tests", keywords=["good-first-bug"])
    bugzilla.bug(3, "Draw a map", whiteboard="[good first bug] [2 hours]")
    bugzilla.bug(4, "Not for newcomers", keywords=["perf"])
    bugzilla.bug(5, "Another component", mentor=True, component="Window")

    done = sync(source=component, now=now)

    assert (done.problem, done.is_whole, done.taken.new) == ("", True, 3)
    told = [(row.native_id, row.minutes, row.difficulty) for row in rows().values()]
    assert sorted(told) == [("1", 90, "first"), ("2", 90, "first"), ("3", 120, "first")]
    assert rows()["1"].link == f"{bugzilla.url}/show_bug.cgi?id=1"


def test_it_asks_as_documented(component, bugzilla, now):
    sync(source=component, now=now)
    sync(source=component, now=now + HOUR)

    first, again = (asked for _path, asked, _headers in bugzilla.questions)
    where = {"product": "Squares", "component": "Door", "limit": "200", "offset": "0"}
    fields = {"include_fields": ",".join(reading.FIELDS)}
    assert first == {**where, **fields, "resolution": "---", "order": "bug_id"}
    since = {"last_change_time": "2026-03-01T11:50:00Z", "order": "changeddate,bug_id"}
    assert again == {**where, **fields, **since}


def test_a_whole_product_is_asked_for_without_a_component(component, bugzilla, now):
    bugzilla.bug(1, "Mend the clock", mentor=True, component="Window")
    source = change_source(source=component, place="Squares", by=None, now=now)

    done = sync(source=source, now=now)

    assert done.taken.new == 1


def test_keywords_of_the_source_take_the_place_of_the_usual_one(component, bugzilla, now):
    bugzilla.bug(1, "Mend the clock", keywords=["student-project"])
    bugzilla.bug(2, "Sort the tests", keywords=["good-first-bug"])
    source = change_source(source=component, labels=["student-project"], by=None, now=now)

    sync(source=source, now=now)

    assert states() == {"1": "open"}


def test_pages_are_counted_and_go_on_where_they_were(component, bugzilla, now, monkeypatch):
    monkeypatch.setattr(reading, "PAGE", 2)
    for number in range(1, 6):
        bugzilla.bug(number, mentor=True)
    bugzilla.fail(503, after=1)

    broken = sync(source=component, now=now)
    rest = sync(source=component, now=now + HOUR)

    assert (broken.taken.new, broken.is_whole) == (2, False)
    assert broken.problem.endswith("is in trouble and answered 503. It is asked again.")
    assert (rest.taken.new, rest.is_whole) == (3, True)
    assert [asked["offset"] for _path, asked, _headers in bugzilla.questions[2:]] == ["2", "4"]


def test_a_bug_that_is_resolved_closes_with_the_moment(component, bugzilla, now):
    bugzilla.bug(1, mentor=True)
    sync(source=component, now=now)

    bugzilla.resolve(1, "2026-03-01T12:30:00Z")
    done = sync(source=component, now=now + HOUR)

    assert done.taken.closed == 1
    assert rows()["1"].closed_at == datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def test_a_bug_whose_mentor_left_closes(component, bugzilla, now):
    bugzilla.bug(1, mentor=True)
    sync(source=component, now=now)

    bugzilla.bug(1, at="2026-03-01T12:30:00Z")
    sync(source=component, now=now + HOUR)

    assert states() == {"1": "closed"}


def test_a_bug_that_is_hidden_closes_within_a_week_and_one_that_stands_does_not(
    component, bugzilla, now
):
    bugzilla.bug(1, mentor=True)
    bugzilla.bug(2, mentor=True)
    bugzilla.bug(3, mentor=True)
    sync(source=component, now=now)
    bugzilla.hidden.add(1)
    bugzilla.bugs[2]["component"] = "Window"  # without a change of its moment

    sync(source=component, now=now + WEEK)

    assert states() == {"1": "closed", "2": "closed", "3": "open"}


def test_asking_for_what_was_not_shown_goes_on_too(component, bugzilla, now):
    bugzilla.bug(1, mentor=True)
    sync(source=component, now=now)
    bugzilla.hidden.add(1)
    bugzilla.fail(500, after=1)
    broken = sync(source=component, now=now + WEEK)
    cursor = Cursor.of(component.cursor)
    component.cursor = str(cursor.at(part=1, place=0))
    component.save()
    bugzilla.questions.clear()

    done = sync(source=component, now=now + WEEK + HOUR)

    assert (broken.is_whole, done.is_whole, states()) == (False, True, {"1": "closed"})
    assert [asked["id"] for _path, asked, _headers in bugzilla.questions] == ["1"]


WRONG = {"error": True, "code": 51, "message": "There is no product Squares."}


@pytest.mark.parametrize(
    ("status", "said", "sentence"),
    [
        (404, WRONG, "{host} knows nothing of it (it says: There is no product Squares)"),
        (400, WRONG, "{host} answered 400 (it says: There is no product Squares)."),
        (200, WRONG, "{url} says: There is no product Squares. Check the source."),
        (200, {"faults": []}, "{url}/rest/bug is no list of bugs. Check the address."),
        (200, [1], "{url}/rest/bug is no list of bugs. Check the address."),
        (200, b"\xff", "{host} answered with something that is no JSON."),
        (200, b"[" * 100_000, "{host} answered with something that is no JSON."),
    ],
)
def test_what_goes_wrong_is_a_sentence(component, bugzilla, now, status, said, sentence):
    bugzilla.fail(status, said)

    done = sync(source=component, now=now)

    host = bugzilla.url.removeprefix("http://")
    expected = sentence.format(url=bugzilla.url, host=host)
    assert done.problem[: len(expected)] == expected
    assert rows() == {}


def test_odd_bugs_are_left_out(component, bugzilla, now):
    bugzilla.bug(1, mentor=True)
    good = {name: bugzilla.bugs[1].get(name) for name in reading.FIELDS}
    bugzilla.fail(200, {"bugs": [None, 7, {}, {**good, "id": "x"}, good]})

    done = sync(source=component, now=now)

    assert (done.problem, list(rows())) == ("", ["1"])
