"""Two workers at once ask once; a form that is sent in two threads is one letter, one answer."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from parvis.core.ground.outbox import Mail
from parvis.core.registration.answering import Said, answer
from parvis.core.registration.asking_back import _due, ask_back, asked_at
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.opinions import Feedback
from parvis.core.registration.writing import Draft, write_letter

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MANY = 6


def at_once(act):
    """Do it in many threads that start together."""
    barrier = Barrier(MANY)

    def run(_):
        barrier.wait()
        try:
            with suppress(RegistrationError):
                act()
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(run, range(MANY)))


@pytest.fixture
def people(event, make_row, now):
    return [
        make_row(event, n, email=f"v{n}@example.org", email_key=f"v{n}", reminders_since=now)
        for n in range(1, 4)
    ]


def test_asking_without_a_claim_is_done_by_all(event, people):
    """The race is real: whoever looks, then writes, does it as often as they are."""
    looked, sent = Barrier(MANY), []

    def ask_without_a_claim():
        due = list(_due(asked_at(event)))
        looked.wait()
        sent.extend(due)

    at_once(ask_without_a_claim)

    assert len(sent) == MANY * len(people)


def test_everybody_is_asked_once(event, people):
    at_once(lambda: ask_back(now=asked_at(event)))

    assert sorted(Mail.objects.values_list("to", flat=True)) == [row.email for row in people]


def test_letter_of_one_form_goes_once(event, people, coordinator, now):
    draft, key = Draft("place", "Bring a coat", "Cold."), uuid4()

    at_once(lambda: write_letter(event=event, draft=draft, form_key=key, by=coordinator, now=now))

    assert Mail.objects.count() == len(people)


def test_answer_is_kept_once(event, people):
    said, later = Said("yes"), event.ends_at + timedelta(days=1)

    at_once(lambda: answer(registration=people[0], said=said, now=later))

    assert Feedback.objects.count() == 1
