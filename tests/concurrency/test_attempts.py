"""Two clicks at once on “I'll try this” are one attempt, and a fourth task at once is refused."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


@pytest.fixture
def at_once(database):
    """Do several things in threads that start together. Returns answers, or names of errors."""
    named = connection.settings_dict  # where the test looks: on SQLite, a file of its own
    barrier = Barrier(MANY)

    def run(act):
        connections["default"] = connections.create_connection("default")
        connections["default"].settings_dict = dict(named)
        barrier.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001  # which it is, is what the tests ask
            return type(error).__name__
        finally:
            connection.close()

    def at_once(acts):
        with ThreadPoolExecutor(MANY) as pool:
            return list(pool.map(run, acts))

    return at_once


@pytest.fixture
def ada(database, make_event):
    # What needs Django is loaded here: these fixtures are read before it is set up.
    from parvis.core.followup.whose import Whose  # noqa: PLC0415
    from parvis.core.registration.models import Registration  # noqa: PLC0415

    at = timezone.now()
    row = {"event": make_event(20), "number": 1, "state": "confirmed", "name": "Ada"}
    made = Registration.objects.create(**row, asked_at=at, changed_at=at)
    return Whose.of_visit(made, is_proved=True)


@pytest.fixture
def tasks(database, now):
    from parvis.core.pathways.actions import load_pathways  # noqa: PLC0415
    from parvis.core.pathways.models import FocusArea  # noqa: PLC0415
    from parvis.core.pathways.opportunities import Opportunity  # noqa: PLC0415

    load_pathways(by=None, now=now)
    said = {"area": FocusArea.objects.get(slug="coding"), "opened_at": now, "changed_at": now}
    return [Opportunity.objects.create(title=f"No {n}", **said) for n in range(MANY)]


def test_without_the_lock_the_database_refuses_the_second(ada, tasks, at_once, now):
    """The race is real: all looked before any wrote; the constraint lets one through."""
    from parvis.core.followup.models import Attempt  # noqa: PLC0415

    looked = Barrier(MANY)
    moments = {"taken_at": now, "changed_at": now, "until": now}

    def take_without_the_lock():
        found = ada.own(Attempt.objects.filter(opportunity=tasks[0])).count()
        looked.wait()
        with transaction.atomic():
            Attempt.objects.create(**ada.fields(), opportunity=tasks[0], **moments)
        return found

    answers = at_once([take_without_the_lock] * MANY)

    assert sorted(answers, key=str) == [0] + [IntegrityError.__name__] * (MANY - 1)
    assert Attempt.objects.count() == 1


def test_clicks_at_once_are_one_attempt(ada, tasks, at_once, now):
    from parvis.core.followup.trying import try_this  # noqa: PLC0415

    answers = at_once([lambda: try_this(whose=ada, opportunity=tasks[0], now=now).pk] * MANY)

    assert len(set(answers)) == 1
    assert isinstance(answers[0], int)


def test_of_six_tasks_taken_at_once_three_are(ada, tasks, at_once, now):
    from parvis.core.followup.models import Attempt  # noqa: PLC0415
    from parvis.core.followup.trying import AT_ONCE, try_this  # noqa: PLC0415

    acts = [lambda one=one: try_this(whose=ada, opportunity=one, now=now).pk for one in tasks]

    answers = at_once(acts)

    assert answers.count("TryingError") == MANY - AT_ONCE
    assert Attempt.objects.count() == AT_ONCE


def test_attempt_runs_out_once_however_many_workers(ada, tasks, at_once, now):
    from parvis.core.followup.trying import STANDS, expire_attempts, try_this  # noqa: PLC0415
    from parvis.core.ground.models import LogEntry  # noqa: PLC0415

    try_this(whose=ada, opportunity=tasks[0], now=now)

    answers = at_once([lambda: expire_attempts(now=now + STANDS)] * MANY)

    assert sorted(answers) == [0] * (MANY - 1) + [1]
    assert LogEntry.objects.filter(action="followup.expire").count() == 1
