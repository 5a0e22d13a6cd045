"""Ten days later, one nudge to those who have a task and said nothing; then nothing more."""

from datetime import timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.followup.following_up import write_next_steps, written_at
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.nudging import AFTER, WITHIN, nudge
from parvis.core.followup.written import NextStepMail
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.models import FocusArea
from parvis.core.registration.changing import withdraw
from parvis.core.registration.excluding import exclude
from parvis.core.registration.mine import forget
from tests.core.followup.afterwards import *  # noqa: F403  # people who came
from tests.core.followup.afterwards import NOTHING, written

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def later(morning):
    """Ten days after the first mail."""
    return morning + AFTER


@pytest.fixture
def ada(event, comes, morning):
    """Somebody who was written to the day after."""
    row = comes(event, "Ada")
    NextStepMail.objects.create(registration=row, first_at=morning)
    return row


@pytest.fixture
def asks(coding, now):
    def make(state="asked", **fields):
        answered = now if state == "accepted" else None
        given = {"area": coding, "asked_at": now, "answered_at": answered, **fields}
        return Introduction.objects.create(state=state, **given)

    return make


def test_who_said_nothing_of_a_task_is_nudged_once_and_then_never(ada, takes, mentor, later):
    mentor()
    takes(registration=ada)

    early = nudge(now=later - timedelta(minutes=1))
    done = [nudge(now=later + n * DAY) for n in range(4)]

    assert (early, done, written()) == (0, [1, 0, 0, 0], ["ada@example.org"])
    mail = Mail.objects.get()
    assert mail.subject == "How is it going? Mend the tooltip"
    assert "you took a task: “Mend the tooltip”" in mail.text
    assert "Open the task: https://example.org/1\n" in mail.text
    assert "- Mina" in mail.text
    assert "because you allowed, for “Mending evening”" in mail.text
    assert "Nothing follows it." in mail.text
    assert mail.unsubscribe.endswith("/stop/follow_up/")


def test_who_is_stuck_without_a_mentor_is_told_that_one_can_help(ada, takes, later):
    takes("Fix it", "stuck", registration=ada, at=later - timedelta(hours=2))

    assert nudge(now=later) == 1
    mail = Mail.objects.get()
    assert mail.subject == "Still stuck? Fix it"
    assert "a mentor of this area can help" in mail.text


@pytest.mark.parametrize(("state", "nudged"), [("accepted", 0), ("asked", 1), ("ended", 1)])
def test_who_is_stuck_and_has_a_mentor_is_left_to_them(ada, takes, asks, later, state, nudged):
    takes("Fix it", "stuck", registration=ada)
    asks(state, registration=ada)

    assert nudge(now=later) == nudged


def test_mentor_of_another_area_is_none_for_this(ada, takes, asks, later):
    takes("Fix it", "stuck", registration=ada)
    asks("accepted", registration=ada, area=FocusArea.objects.get(slug="qa"))

    assert nudge(now=later) == 1


@pytest.mark.parametrize("state", ["finished", "dropped"])
def test_who_finished_or_dropped_a_task_since_is_never_nudged(ada, takes, later, event, state):
    takes("Still open", registration=ada)
    takes("Done with", state, registration=ada, at=event.ends_at)

    assert nudge(now=later) == 0


def test_what_was_finished_before_the_event_does_not_count(ada, takes, later, event):
    takes("Still open", registration=ada)
    takes("Long ago", "finished", registration=ada, at=event.starts_at - DAY)

    assert nudge(now=later) == 1


@pytest.mark.parametrize("state", [None, "expired"])
def test_who_is_at_nothing_is_never_nudged(ada, takes, later, state):
    if state:
        takes(state=state, registration=ada)

    assert nudge(now=later) == 0


def test_who_said_something_lately_is_nudged_once_they_are_silent(ada, takes, later):
    attempt = takes(registration=ada)
    Attempt.objects.filter(pk=attempt.pk).update(changed_at=later - 5 * DAY)

    assert [nudge(now=later + n * DAY) for n in (0, 4, 5)] == [0, 0, 1]


def test_whoever_takes_a_task_much_later_is_not_nudged(ada, takes, later):
    takes(registration=ada, at=later)

    assert nudge(now=later + WITHIN) == 0


def test_who_takes_the_consent_back_or_is_forgotten_is_not_nudged(
    ada, event, comes, takes, morning, later
):
    ben = comes(event, "Ben")
    NextStepMail.objects.create(registration=ben, first_at=morning)
    for row in (ada, ben):
        takes(row.name, registration=row)
    withdraw(registration=ada, purpose="follow_up", now=morning)
    forget(registration=ben, now=morning)

    assert nudge(now=later) == 0


def test_whom_a_steward_excluded_is_not_nudged(ada, takes, steward, event, later):
    takes(registration=ada)
    said = {"email": ada.email, "because": "No", "until_on": None}
    exclude(space=event.space, **said, by=steward, now=event.ends_at)

    assert nudge(now=later) == 0


def test_who_was_not_written_to_first_is_not_nudged(event, comes, takes, later):
    takes(registration=comes(event, "Ada", consents=NOTHING))

    assert nudge(now=later) == 0


def test_nobody_is_nudged_twice_about_one_task(ada, event, evening, comes, takes, later):
    second = evening("Second", starts_at=event.starts_at + 4 * DAY, ends_at=event.ends_at + 4 * DAY)
    row = comes(second, "Ada")
    NextStepMail.objects.create(registration=row, first_at=written_at(second))
    takes(registration=ada)

    at_once = nudge(now=later + 4 * DAY)
    again = nudge(now=later + 5 * DAY)

    assert (at_once, again) == (1, 0)


def test_task_taken_after_a_nudge_may_be_nudged_about_after_another_event(
    ada, event, evening, comes, takes, later
):
    takes(registration=ada)
    nudge(now=later)
    fortnight = 14 * DAY
    second = evening(
        "Second", starts_at=event.starts_at + fortnight, ends_at=event.ends_at + fortnight
    )
    takes("Another", registration=comes(second, "Ada"), at=second.starts_at)
    Event.objects.filter(pk=second.pk).update(area=None)
    write_next_steps(now=written_at(second))
    Mail.objects.all().delete()

    assert nudge(now=written_at(second) + AFTER) == 1
    assert Mail.objects.get().subject == "How is it going? Another"


@pytest.mark.parametrize("many", [1, 3])
def test_nudging_costs_as_much_for_many(
    event, comes, takes, mentor, morning, later, django_assert_num_queries, many
):
    mentor(event=event)
    for n in range(many):
        row = comes(event, f"v{n}")
        NextStepMail.objects.create(registration=row, first_at=morning)
        takes(f"Task {n}", registration=row)

    with django_assert_num_queries(9):
        assert nudge(now=later) == many
