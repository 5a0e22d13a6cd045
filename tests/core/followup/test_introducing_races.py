"""What holds when many ask for a mentor, or answer, at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier

import pytest
from django.db import connection, connections

from parvis.core.followup.introducing import (
    ANSWER_WITHIN,
    IntroductionError,
    accept,
    ask_for_mentor,
    decline,
    pass_on_unanswered,
    withdraw,
)
from parvis.core.followup.matching import FreePlaces
from parvis.core.followup.models import Introduction
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.mentors import current_mentors
from tests.concurrency.conftest import database  # noqa: F401  # one that threads share
from tests.core.followup.helping import *  # noqa: F403  # mentors, and who asks for them

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = ("Ada", "Bea", "Cleo", "Dora", "Eve", "Fay")


@pytest.fixture(autouse=True)
def _shared(database):  # noqa: F811
    """Everything of a test stands where its threads can see it."""


def at_once(acts):
    """Do all of it in threads that start together; what is refused with a sentence is refused."""
    barrier, where = Barrier(len(acts)), connection.settings_dict

    def run(act):
        with _connected(where):
            barrier.wait()
            with suppress(IntroductionError):
                act()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


@contextmanager
def _connected(where):
    """A connection of a thread's own, to the test's database."""
    made = connections.create_connection("default")
    made.settings_dict = where
    connections["default"] = made
    try:
        yield
    finally:
        made.close()


def asking(whose, area, now):
    return lambda: ask_for_mentor(whose=whose, area=area, now=now)


def going():
    return Introduction.objects.filter(state__in=["asked", "accepted"], mentor__isnull=False)


@pytest.mark.postgres
def test_who_counts_without_the_lock_gives_the_last_place_twice(make_mentor, visitor, coding, now):
    """The race is real: whoever reads what is free, then takes it, takes what others took."""
    make_mentor("mia", at_once=1)
    rows = [
        Introduction(registration=visitor(name).registration, area=coding, asked_at=now)
        for name in ("Ada", "Bea")
    ]
    read = Barrier(2)

    def take(row):
        places = FreePlaces()
        read.wait()
        row.mentor = places.take(row)
        row.save()

    at_once([lambda row=row: take(row) for row in rows])

    assert going().count() == 2  # of one place


def test_no_mentor_is_asked_beyond_their_places(make_mentor, visitor, coding, now):
    make_mentor("mia", at_once=2)
    people = [visitor(name) for name in NAMES]

    at_once([asking(whose, coding, now) for whose in people])

    assert (Introduction.objects.count(), going().count()) == (len(NAMES), 2)
    assert Mail.objects.filter(to="mia@example.org").count() == 2


@pytest.mark.postgres
def test_button_pressed_often_asks_once(make_mentor, visitor, coding, now):
    make_mentor("mia", at_once=20)
    ada = visitor("Ada")

    at_once([asking(ada, coding, now)] * len(NAMES))

    assert Introduction.objects.count() == 1


def test_answers_and_requests_at_once_keep_every_limit(make_mentor, ask, visitor, coding, now):
    mia, ben = make_mentor("mia", at_once=2), make_mentor("ben", at_once=1)
    whose = {name: visitor(name) for name in NAMES}
    rows = [ask(whose[name]) for name in NAMES[:3]]
    late = now + ANSWER_WITHIN

    acts = [asking(whose[name], coding, now) for name in NAMES[3:]]
    for row in rows:
        by = row.mentor.user
        acts.append(lambda row=row, by=by: accept(introduction=row, by=by, now=now))
        acts.append(lambda row=row, by=by: decline(introduction=row, by=by, now=now))
    acts.append(lambda: withdraw(introduction=rows[0], whose=whose["Ada"], now=now))
    acts.append(lambda: pass_on_unanswered(now=late))
    at_once(acts)

    taken = {
        one.pk: one.introductions.filter(state__in=["asked", "accepted"]).count()
        for one in current_mentors()
    }
    assert taken[mia.pk] <= 2
    assert taken[ben.pk] <= 1
    per_person = [going().filter(registration=one.registration).count() for one in whose.values()]
    assert max(per_person) <= 1
    accepted = Introduction.objects.filter(
        answered_at__isnull=False, state__in=["accepted", "ended"]
    )
    assert Mail.objects.filter(subject__startswith="You help").count() == accepted.count()
