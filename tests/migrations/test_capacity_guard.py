"""An event's capacity is guarded after the last migration: one too many is refused."""

import pytest
from django.db import connection
from django.db.models import F

from parvis.core.registration.models import WITHIN_CAPACITY, Registration, SignUpRules
from tests.core.refused import refused
from tests.core.registration.conftest import *  # noqa: F403  # the same event

IN_PLACE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'core_reg%'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'registration%'",
}


@pytest.mark.django_db
def test_capacity_is_guarded_after_the_last_migration():
    with connection.cursor() as cursor:
        cursor.execute(IN_PLACE[connection.vendor])
        found = sorted(row[0] for row in cursor.fetchall())

    assert found == [f"{WITHIN_CAPACITY}_insert", f"{WITHIN_CAPACITY}_update"]


@pytest.mark.parametrize("state", ["confirmed", "offered"])
def test_one_too_many_is_refused_whoever_writes_it(make_row, small, state):
    make_row(small, 1)
    make_row(small, 2, state=state)

    refused(WITHIN_CAPACITY, lambda: make_row(small, 3, state=state))
    waiting = make_row(small, 3, state="waiting")
    refused(
        WITHIN_CAPACITY,
        lambda: Registration.objects.filter(pk=waiting.pk).update(state="confirmed"),
    )
    assert make_row(small, 4, is_over=True).is_over


def test_guard_counts_by_what_is_admitted_rather_than_the_capacity(make_row, small):
    SignUpRules.objects.create(event=small, admits=3)

    for number in (1, 2, 3):
        make_row(small, number)

    refused(WITHIN_CAPACITY, lambda: make_row(small, 4))


def test_guard_lets_a_change_of_something_else_pass(make_row, small):
    row = make_row(small, 1)
    make_row(small, 2)
    type(small).objects.filter(pk=small.pk).update(capacity=1)

    Registration.objects.filter(pk=row.pk).update(number=F("number") + 5, state="confirmed")

    assert Registration.objects.filter(event=small).count() == 2
