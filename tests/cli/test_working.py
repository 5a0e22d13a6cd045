"""The worker as a process: it sends what falls due, and ends when it is told to."""

import json
import re
import signal
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import post_mail

from .conftest import COMMAND, environment_of

pytestmark = pytest.mark.django_db(transaction=True)  # workers let go of connections

PATIENCE = 60  # seconds


def test_reminder_is_posted_and_sent_once(parvis, space, lead):
    ended = timezone.now() - timedelta(days=2)
    times = {"starts_at": ended - timedelta(hours=2), "ends_at": ended}
    event = Event(space=space, title="Mending evening", coordinator=lead, state="held", **times)
    event.book()
    event.save()

    first = parvis("worker", "--once")
    again = parvis("worker", "--once", "--format", "json")

    assert first.stdout == "1 reminder posted, 1 mail sent, 0 waiting.\n"
    assert json.loads(again.stdout) == {"reminders": 0, "sent": 0, "given_up": 0, "waiting": 0}
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == (["leila@example.org"], "How was “Mending evening”?")


def test_mail_that_was_given_up_is_listed_and_tried_again(parvis, now):
    with transaction.atomic():
        post_mail(to="ada@example.org", subject="Welcome", text="", now=now)
    Mail.objects.update(state="given up", problem="550 No such person", tries=1)

    listed = parvis("mail", "list")
    (row,) = json.loads(parvis("mail", "list", "--format", "json").stdout)
    again = parvis("mail", "retry")
    sent = parvis("worker", "--once")

    assert "ada@example.org" in listed.stdout
    assert (row["state"], row["problem"]) == ("given up", "550 No such person")
    assert again.stdout == "1 mail to be tried again.\n"
    assert "1 mail sent" in sent.stdout
    assert parvis("mail", "list").stdout == "No mail waits, and none was given up or came back.\n"


def test_only_so_many_are_listed_and_the_rest_is_counted(parvis, now):
    with transaction.atomic():
        for n in range(3):
            post_mail(to=f"n{n}@example.org", subject="Welcome", text="", now=now)

    done = parvis("mail", "list", "--most", "2")

    assert done.stdout.count("@example.org") == 2
    assert "1 more mail not shown" in done.stderr


@pytest.fixture
def worker(tmp_path):
    """A worker on an installation of its own, as a process."""
    home = tmp_path / "home"
    made = subprocess.run(
        [COMMAND, "init", "--no-input"], env=environment_of(home), capture_output=True, check=False
    )
    assert made.returncode == 0, made.stderr
    running = []

    def start(*words):
        process = subprocess.Popen(
            [COMMAND, "worker", *words],
            env=environment_of(home),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def listens(process):
    """Whether a process has its own answer to SIGTERM, as Linux tells."""
    told = Path(f"/proc/{process.pid}/status").read_text()
    caught = int(re.search(r"^SigCgt:\s*(\w+)", told, re.MULTILINE)[1], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


def test_worker_ends_when_told_to_and_says_what_it_did(worker):
    process = worker("--format", "json")
    deadline = time.monotonic() + PATIENCE
    while not listens(process) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, err) == (0, b"")
    assert json.loads(out)["waiting"] == 0


def test_worker_ends_with_who_started_it(worker):
    process = worker("--with-parent")
    process.stdin.close()
    process.stdin = None

    out, err = process.communicate(timeout=PATIENCE)

    assert (process.returncode, out, err) == (0, b"", b"")
