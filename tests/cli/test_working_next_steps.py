"""The worker writes to visitors about their next step, and nudges."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.followup.models import Attempt
from parvis.core.followup.written import NextStepMail
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.models import Registration


@pytest.fixture
def ended():
    return timezone.now() - timedelta(days=2)


@pytest.fixture
def visits(space, ended):
    """Two people were at an event, of whom one allows follow-up."""
    area = FocusArea.objects.create(slug="coding", name="Coding")
    times = {"starts_at": ended - timedelta(hours=2), "ends_at": ended}
    event = Event(space=space, title="Mending evening", state="held", area=area, **times)
    event.book()
    event.save()
    said = {"state": "confirmed", "name": "Ada", "asked_at": ended, "changed_at": ended}
    return [
        Registration.objects.create(
            event=event,
            number=number,
            email=f"v{number}@example.org",
            email_key=f"v{number}@example.org",
            follow_up_since=since,
            **said,
        )
        for number, since in ((1, ended), (2, None))
    ]


def test_worker_writes_the_next_step_once(parvis, visits):
    said = [parvis("worker", "--once") for _ in range(2)]

    (sent,) = mail.outbox
    subject = "A next step after “Mending evening”"
    assert (sent.to, sent.subject) == (["v1@example.org"], subject)
    assert sent.extra_headers["List-Unsubscribe"].endswith("/stop/follow_up/>")
    assert "1 reminder posted" in said[0].output


def test_worker_nudges_once(parvis, visits, ended):
    task = Opportunity.objects.create(
        area=visits[0].event.area, title="Mend it", opened_at=ended, changed_at=ended
    )
    for row in visits:
        at = ended - timedelta(days=9)
        NextStepMail.objects.create(registration=row, first_at=at)
        moments = {"taken_at": at, "changed_at": at, "until": ended + timedelta(days=20)}
        Attempt.objects.create(registration=row, opportunity=task, **moments)

    for _ in range(2):
        parvis("worker", "--once")

    assert [(one.to, one.subject) for one in mail.outbox] == [
        (["v1@example.org"], "How is it going? Mend it")
    ]
