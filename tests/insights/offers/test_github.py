"""Issues of GitHub: what is taken in, what closes, and what stays as it was set here."""

from datetime import UTC, datetime, timedelta

from parvis.core.ground.models import LogEntry
from parvis.core.pathways.offering import change_opportunity, close_opportunity
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.pathways.sourcing import change_source
from parvis.insights.offers.cursor import Cursor
from parvis.insights.offers.syncing import sync

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
