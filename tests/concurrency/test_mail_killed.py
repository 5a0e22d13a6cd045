"""Workers killed while they send: every mail arrives, and a repeat only where one died too late."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import Letter, post_many
from tests.core.ground.mail_server import Takes, mail_server

COMMAND = Path(sys.executable).with_name("parvis")
MAILS = 200
NO_ANSWER = 120  # seconds after which a worker hangs; it takes a fraction of it
BEFORE, AFTER = "before the server's yes", "after the server's yes"


class Kills(Takes):
    """Kills whoever sends the mail of this number, before it takes the mail or after."""

    def __init__(self, plan):
        super().__init__()
        self.plan, self.offered, self.worker = dict(plan), 0, None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.offered += 1
        moment = self.plan.get(self.offered)
        if moment == BEFORE:
            self.worker.send_signal(signal.SIGKILL)
            return "451 too late"
        answer = await super().handle_DATA(server, session, envelope)
        if moment == AFTER:
            self.worker.send_signal(signal.SIGKILL)
        return answer


@pytest.fixture
def work(database, tmp_path):
    """Run a worker until it has sent what is due, or is killed. Returns how it ended."""

    def work(takes, host, port):
        known = {name: v for name, v in os.environ.items() if not name.startswith("PARVIS_")}
        ours = {"PARVIS_HOME": str(tmp_path / "home"), "PARVIS_DATABASE": database}
        takes.worker = subprocess.Popen(
            [COMMAND, "worker", "--once"],
            env={**known, **ours, "PARVIS_MAIL": f"smtp://{host}:{port}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        takes.worker.communicate(timeout=NO_ANSWER)
        return takes.worker.returncode

    return work


@pytest.fixture
def posted(database):
    with transaction.atomic():
        letters = [Letter(f"n{n}@example.org", f"Number {n}", "Come in.") for n in range(MAILS)]
        post_many(letters, now=timezone.now() - timedelta(minutes=1))
    return set(Mail.objects.values_list("message_id", flat=True))


def test_killed_workers_lose_no_mail_and_repeat_at_most_one_each(work, posted):
    plan = {1: BEFORE, 50: AFTER, 120: BEFORE, 202: AFTER}

    with mail_server(Kills(plan)) as (takes, host, port):
        ends = [work(takes, host, port)]
        while ends[-1] != 0 and len(ends) <= len(plan):
            # The time for which the killed one had its mail runs out.
            Mail.objects.exclude(claimed_until=None).update(claimed_until=timezone.now())
            ends.append(work(takes, host, port))

    arrived = Counter(mail["Message-ID"] for mail in takes.taken)
    assert ends == [-signal.SIGKILL] * len(plan) + [0]
    assert set(arrived) == posted
    assert sum(arrived.values()) - MAILS == 2  # for the two that died after the yes
    assert max(arrived.values()) <= 2
    assert set(Mail.objects.values_list("state", flat=True)) == {"sent"}
