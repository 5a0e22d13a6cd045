"""The worker asks visitors the day after."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.registration.models import Registration

pytestmark = pytest.mark.django_db(transaction=True)  # workers let go of connections


def test_worker_asks_those_who_allowed_it_once(parvis, space):
    ended = timezone.now() - timedelta(days=2)
    times = {"starts_at": ended - timedelta(hours=2), "ends_at": ended}
    event = Event(space=space, title="Mending evening", state="held", **times)
    event.book()
    event.save()
    for number, since in ((1, ended), (2, None)):
        Registration.objects.create(
            event=event,
            number=number,
            state="confirmed",
            name="Ada",
            email=f"v{number}@example.org",
            email_key=f"v{number}@example.org",
            asked_at=ended,
            changed_at=ended,
            reminders_since=since,
        )

    for _ in range(2):
        parvis("worker", "--once")

    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["v1@example.org"], "Was it worth it? Mending evening")
    assert "/feedback/" in sent.body
