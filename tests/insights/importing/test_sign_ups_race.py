"""An import in the moment in which people sign up: never more than there are places."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from parvis.core.events.models import Event
from parvis.core.registration.models import Registration
from parvis.core.registration.signing_up import Wish, sign_up
from parvis.insights.importing.registrations import import_registrations

from .conftest import NOW, people

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PLACES, ROWS, VISITORS = 20, 30, 10


def test_import_and_sign_ups_at_once_fill_the_places_exactly(event, tmp_path):
    Event.objects.filter(pk=event.pk).update(capacity=PLACES)
    file = tmp_path / "people.csv"
    file.write_text(people(ROWS), encoding="utf-8")
    barrier = Barrier(VISITORS + 2)

    def load():
        given = {"file": file, "event": str(event.uid), "write": False, "by": None, "now": NOW}
        return lambda: import_registrations(**given)

    def come(number):
        wish = Wish(name=f"Walker {number}", email=f"w{number}@example.org")
        return lambda: sign_up(event=event, wish=wish, form_key=uuid4(), now=NOW)

    def run(act):
        try:
            barrier.wait()
            act()
        finally:
            connection.close()

    acts = [load(), load(), *(come(number) for number in range(VISITORS))]
    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))

    rows = Registration.objects.filter(event=event).order_by("number")
    assert rows.filter(state="confirmed").count() == PLACES
    assert [row.number for row in rows] == list(range(1, ROWS + VISITORS + 1))
    assert [row.state for row in rows] == ["confirmed"] * PLACES + ["waiting"] * PLACES
