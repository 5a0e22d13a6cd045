"""A task that waits for somebody else's server delays no mail."""

import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import post_mail
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.sourcing import add_source
from tests.core.ground.mail_server import Takes, mail_server

COMMAND = Path(sys.executable).with_name("parvis")
PATIENCE = 60  # seconds


def wait_until(is_so, what):
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def drip(server):
    """Take a question and begin an answer that is never whole, for as long as somebody reads."""
    asked, _ = server.accept()
    asked.recv(4096)
    asked.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n["
    )
    return asked


def test_mail_is_sent_while_a_task_waits_for_a_server(database, tmp_path):
    now = timezone.now()
    load_pathways(by=None, now=now)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent, mail_server(Takes()) as served:
        silent.settimeout(PATIENCE)
        takes, host, port = served
        at = f"http://127.0.0.1:{silent.getsockname()[1]}"
        fields = {"area": FocusArea.objects.first(), "system": "github", "address": at}
        add_source(**fields, place="open/squares", by=None, now=now)
        known = {name: v for name, v in os.environ.items() if not name.startswith("PARVIS_")}
        ours = {"PARVIS_HOME": str(tmp_path / "home"), "PARVIS_DATABASE": database}
        worker = subprocess.Popen(
            [COMMAND, "worker"], env={**known, **ours, "PARVIS_MAIL": f"smtp://{host}:{port}"}
        )
        try:
            with closing(drip(silent)):
                with transaction.atomic():
                    post_mail(
                        to="ada@example.org", subject="Welcome", text="Come in.", now=timezone.now()
                    )
                wait_until(lambda: Mail.objects.filter(state="sent").exists(), "no mail was sent")
                going = DBTaskResult.objects.running().values_list("task_path", flat=True)
                assert [path.rpartition(".")[2] for path in going] == ["sync_opportunities"]
            worker.terminate()
            assert worker.wait(timeout=PATIENCE) == 0
        finally:
            worker.kill()
            worker.wait()

    assert [mail["To"] for mail in takes.taken] == ["ada@example.org"]
