"""The worker beside the site killed while people sign up: all goes on, and every mail arrives."""

import os
import signal
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

from django.utils import timezone

from parvis.core.ground.outbox import Mail
from parvis.core.registration.models import Registration
from tests.concurrency.test_mail_killed import AFTER, BEFORE
from tests.concurrency.visiting import signing_up
from tests.core.ground.mail_server import Takes, mail_server

VISITORS = 4
PLAN = {1: BEFORE, 4: AFTER, 12: BEFORE}  # by the number of the mail that is offered
PATIENCE = 150  # seconds for the next worker or the next mail; it takes a few
AGAIN = "The mail worker ended. It is started again after"


class Kills(Takes):
    """Kills the worker of a site at some mails. Knows these, and when nothing was sent after."""

    def __init__(self):
        super().__init__()
        self.site, self.offered, self.killed, self.outages = None, 0, [], []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.offered += 1
        if len(self.killed) > len(self.outages):
            _, since = self.killed[-1]
            self.outages.append((since, time.monotonic()))
        moment = PLAN.get(self.offered)
        if moment == BEFORE:
            self.kill(envelope)
            return "451 too late"
        answer = await super().handle_DATA(server, session, envelope)
        if moment == AFTER:
            self.kill(envelope)
        return answer

    def kill(self, envelope):
        (worker,) = workers_of(self.site)
        os.kill(worker, signal.SIGKILL)
        self.killed.append((message_from_bytes(envelope.content)["Message-ID"], time.monotonic()))


def workers_of(site):
    """The mail workers that a site's first process has started and that run, as Linux tells."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (place / "stat").read_text().rpartition(")")[2].split()[:2]
            words = (place / "cmdline").read_bytes().split(b"\0")
        except OSError:  # it ended while we looked
            continue
        if int(parent) == site.process.pid and state != "Z" and b"--with-parent" in words:
            found.append(int(place.name))
    return found


def wait_until(is_so, what):
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(0.1)


def kill_some(takes):
    """Wait for the kills and for the worker after the last. How many mails each left claimed."""
    left = []
    for n in range(len(PLAN)):
        wait_until(lambda n=n: len(takes.killed) > n, "no worker was started again")
        # The time for which the killed one had its mail runs out.
        held = Mail.objects.filter(message_id=takes.killed[n][0], claimed_until__gt=timezone.now())
        left.append(held.filter(state="waiting").update(claimed_until=timezone.now()))
    wait_until(lambda: len(takes.outages) == len(PLAN), "no worker was started again")
    return left


def test_killed_worker_is_started_again_and_stops_neither_sign_ups_nor_mail(
    database, make_event, make_site
):
    event = make_event(None)
    with mail_server(Kills()) as (takes, host, port):
        takes.site = site = make_site(database, PARVIS_MAIL=f"smtp://{host}:{port}").start()
        with signing_up(site, event, visitors=VISITORS, processes=2) as answers:
            left = kill_some(takes)
        waiting = Mail.objects.filter(state="waiting")
        wait_until(lambda: not waiting.exists(), "some mail is not sent")
        running = workers_of(site)

    # The site goes on: every sign-up is a yes at once, also while no worker is there.
    assert {tuple(status for status, _ in one["said"]) for one in answers} == {(302,)}
    assert all(signed_up_between(answers, *outage) for outage in takes.outages)
    assert [line for line in site.said.splitlines() if AGAIN in line] == [
        f"{AGAIN} {wait}." for wait in ("1 second", "2 seconds", "4 seconds")
    ]
    assert len(running) == 1

    # Each has its place and its mail, once.
    emails = sorted(one["email"] for one in answers)
    rows = Registration.objects.filter(event=event)
    assert sorted(rows.values_list("email", "state")) == [(email, "confirmed") for email in emails]
    assert sorted(Mail.objects.values_list("to", "state")) == [(email, "sent") for email in emails]

    # It arrives as one message: twice only for a worker that died after the server's yes.
    arrived = Counter((mail["To"], mail["Message-ID"]) for mail in takes.taken)
    assert sorted(arrived) == sorted(Mail.objects.values_list("to", "message_id"))
    assert left == [1] * len(PLAN)
    assert sum(arrived.values()) - len(emails) == list(PLAN.values()).count(AFTER)


def signed_up_between(answers, start, end):
    """Who asked and was answered in that time."""
    return [one["email"] for one in answers if start < one["at"][0] and one["at"][1] < end]
