"""What keeps the places, taken away part by part: the race is real, and the database refuses."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from parvis.core.registration.models import WITHIN_CAPACITY, Registration
from parvis.core.registration.places import standing

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MANY, PLACES = 12, 5


@pytest.fixture
def unguarded():
    """The database as it was before its last word on places."""
    with connection.cursor() as cursor:
        for moment in ("insert", "update"):
            cursor.execute(f"DROP TRIGGER {WITHIN_CAPACITY}_{moment} ON core_registration")
    yield
    Registration.objects.all().delete()
    with connection.schema_editor() as editor:
        import_module("parvis.core.migrations.0010_capacity_guard").guard_capacity(None, editor)


def sign_up_at_once(event):
    """Count, then write, as sign-up does but without its lock. Returns what went wrong."""
    counted = Barrier(MANY)

    def sign_up(number):
        try:
            with transaction.atomic():
                has_place = standing(event).has_place
                counted.wait()
                write(event, number, "confirmed" if has_place else "waiting")
        except IntegrityError as error:
            return str(error)
        finally:
            connection.close()
        return None

    with ThreadPoolExecutor(MANY) as pool:
        return [error for error in pool.map(sign_up, range(1, MANY + 1)) if error]


def write(event, number, state):
    now = timezone.now()
    row = {"event": event, "number": number, "state": state, "name": f"Visitor {number}"}
    Registration.objects.create(**row, asked_at=now, changed_at=now)


def confirmed(event):
    return Registration.objects.filter(event=event, state="confirmed").count()


def test_without_lock_and_guard_places_are_oversold(unguarded, make_event):
    event = make_event(PLACES)

    assert sign_up_at_once(event) == []
    assert confirmed(event) == MANY


def test_without_the_lock_the_database_refuses_the_surplus_by_name(make_event):
    event = make_event(PLACES)

    errors = sign_up_at_once(event)

    assert [WITHIN_CAPACITY in error for error in errors] == [True] * (MANY - PLACES)
    assert confirmed(event) == PLACES
