"""A ticket at many doors at once, sent again, and let in by two devices that knew of no other."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.door import Seen, let_in, scan
from parvis.core.registration.models import Registration
from parvis.core.registration.tickets import Ticket, code_of
from parvis.core.registration.waiting import pass_on_offers

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MANY = 32
PATIENCE = 30  # seconds until somebody waits for a lock


@pytest.fixture
def event(make_event):
    return make_event(20)


@pytest.fixture
def make_row(event):
    def make(state="confirmed", **fields):
        now = timezone.now()
        moments = {"asked_at": now, "changed_at": now}
        return Registration.objects.create(
            event=event,
            number=1,
            state=state,
            name="Ada",
            email="a@example.org",
            **moments,
            **fields,
        )

    return make


@pytest.fixture
def code(make_row):
    row = make_row()
    return code_of(Ticket(row.pk, row.event_id))


def seen(key=None, *, at=None, firm=False):
    now = timezone.now()
    return Seen(key=key or uuid4(), at=at or now, way="scan", now=now, is_firm=firm)


def scan_at_once(event, code, said):
    """What each of the devices was told, sorted."""
    together = Barrier(len(said))

    def run(one):
        together.wait()
        try:
            return scan(event=event, code=code, seen=one).verdict
        finally:
            connection.close()

    with ThreadPoolExecutor(len(said)) as pool:
        return sorted(pool.map(run, said))


def test_check_in_without_a_lock_is_made_by_many(event, make_row):
    """The race is real: who looks whether somebody is in, and writes then, is one of many."""
    row, looked = make_row(), Barrier(MANY)

    def check_in(_):
        try:
            is_in = CheckIn.objects.filter(registration=row).exists()
            looked.wait()
            if not is_in:
                times = dict.fromkeys(("at", "noted_at", "touched_at"), timezone.now())
                CheckIn.objects.create(
                    key=uuid4(), event=event, registration=row, is_counted=False, **times
                )
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        list(pool.map(check_in, range(MANY)))

    assert CheckIn.objects.count() == MANY


def test_ticket_held_up_at_many_doors_at_once_lets_one_in(event, code):
    verdicts = scan_at_once(event, code, [seen() for _ in range(MANY)])

    assert verdicts == ["again"] * (MANY - 1) + ["in"]
    assert CheckIn.objects.count() == 1


def test_the_same_request_sent_many_times_at_once_is_one_check_in(event, code):
    once = seen()

    verdicts = scan_at_once(event, code, [once] * MANY)

    assert verdicts == ["in"] * MANY
    assert list(CheckIn.objects.values_list("key", "is_counted")) == [(once.key, True)]


def test_the_same_request_sent_three_times_gets_the_same_answer(event, code):
    once = seen()

    answers = [scan(event=event, code=code, seen=once) for _ in range(3)]

    assert [(one.verdict, one.at) for one in answers] == [("in", once.at)] * 3
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_devices_that_let_the_same_ticket_in_without_a_network_count_once(event, code, order):
    """Whichever is heard of first, the earliest counts, and nothing they did is lost."""
    began = timezone.now() - timedelta(hours=1)
    moments = [began + timedelta(minutes=n) for n in range(3)]

    for n in order:
        scan(event=event, code=code, seen=seen(at=moments[n], firm=True))

    kept = list(CheckIn.objects.order_by("at").values_list("at", "is_counted", "note"))
    assert kept == [(moments[0], True, ""), *((at, False, "again") for at in moments[1:])]


def test_devices_that_come_back_to_the_network_at_once_count_once(event, code):
    began = timezone.now() - timedelta(hours=1)
    moments = [began + timedelta(seconds=n) for n in range(MANY)]

    scan_at_once(event, code, [seen(at=at, firm=True) for at in moments])

    assert CheckIn.objects.count() == MANY
    assert list(CheckIn.objects.filter(is_counted=True).values_list("at", flat=True)) == moments[:1]


def closing(act):
    """Act in another thread, with a connection of its own."""

    def run():
        try:
            act()
        finally:
            connection.close()

    return run


def wait_until_it_waits(acting):
    """Until somebody waits for a lock that we hold."""
    until = time.monotonic() + PATIENCE
    while not acting.done() and time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("It did not wait for our lock.")


def test_who_comes_in_while_their_offer_runs_out_keeps_the_place(event, make_row):
    now = timezone.now()
    row = make_row("offered", offered_until=now)
    pass_on = closing(lambda: pass_on_offers(now=now + timedelta(minutes=1)))

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            let_in(event=event, registration=row.pk, seen=seen())
            passing_on = pool.submit(pass_on)
            wait_until_it_waits(passing_on)
        passing_on.result()

    row.refresh_from_db()
    assert row.state == "confirmed"
