import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from parvis.core.registration.passes import make_pass
from parvis.core.registration.tickets import Ticket, code_of
from tests.core.registration.conftest import *  # noqa: F403  # the same events and sign-ups


@pytest.fixture
def now():
    """The pages read the clock."""
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def door(event, coordinator, now, network):
    """The secret of a helper's link to the door of the event."""
    return make_pass(event=event, name="Hal", by=coordinator, now=now)[1]


@pytest.fixture
def own_door(event, coordinator, now, network):
    return make_pass(event=event, name="Carla", by=coordinator, now=now, is_own=True)[1]


@pytest.fixture
def send(client, door):
    """Send acts as a device does whose clock is `ahead` of ours."""

    def send(*acts, secret=door, ahead=timedelta(), device="Front"):
        its_now = timezone.now() + ahead
        made = [
            {"key": str(uuid4()), "at": its_now.isoformat(), **act}
            if isinstance(act, dict)
            else act
            for act in acts
        ]
        said = {"device": device, "sent_at": its_now.isoformat(), "acts": made}
        text = json.dumps(said)
        return client.post(f"/door/{secret}/acts", text, content_type="application/json")

    return send


@pytest.fixture
def answers(send):
    return lambda *acts, **options: send(*acts, **options).json()["answers"]


def code(row):
    return code_of(Ticket(row.pk, row.event_id))


def scan(row, **said):
    return {"what": "scan", "code": code(row), "way": "scan", **said}
