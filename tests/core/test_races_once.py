"""What happens once, however many do it at once: a reminder, and what was sent twice."""

from datetime import timedelta
from threading import Barrier

import pytest

from parvis.core.events.afterwards import Reminder
from parvis.core.events.models import Event
from parvis.core.events.queries import reports_due
from parvis.core.events.reminders import remind_of_reports
from parvis.core.people.access import KeptAnswer
from parvis.core.people.repeats import once
from tests.core.test_races import MANY, at_once, draft

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
__all__ = ["draft"]  # a fixture


@pytest.fixture
def over(draft, lead):
    Event.objects.filter(pk=draft.pk).update(state="published", coordinator=lead)
    return draft


def test_reminders_without_a_claim_are_sent_by_all(over, now):
    """The race is real: whoever looks, then sends, does it as often as they are."""
    looked, sent = Barrier(MANY), []

    def remind_without_a_claim():
        due = list(reports_due(now=now + timedelta(1)).exclude(reminders__what="report"))
        looked.wait()
        sent.extend(due)

    at_once(remind_without_a_claim)

    assert len(sent) == MANY


def test_reminder_is_sent_once(over, now):
    sent = []

    at_once(
        lambda: remind_of_reports(now=now + timedelta(1), send=lambda **mail: sent.append(mail))
    )

    assert (len(sent), Reminder.objects.count()) == (1, 1)


def test_repeats_at_once_act_once(lead, now):
    acted, answers = [], []

    def act():
        acted.append(1)
        return {"n": len(acted)}

    at_once(lambda: answers.append(once(user=lead, key="k", asked=b"a", now=now, act=act)))

    assert answers == [{"n": 1}] * MANY
    assert KeptAnswer.objects.get().answer == {"n": 1}
