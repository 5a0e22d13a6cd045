"""What happens once, however many do it at once: a reminder, and what was sent twice."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail as mail_sent
from django.db import transaction

from parvis.core.events.afterwards import Reminder
from parvis.core.events.models import Event
from parvis.core.events.queries import reports_due
from parvis.core.events.reminders import remind_of_reports
from parvis.core.ground.delivering import deliver_due
from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import post_mail
from parvis.core.needs.asking import NeedError, ask_need
from parvis.core.needs.models import Proposal
from parvis.core.needs.proposing import AT_ONCE, confirm_proposal, propose_event
from parvis.core.needs.supporting import support_need
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
    at_once(lambda: remind_of_reports(now=now + timedelta(1)))

    assert (Mail.objects.count(), Reminder.objects.count()) == (1, 1)


def test_mail_is_sent_once_by_many_workers(db, now):
    with transaction.atomic():
        for n in range(5):
            post_mail(to=f"n{n}@example.org", subject="Welcome", text="", now=now)

    at_once(lambda: deliver_due(clock=lambda: now))

    assert sorted(mail.to[0] for mail in mail_sent.outbox) == [
        f"n{n}@example.org" for n in range(5)
    ]
    assert set(Mail.objects.values_list("state", "tries")) == {("sent", 1)}


def test_support_is_counted_once(space, staff, lead, now):
    need = ask_need(title="Testers", words="Ten", space=space, by=staff, now=now)

    at_once(lambda: support_need(need=need, by=lead, now=now))

    assert need.supports.count() == 1


def test_form_sends_no_more_than_so_many_mails_at_once(space, now):
    said = {"title": "Walk", "words": "We walk.", "name": "Ines", "email": "i@friends.example"}

    def propose():
        with suppress(NeedError):
            propose_event(space=space, now=now, **said)

    at_once(propose)

    assert Proposal.objects.count() == min(MANY, AT_ONCE)


def test_proposal_confirmed_at_once_is_told_once(space, lead, now):
    said = {"title": "Walk", "words": "We walk.", "name": "Ines", "email": "i@friends.example"}
    propose_event(space=space, now=now, **said)
    token = Mail.objects.get().text.split("/proposals/")[1].split("/")[0]

    at_once(lambda: confirm_proposal(token=token, now=now))

    assert Mail.objects.filter(to=lead.email).count() == 1


def test_repeats_at_once_act_once(lead, now):
    acted, answers = [], []

    def act():
        acted.append(1)
        return {"n": len(acted)}

    at_once(lambda: answers.append(once(user=lead, key="k", asked=b"a", now=now, act=act)))

    assert answers == [{"n": 1}] * MANY
    assert KeptAnswer.objects.get().answer == {"n": 1}
