"""People who came to an evening, and what they may have taken along."""

from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.followup.following_up import written_at
from parvis.core.followup.models import Attempt, EventMentor, EventOpportunity
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.mentoring import Mentor
from parvis.core.registration.consents import Consents
from parvis.core.registration.door import Seen, let_in

FOLLOW_UP = Consents(follow_up=True)
NOTHING = Consents()


@pytest.fixture
def morning(event):
    """11:00 in Paris on the day after."""
    return written_at(event)


@pytest.fixture
def comes(sign_up):
    """Somebody signs up for an event, and is let in; they allow follow-up unless said."""

    def make(event, name, *, consents=FOLLOW_UP, is_let_in=True, **said):
        row = sign_up(event, name, consents=consents, **said)
        if is_let_in:
            at = event.starts_at
            seen = Seen(key=uuid4(), at=at, way="scan", now=at)
            let_in(event=event, registration=row.pk, seen=seen)
        Mail.objects.all().delete()
        return row

    return make


@pytest.fixture
def takes(make_task, event):
    """Somebody takes a task on the evening; or at another moment, or got further with it."""

    def make(title="Mend the tooltip", state="trying", *, at=event.starts_at, task=None, **fields):
        moments = {"taken_at": at, "changed_at": at, "until": at + timedelta(days=21)}
        opportunity = task or make_task(title, link="https://example.org/1")
        return Attempt.objects.create(opportunity=opportunity, state=state, **moments, **fields)

    return make


@pytest.fixture
def lay_out(make_task):
    def make(event, *titles, **fields):
        tasks = [make_task(title, link="https://example.org/1", **fields) for title in titles]
        for n, task in enumerate(tasks):
            EventOpportunity.objects.create(event=event, opportunity=task, order=n)
        return tasks

    return make


@pytest.fixture
def mentor(make_person, coding, now):
    """A mentor of an area who gave leave to be named; there that evening if an event is said."""

    def make(name="mina", *, event=None, areas=(), is_shown=True, **fields):
        made = Mentor.objects.create(
            user=make_person(name), since=now, is_shown=is_shown, about="Ask me", **fields
        )
        made.areas.set(areas or [coding])
        if event is not None:
            EventMentor.objects.create(event=event, mentor=made)
        return made

    return make


def written():
    """To whom mail waits, in order."""
    return sorted(Mail.objects.values_list("to", flat=True))
