"""What holds when somebody signs up in the moment in which they are excluded."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from parvis.core.registration.conduct import ConductReport, Exclusion
from parvis.core.registration.errors import NotComingError, RegistrationError
from parvis.core.registration.excluding import exclude, refuse_excluded
from parvis.core.registration.models import Registration
from parvis.core.registration.reporting import PER_HOUR, report_conduct
from parvis.core.registration.signing_up import Wish, sign_up

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ADDRESS, MANY = "max@example.org", 6
WANTED = ("confirmed", "offered", "waiting")


@pytest.fixture
def events(evening, now):
    start = now + timedelta(days=1)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=1)}
    return [evening(f"Evening {number}", **times) for number in range(MANY)]


@pytest.fixture
def bar(space, steward, now):
    said = {"email": ADDRESS, "because": "Threw a chair", "until_on": None}
    return lambda: exclude(space=space, **said, by=steward, now=now)


def at_once(acts):
    """Do all of it in threads that start together."""
    barrier = Barrier(len(acts))

    def run(act):
        barrier.wait()
        try:
            with suppress(RegistrationError):
                act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def signing_up(event, now):
    wish = Wish("Max", ADDRESS)
    return lambda: sign_up(event=event, wish=wish, form_key=uuid4(), now=now)


def test_a_sign_up_that_asks_before_the_lock_gets_in(bar, event, make_row, space, now):
    """The gap is real: between the question and the row, an exclusion finds nothing to take."""
    refuse_excluded(email_key=ADDRESS, space=space, now=now)
    bar()
    make_row(event, 1, email=ADDRESS, email_key=ADDRESS)

    assert Registration.objects.filter(state__in=WANTED).count() == 1


def test_nobody_slips_in_while_they_are_excluded(bar, events, space, now):
    at_once([bar, *(signing_up(event, now) for event in events)])

    assert Exclusion.objects.count() == 1
    assert not Registration.objects.filter(state__in=WANTED).exists()
    with pytest.raises(NotComingError):
        refuse_excluded(email_key=ADDRESS, space=space, now=now)


def test_button_pressed_twice_excludes_once(bar):
    at_once([bar] * MANY)

    assert Exclusion.objects.count() == 1


def test_reports_at_once_are_all_counted(space, now):
    def telling(number):
        return lambda: report_conduct(space=space, words=f"Number {number}", now=now)

    at_once([telling(number) for number in range(PER_HOUR + MANY)])

    assert ConductReport.objects.count() == PER_HOUR
