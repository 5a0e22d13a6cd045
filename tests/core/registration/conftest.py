from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.events.models import Event
from parvis.core.ground.outbox import Mail
from parvis.core.registration import signing_up
from parvis.core.registration.door import Seen
from parvis.core.registration.door import let_in as let_in_action
from parvis.core.registration.leaving import cancel_registration
from parvis.core.registration.models import Registration
from parvis.core.registration.signing_up import Wish
from tests.core.events.conftest import area, coordinator, hall, plan

__all__ = [
    "area",
    "cancel",
    "coordinator",
    "evening",
    "event",
    "hall",
    "let_in",
    "mails",
    "make_row",
    "plan",
    "seen",
    "sign_up",
    "small",
]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def evening(plan):
    """A published event for twenty, in four days."""

    def make(title="Mending evening", *, capacity=20, **changes):
        event = plan(title, capacity=capacity, **changes)
        Event.objects.filter(pk=event.pk).update(state="published", published_at=event.changed_at)
        event.refresh_from_db()
        return event

    return make


@pytest.fixture
def event(evening, now):
    start = now + timedelta(days=4)
    return evening(starts_at=start, ends_at=start + timedelta(hours=3))


@pytest.fixture
def small(evening, now):
    """A published event for two, in four days."""
    start = now + timedelta(days=4)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=3)}
    return evening("Small circle", capacity=2, **times)


@pytest.fixture
def make_row(now):
    """A registration as the database takes it, by no action."""

    def make(event, number, state="confirmed", **fields):
        until = event.starts_at if state == "offered" else None
        given = {"name": f"Visitor {number}", "asked_at": now, "changed_at": now, **fields}
        return Registration.objects.create(
            event=event, number=number, state=state, offered_until=until, **given
        )

    return make


@pytest.fixture
def sign_up(now):
    """Sign somebody up as the page does; their address is their name's."""

    def make(event, name, *, email=None, form_key=None, now=now, **said):
        address = f"{name.split()[0].lower()}@example.org" if email is None else email
        wish = Wish(name=name, email=address, **said)
        done = signing_up.sign_up(event=event, wish=wish, form_key=form_key or uuid4(), now=now)
        return done.registration

    return make


@pytest.fixture
def cancel(now):
    def make(registration, now=now):
        return cancel_registration(registration=registration, now=now)

    return make


@pytest.fixture
def mails():
    """What was written to whom, in order."""
    return lambda: list(Mail.objects.order_by("pk").values_list("to", "subject"))


@pytest.fixture
def seen(event):
    """What a device tells: a new key each time, at the start of the event unless said."""

    def make(minutes=0, **said):
        at = event.starts_at + minutes * MINUTE
        given = {"key": uuid4(), "at": at, "way": "scan", "now": at, "device": "Front", **said}
        return Seen(**given)

    return make


@pytest.fixture
def let_in(seen):
    def let(row, minutes=0, **said):
        return let_in_action(event=row.event, registration=row.pk, seen=seen(minutes, **said))

    return let
