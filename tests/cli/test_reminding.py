import json
from datetime import timedelta

from django.core import mail
from django.utils import timezone

from parvis.core.events.models import Event


def test_reminder_is_mailed_once(parvis, space, lead):
    ended = timezone.now() - timedelta(days=2)
    times = {"starts_at": ended - timedelta(hours=2), "ends_at": ended}
    event = Event(space=space, title="Mending evening", coordinator=lead, state="held", **times)
    event.book()
    event.save()

    first = parvis("remind")
    again = parvis("remind", "--format", "json")

    assert first.stdout == "Reminded of 1 report.\n"
    assert json.loads(again.stdout) == {"events": 0}
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["leila@example.org"], "How was “Mending evening”?")
