"""Issues of GitHub: what is taken in, closes, and what happens when GitHub does not answer."""

import threading
from datetime import UTC, datetime, timedelta

import pytest

from parvis.core.ground.models import LogEntry
from parvis.core.pathways.offering import change_opportunity, close_opportunity
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.pathways.sourcing import change_source
from parvis.insights.offers.cursor import Cursor
from parvis.insights.offers.syncing import Token, sync

HOUR, WEEK = timedelta(hours=1), timedelta(days=7, hours=1)
FIRST, WANTED = "good first issue", "help wanted"


def rows(**which):
    return {row.native_id: row for row in Opportunity.objects.filter(**which)}


def states():
    return dict(Opportunity.objects.order_by("pk").values_list("native_id", "state"))


def test_labelled_issues_are_taken_in_with_what_they_say(repository, github, now):
    github.issue(1, "Mend the clock", FIRST, "30 min")
    github.issue(2, "Sort the tests", WANTED, body="<!-- why -->\n## What\n\nThey are **slow**.")
    github.issue(3, "Not for newcomers", "bug")
    github.pull(4, "A pull request", FIRST)

    done = sync(source=repository, now=now)

    assert (done.problem, done.is_whole, done.taken.new) == ("", True, 2)
    first, second = rows()["1"], rows()["2"]
    assert (first.title, first.minutes, first.difficulty) == ("Mend the clock", 30, "first")
    assert (second.minutes, second.difficulty, second.summary) == (None, "some", "They are slow.")
    assert first.link == "https://github.com/open/squares/issues/1"
    assert first.opened_at == datetime(2026, 1, 15, 9, tzinfo=UTC)
    assert first.area == repository.area


def test_pages_are_followed_to_the_last(repository, github, now):
    github.largest = 2
    for number in range(1, 6):
        github.issue(number, "Mend it", FIRST, at=f"2026-02-0{number}T10:00:00Z")

    done = sync(source=repository, now=now)

    assert done.taken.new == 5
    assert len(github.questions) == 3 + 1  # pages of the one label, and the other label's


def test_reading_again_changes_nothing(repository, github, now):
    github.issue(1, "Mend the clock", FIRST)
    sync(source=repository, now=now)

    done = sync(source=repository, now=now + HOUR)

    assert vars(done.taken) == {"new": 0, "reopened": 0, "closed": 0, "changed": 0}
    assert LogEntry.objects.filter(action="opportunities.take-in").count() == 1


def test_only_changes_are_asked_for_after_the_first_time(repository, github, now):
    github.issue(1, "Mend the clock", FIRST)
    sync(source=repository, now=now)
    github.questions.clear()

    sync(source=repository, now=now + HOUR)

    ((path, asked, _headers),) = github.questions
    assert path == "/repos/open/squares/issues"
    assert (asked["state"], asked["since"]) == ("all", "2026-03-01T11:50:00Z")
    assert "labels" not in asked


def test_an_issue_that_closes_there_closes_here_and_opens_again(repository, github, now):
    github.issue(1, "Mend the clock", FIRST)
    sync(source=repository, now=now)

    github.close_issue(1, "2026-03-01T12:30:00Z")
    closing = sync(source=repository, now=now + HOUR)
    closed = rows()["1"]
    github.issue(1, "Mend the clock", FIRST, at="2026-03-01T13:30:00Z")
    opening = sync(source=repository, now=now + 2 * HOUR)

    assert (closing.taken.closed, opening.taken.reopened) == (1, 1)
    assert (closed.state, closed.closed_at) == ("closed", datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    assert (rows()["1"].state, rows()["1"].closed_at) == ("open", None)


def test_an_issue_that_lost_its_label_closes(repository, github, now):
    github.issue(1, "Mend the clock", FIRST)
    sync(source=repository, now=now)

    github.issue(1, "Mend the clock", "bug", at="2026-03-01T12:30:00Z")
    done = sync(source=repository, now=now + HOUR)

    assert (done.taken.closed, states()) == (1, {"1": "closed"})


def test_what_vanished_is_asked_for_once_a_week(repository, github, now):
    """Deleted, moved to another repository, or unlabelled without a trace; and one that stands."""
    for number in (1, 2, 3, 4):
        github.issue(number, "Mend it", FIRST)
    sync(source=repository, now=now)
    issues = github.repositories["open/squares"]
    del issues[1]
    github.repositories["open/other"] = {}
    github.issue(77, "Mend it", FIRST, place="open/other")
    issues[2]["elsewhere"] = f"{github.url}/repos/open/other/issues/77"
    github.issue(3, "Mend it", "bug")

    sync(source=repository, now=now + HOUR)
    before = states()
    done = sync(source=repository, now=now + WEEK)

    assert before == dict.fromkeys("1234", "open")
    assert (done.problem, done.is_whole) == ("", True)
    assert states() == {"1": "closed", "2": "closed", "3": "closed", "4": "open"}


def test_other_labels_are_read_from_the_start_and_the_rest_closes(repository, github, now):
    github.issue(1, "Mend the clock", FIRST)
    github.issue(2, "Draw a map", "design")
    sync(source=repository, now=now)

    source = change_source(source=repository, labels=["design"], by=None, now=now)
    sync(source=source, now=now + HOUR)

    assert states() == {"1": "closed", "2": "open"}


def test_without_labels_every_open_issue_is_a_task(repository, github, now):
    github.issue(1, "Mend the clock")
    source = change_source(source=repository, labels=[], by=None, now=now)

    done = sync(source=source, now=now)

    assert done.taken.new == 1


def test_a_label_counts_however_it_is_written(repository, github, now):
    github.issue(1, "Mend the clock", FIRST)
    sync(source=repository, now=now)

    github.issue(1, "Mend the clock", "Good-First-Issue", at="2026-03-01T12:30:00Z")
    done = sync(source=repository, now=now + HOUR)

    assert (done.taken.closed, states()) == (0, {"1": "open"})


def test_what_was_set_by_hand_stays_and_the_rest_follows(repository, github, now, lead):
    github.issue(1, "Mend the clock", FIRST, "1h")
    sync(source=repository, now=now)
    change_opportunity(opportunity=rows()["1"], minutes=20, language="fr", by=lead, now=now)

    github.issue(1, "Mend the clocks", WANTED, "2h", at="2026-03-01T12:30:00Z")
    sync(source=repository, now=now + HOUR)

    row = rows()["1"]
    assert (row.title, row.minutes, row.language) == ("Mend the clocks", 20, "fr")
    assert row.difficulty == "some"


def test_what_was_closed_by_hand_opens_only_when_it_is_opened_anew(repository, github, now, lead):
    github.issue(1, "Mend the clock", FIRST)
    sync(source=repository, now=now)
    close_opportunity(opportunity=rows()["1"], by=lead, now=now)

    github.issue(1, "Mend the clock now", FIRST, at="2026-03-01T12:30:00Z")
    sync(source=repository, now=now + HOUR)
    by_hand = rows()["1"].state
    github.close_issue(1, "2026-03-01T13:30:00Z")
    sync(source=repository, now=now + 2 * HOUR)
    github.issue(1, "Mend the clock", FIRST, at="2026-03-01T14:30:00Z")
    sync(source=repository, now=now + 3 * HOUR)

    assert (by_hand, rows()["1"].state) == ("closed", "open")


def test_a_limit_ends_the_reading_politely_and_it_goes_on_where_it_was(repository, github, now):
    github.largest, github.limit = 2, 2
    for number in range(1, 8):
        github.issue(number, "Mend it", FIRST, at=f"2026-02-0{number}T10:00:00Z")

    first = sync(source=repository, now=now)
    asked = len(github.questions)
    too_early = sync(source=repository, now=now + timedelta(minutes=20))
    github.limit = None
    rest = sync(source=repository, now=now + HOUR)

    assert (first.taken.new, first.is_whole) == (4, False)
    host = github.url.removeprefix("http://")
    said = f"{host} lets nobody ask so often. It goes on after 2026-03-01 12:30 UTC."
    assert first.problem == said
    assert too_early.problem == "It is asked again after 2026-03-01 12:30 UTC, as it wished."
    assert github.questions[asked][1]["since"] == "2026-02-04T10:00:00Z"
    assert (rest.taken.new, rest.is_whole, rest.problem) == (3, True, "")
    repository.refresh_from_db()
    assert (repository.problem, repository.synced_at) == ("", now + HOUR)


def test_another_source_of_the_same_system_waits_too(repository, github, now, area):
    github.limit = 0
    sync(source=repository, now=now)
    asked = len(github.questions)
    github.repositories["open/other"] = {}
    other = type(repository)(area=area, system="github", address=github.url, place="open/other")
    other.save()

    done = sync(source=other, now=now + timedelta(minutes=5))

    assert done.problem == "It is asked again after 2026-03-01 12:30 UTC, as it wished."
    assert len(github.questions) == asked


@pytest.mark.parametrize(
    ("status", "said", "headers", "until"),
    [
        (429, b"", {"retry_after": 120}, "12:02"),
        (403, {"message": "You have exceeded a secondary rate limit."}, {}, "12:01"),
        (403, b"", {"x_ratelimit_remaining": 0, "x_ratelimit_reset": "soon"}, "12:01"),
    ],
)
def test_other_ways_to_say_it_are_understood(repository, github, now, status, said, headers, until):
    github.fail(status, said, **headers)

    done = sync(source=repository, now=now)

    assert done.problem.endswith(f"It goes on after 2026-03-01 {until} UTC.")


MISSING = (
    "There is no repository open/squares at {url}, or its issues are off or not public. Check how "
    "it is written."
)
NO_JSON = "{host} answered with something that is no JSON. Check the address of its REST interface."


@pytest.mark.parametrize(
    ("status", "said", "sentence"),
    [
        (404, {"message": "Not Found"}, MISSING),
        (410, {"message": "Issues are disabled for this repo"}, MISSING),
        (401, {"message": "Bad credentials"}, "{host} answered 401 (it says: Bad credentials)."),
        (403, b"<html>", "{host} answered 403."),
        (500, b"", "{host} is in trouble and answered 500. It is asked again."),
        (200, b"<html>", NO_JSON),
        (200, {"a": 1}, "{url}/repos/open/squares/issues is no list of issues. Check the address."),
    ],
)
def test_what_goes_wrong_is_a_sentence_and_what_was_read_stays(
    repository, github, now, status, said, sentence
):
    github.issue(1, "Mend the clock", FIRST)
    sync(source=repository, now=now)
    github.fail(status, said)

    done = sync(source=repository, now=now + HOUR)

    repository.refresh_from_db()
    host = github.url.removeprefix("http://")
    assert done.problem == sentence.format(url=github.url, host=host)
    assert repository.problem == done.problem
    assert repository.synced_at == now
    assert states() == {"1": "open"}


def test_a_system_that_is_not_there_is_a_sentence(repository, github, now):
    github.close()

    done = sync(source=repository, now=now)

    host = github.url.removeprefix("http://")
    assert done.problem == f"{host} cannot be reached. Check the address, and whether it is up."


def test_silence_is_a_sentence(repository, github, now, monkeypatch):
    monkeypatch.setattr("parvis.insights.offers.client.READ", 0.1)
    silence = threading.Event()
    github.answer = lambda *_asked: (silence.wait(5), {}, b"")

    done = sync(source=repository, now=now)

    silence.set()
    host = github.url.removeprefix("http://")
    assert done.problem == f"{host} did not answer in time. It is asked again."


def test_a_trouble_half_way_keeps_what_was_read_before(repository, github, now):
    github.largest = 2
    for number in range(1, 6):
        github.issue(number, "Mend it", FIRST, at=f"2026-02-0{number}T10:00:00Z")
    github.fail(502, after=1)

    broken = sync(source=repository, now=now)
    mended = sync(source=repository, now=now + HOUR)

    assert (broken.taken.new, mended.taken.new, mended.is_whole) == (2, 3, True)


def test_the_token_goes_to_its_own_system_alone(repository, github, now):
    sync(source=repository, now=now, token=Token("secret", only="https://api.github.com"))
    sync(source=repository, now=now, token=Token("secret", only=github.url))

    sent = [headers.get("authorization") for _path, _asked, headers in github.questions]
    assert sent == [None, None, "Bearer secret"]


def test_a_next_page_elsewhere_is_not_followed(repository, github, now):
    github.fail(200, [], link='<http://elsewhere.example/?page=2>; rel="next"')

    done = sync(source=repository, now=now, token=Token("secret", only=github.url))

    assert done.problem == (
        f"{github.url} sends on to http://elsewhere.example/?page=2. Check the address."
    )


def test_a_repository_that_was_renamed_is_still_read(repository, github, now):
    github.issue(1, "Mend the clock", FIRST)
    github.repositories["open/places"] = github.repositories.pop("open/squares")
    github.moved["open/squares"] = "open/places"

    done = sync(source=repository, now=now)

    assert (done.problem, done.taken.new) == ("", 1)


def test_odd_issues_are_left_out_and_odd_links_too(repository, github, now):
    github.issue(1, "", FIRST, html_url="javascript:alert(1)", labels=[FIRST])
    github.issue(2, "No birth", FIRST, created_at=None)
    github.issue(3, "No change", FIRST)["labels"] = None
    page = [*github.repositories["open/squares"].values(), {"updated_at": "soon"}, None]
    github.repositories["open/squares"] = {}
    github.fail(200, page)

    done = sync(source=repository, now=now)

    row = rows()["1"]
    assert (done.problem, list(rows())) == ("", ["1"])
    assert (row.title, row.link) == ("No. 1", "")


def test_a_turn_of_the_worker_asks_only_so_often(repository, github, now):
    github.largest = 1
    for number in range(1, 5):
        github.issue(number, "Mend it", FIRST, at=f"2026-02-0{number}T10:00:00Z")

    turns = [sync(source=repository, now=now + n * HOUR, most=2) for n in range(4)]

    assert [turn.is_whole for turn in turns] == [False, False, False, True]
    assert [turn.problem for turn in turns] == ["", "", "", ""]
    assert len(rows()) == 4


def test_a_source_that_was_changed_meanwhile_takes_nothing_in(repository, github, now):
    github.issue(1, "Mend the clock", FIRST)
    change_source(source=repository, labels=["design"], by=None, now=now)

    done = sync(source=repository, now=now)

    assert done.problem == "The source was changed meanwhile. It is read again."
    assert rows() == {}


def test_many_issues_are_written_in_few_queries(
    repository, github, now, django_assert_max_num_queries
):
    for number in range(1, 101):
        github.issue(number, "Mend it", FIRST)

    with django_assert_max_num_queries(60):
        sync(source=repository, now=now)


def test_a_cursor_that_cannot_be_read_begins_anew():
    assert [Cursor.of(text) for text in ("", "{", "[1]", '{"x":1}')] == [Cursor()] * 4
