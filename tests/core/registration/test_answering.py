"""What is kept of an answer, and what is shown."""

from datetime import timedelta

import pytest

from parvis.core.ground.models import LogEntry
from parvis.core.ground.queries import log_of
from parvis.core.registration.answering import (
    TOGETHER,
    AnsweredError,
    Said,
    answer,
    asked_by,
    feedback_token,
    opinions_of,
)
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.links import LinkError, token_of
from parvis.core.registration.opinions import Feedback


@pytest.fixture
def rows(event, make_row):
    return [make_row(event, n + 1) for n in range(TOGETHER + 1)]


@pytest.fixture
def later(event):
    """Two days after: another day than that on which they were asked."""
    return event.ends_at + timedelta(days=2)


def test_nameless_answer_leads_back_to_nobody(event, rows, later):
    row = rows[0]
    row.refresh_from_db()
    before, logged = row.changed_at, LogEntry.objects.count()

    kept = answer(registration=row, said=Said("yes", " A stall "), now=later)

    row.refresh_from_db()
    asked_on = event.ends_local.date() + timedelta(days=1)
    assert (kept.registration, kept.what_next) == (None, "A stall")
    # The same day for all of them, whenever they answer.
    assert (kept.given_on, row.answered_on) == (asked_on, asked_on)
    assert row.changed_at == before
    assert LogEntry.objects.count() == logged


def test_answer_with_a_name_is_theirs_and_logged(rows, later):
    kept = answer(registration=rows[0], said=Said("no", "Sleep", is_nameless=False), now=later)

    assert (kept.registration, kept.given_on) == (rows[0], later.date())
    assert [entry.action for entry in log_of(rows[0])] == ["registration.answer"]


@pytest.mark.parametrize("is_nameless", [True, False])
def test_nobody_answers_twice(rows, later, is_nameless):
    answer(registration=rows[0], said=Said("yes", is_nameless=is_nameless), now=later)

    with pytest.raises(AnsweredError, match=r"You have answered already\. Thank you"):
        answer(registration=rows[0], said=Said("no"), now=later)
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "words"), [(Said("maybe"), "yes, partly or no"), (Said("yes", "x" * 501), "to 500")]
)
def test_answer_that_cannot_be_says_why(rows, later, said, words):
    with pytest.raises(RegistrationError, match=words):
        answer(registration=rows[0], said=said, now=later)


def test_few_nameless_answers_are_held_back(event, rows, later):
    answer(registration=rows[0], said=Said("no", "Sleep", is_nameless=False), now=later)
    for row in rows[1:TOGETHER]:
        answer(registration=row, said=Said("yes", f"Word {row.number}"), now=later)

    few = opinions_of(event)
    answer(registration=rows[TOGETHER], said=Said("partly", "A second evening"), now=later)
    enough = opinions_of(event)

    assert (few.counts, few.held_back) == ([("yes", 0), ("partly", 0), ("no", 1)], 2)
    assert few.words == [("Sleep", "Visitor 1")]
    assert (enough.counts, enough.held_back) == ([("yes", 2), ("partly", 1), ("no", 1)], 0)
    assert enough.words == [
        ("A second evening", ""),
        ("Sleep", "Visitor 1"),
        ("Word 2", ""),
        ("Word 3", ""),
    ]
    assert (few.shown, enough.shown) == (1, 4)


def test_link_opens_the_two_questions_and_nothing_else(rows, later):
    token = feedback_token(rows[0])

    assert asked_by(token, now=later) == rows[0]
    for other in (token_of(rows[0], by_mail=True), token[:-1], "x"):
        with pytest.raises(LinkError, match="not whole"):
            asked_by(other, now=later)


def test_link_ends_after_a_month_and_with_its_row(event, rows):
    token = feedback_token(rows[0])
    late = event.ends_at + timedelta(days=31)

    with pytest.raises(LinkError, match="worked until 30 days after"):
        asked_by(token, now=late)
    rows[0].delete()
    with pytest.raises(LinkError, match="has been deleted"):
        asked_by(token, now=late)


@pytest.mark.parametrize("many", [1, 3])
def test_opinions_ask_once_for_many(event, rows, later, django_assert_num_queries, many):
    for row in rows[:many]:
        answer(registration=row, said=Said("yes", is_nameless=False), now=later)

    with django_assert_num_queries(1):
        opinions_of(event)
