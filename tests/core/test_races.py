"""What holds when two do it at once. Each test would pass by luck on one connection."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from parvis.core.events.actions import plan_event
from parvis.core.events.errors import EventError
from parvis.core.events.models import Event
from parvis.core.events.moves import publish
from parvis.core.ground.queries import log_of
from parvis.core.people.actions import LinkError, link, unlink
from parvis.core.people.models import LinkDecision
from parvis.core.people.queries import standing_decisions

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MANY = 6


def at_once(act):
    """What `act` answers in many threads that start together: a value, or the error's class."""
    barrier = Barrier(MANY)

    def run(_):
        barrier.wait()
        try:
            act()
        except (EventError, LinkError) as error:
            return type(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(MANY) as pool:
        return sorted(pool.map(run, range(MANY)), key=str)


@pytest.fixture
def draft(space, now):
    end = now.replace(hour=20)
    fields = {"space": space, "title": "Evening", "is_public": False}
    return plan_event(**fields, starts_at=now, ends_at=end, by=None, now=now)


def test_a_write_without_a_lock_is_done_by_all(draft):
    """The race is real: whoever reads, then writes, does it as often as they are."""
    read = Barrier(MANY)
    published = []

    def publish_without_a_lock():
        event = Event.objects.get(pk=draft.pk)
        read.wait()
        if event.state == Event.State.DRAFT:
            event.state = Event.State.PUBLISHED
            event.save()
            published.append(event)

    at_once(publish_without_a_lock)

    assert len(published) == MANY


def test_event_is_published_once(draft, now):
    answers = at_once(lambda: publish(event=draft, by=None, now=now))

    assert answers == [EventError] * (MANY - 1) + ["done"]
    assert log_of(draft).filter(action="events.publish").count() == 1


@pytest.mark.parametrize("decide", [link, unlink])
def test_pair_is_decided_once(now, decide):
    pair = {"one": "git:a", "other": "git:b", "because": "Told me", "by": None, "now": now}
    opposite = {link: unlink, unlink: link}[decide]
    opposite(**pair)

    answers = at_once(lambda: decide(**pair))

    assert answers == [LinkError] * (MANY - 1) + ["done"]
    assert standing_decisions().count() == 1
    assert LinkDecision.objects.count() == 2
