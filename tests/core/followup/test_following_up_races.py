"""Several workers at once write once to each person, and nudge once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from parvis.core.events.models import Event
from parvis.core.followup.following_up import _due, write_next_steps, written_at
from parvis.core.followup.nudging import AFTER, nudge
from parvis.core.followup.written import NextStepMail
from parvis.core.ground.outbox import Mail
from tests.core.followup.afterwards import *  # noqa: F403  # people who came
from tests.core.followup.afterwards import written

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 6


def at_once(act):
    """Do it in many threads that start together."""
    barrier = Barrier(MANY)

    def run(_):
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(run, range(MANY)))


@pytest.fixture
def people(event, small, comes):
    """Three who came; one of them to both events of the week."""
    Event.objects.filter(pk=small.pk).update(ends_at=event.ends_at)
    return [comes(event, "Ada"), comes(small, "Ada"), comes(event, "Ben"), comes(event, "Cleo")]


def test_looking_without_a_claim_is_done_by_all(people, morning):
    """The race is real: whoever looks, then writes, does it as often as they are."""
    looked = Barrier(MANY)

    def look():
        due = list(_due(morning))
        looked.wait()
        return len(due)

    assert at_once(look) == [len(people)] * MANY


def test_each_address_is_written_to_once(people, morning):
    done = at_once(lambda: write_next_steps(now=morning))

    assert sum(done) == 3
    assert written() == [f"{name}@example.org" for name in ("ada", "ben", "cleo")]


def test_team_gets_no_more_newcomers_than_it_takes(event, people, lay_out, coding):
    coding.takes_a_month = 2
    coding.save()
    lay_out(event, "First")

    at_once(lambda: write_next_steps(now=written_at(event)))

    assert sum("- “First”" in text for text in Mail.objects.values_list("text", flat=True)) == 2


def test_each_is_nudged_once(people, takes, morning):
    for n, row in enumerate(people[1:]):
        NextStepMail.objects.create(registration=row, first_at=morning)
        takes(f"Task {n}", registration=row)

    done = at_once(lambda: nudge(now=morning + AFTER))

    assert (sum(done), len(written())) == (3, 3)
