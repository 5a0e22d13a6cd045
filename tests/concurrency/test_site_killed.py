"""Whatever is killed in the middle: what was answered with yes is there, and once."""

import json
import os
import signal
import tempfile
import time
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from bench.visitor import Client
from parvis.core.ground.outbox import Mail
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.models import Registration
from parvis.core.registration.passes import make_pass
from parvis.core.registration.tickets import Ticket, code_of
from scripts.with_postgresql import give_away, programs, run, within_reach
from tests.concurrency.conftest import connected
from tests.concurrency.visiting import signing_up

VISITORS, EACH, PLACES = 8, 6, 20
GUESTS = 40
PATIENCE = 150  # seconds for which a client sends again; it takes a fraction of them
JSON = {"Content-Type": "application/json"}


class Server:
    """A PostgreSQL server of our own that can be killed, and started again on the same data."""

    def __init__(self, root):
        give_away(root)
        self.root, self.data = root, root / "data"
        self.found = within_reach(programs(), root)
        run([self.found / "initdb", "-D", self.data, "-U", "parvis", "-A", "trust"], root)
        self.start()
        run([self.found / "createdb", "-h", root, "-U", "parvis", "parvis"], root)

    @property
    def address(self):
        return f"postgresql://parvis@/parvis?host={quote(str(self.root), safe='')}"

    def start(self):
        # Nothing is switched off: what was committed outlives the kill.
        options = f"-k {self.root} -h ''"
        log = self.root / "log"
        begin = [self.found / "pg_ctl", "-D", self.data, "-l", log, "-o", options, "-w", "start"]
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return run(begin, self.root)
            except Exception:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)  # those it left behind have not all noticed yet

    def kill(self):
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def stop(self):
        run([self.found / "pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop"], self.root)


@contextmanager
def letting_in(site, event, guests):
    """Let guests in by their tickets while the block runs, each until it is answered."""
    _, secret = make_pass(event=event, name="Hal", by=None, now=timezone.now())
    verdicts = []

    def work():
        with closing(Client(site.url)) as client:
            for row in guests:
                ticket = code_of(Ticket(row.pk, event.pk))
                act = {"key": str(uuid4()), "what": "scan", "code": ticket}
                verdicts.append(answered(client, f"/door/{secret}/acts", act))

    thread = Thread(target=work)
    thread.start()
    yield verdicts
    thread.join(PATIENCE)
    assert not thread.is_alive()


def answered(client, path, act):
    """Send an act until the site has an answer to it, as a device does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        now = timezone.now().isoformat()
        said = {"device": "Front", "sent_at": now, "acts": [{**act, "at": now, "firm": True}]}
        answer = client.ask("POST", path, json.dumps(said), JSON)
        if answer.status == 200 and answer.json["answers"][0]["verdict"] != "later":
            return answer.json["answers"][0]["verdict"]
        time.sleep(0.1)
    return "never"


def wait_for(rows):
    """Until there are so many sign-ups; whoever asks may find the database away."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if Registration.objects.filter(origin="page").count() >= rows:
                return
        except OperationalError:
            connection.close()
        time.sleep(0.05)
    raise AssertionError("nobody signs up")


def guests_of(event):
    now = timezone.now()
    return Registration.objects.bulk_create(
        Registration(
            event=event,
            number=n + 1,
            state="confirmed",
            name=f"Guest {n}",
            asked_at=now,
            changed_at=now,
        )
        for n in range(GUESTS)
    )


def nothing_is_lost(event, door, answers, verdicts):
    assert [one["said"][-1][0] for one in answers] == [302] * VISITORS * EACH
    rows = Registration.objects.filter(event=event)
    assert sorted(rows.values_list("email", flat=True)) == sorted(one["email"] for one in answers)
    numbers = rows.order_by("number").values_list("number", "state")
    places = ["confirmed"] * PLACES + ["waiting"] * (VISITORS * EACH - PLACES)
    assert list(numbers) == list(enumerate(places, 1))
    assert sorted(Mail.objects.values_list("to", flat=True)) == sorted(
        rows.values_list("email", flat=True)
    )
    assert verdicts == ["in"] * GUESTS
    assert CheckIn.objects.filter(event=door, is_counted=True).count() == GUESTS
    assert CheckIn.objects.count() == GUESTS


def test_killed_site_loses_nothing_that_it_said_yes_to(database, make_event, make_site):
    event, door = make_event(PLACES), make_event(None, title="Tonight", room=None)
    site, guests = make_site(database, "--no-worker").start(), guests_of(door)

    with (
        letting_in(site, door, guests) as verdicts,
        signing_up(
            site, event, visitors=VISITORS, each=EACH, processes=2, patience=PATIENCE
        ) as answers,
    ):
        for share in (0.2, 0.6):
            wait_for(VISITORS * EACH * share)
            site.kill()
            site.start()

    nothing_is_lost(event, door, answers, verdicts)


@pytest.mark.postgres
def test_killed_database_loses_nothing_and_the_site_goes_on_by_itself(
    transactional_db, make_event, make_site
):
    with tempfile.TemporaryDirectory(prefix="parvis-killed-", ignore_cleanup_errors=True) as name:
        server = Server(Path(name))
        with connected({"NAME": "parvis", "HOST": str(server.root), "USER": "parvis"}):
            event, door = make_event(PLACES), make_event(None, title="Tonight", room=None)
            site, guests = make_site(server.address, "--no-worker").start(), guests_of(door)

            with (
                letting_in(site, door, guests) as verdicts,
                signing_up(
                    site, event, visitors=VISITORS, each=EACH, processes=2, patience=PATIENCE
                ) as answers,
            ):
                wait_for(VISITORS * EACH * 0.3)
                server.kill()
                with closing(Client(site.url)) as client:
                    away = client.ask("GET", f"/events/{event.uid}/", None, {})
                server.start()
            connection.close()

            nothing_is_lost(event, door, answers, verdicts)
        server.stop()

    assert (away.status, "Traceback" in away.body) in ((503, False), (200, False))
    assert {one[0] for answer in answers for one in answer["said"]} <= {0, 302, 503}
