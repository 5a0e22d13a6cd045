"""The worker beside the site is started again when it ends, and not when the site ends."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from bench.site import PROJECT, free_port
from parvis.cli import beside

PATIENCE = 60  # seconds
SERVE = """
import sys
from parvis.cli import beside, server
beside.START = ("-c", "import time; time.sleep(60)")
def tell(word):
    sys.stdout.write(f"{word}\\n")
    sys.stdout.flush()
def pages(environ, start_response):
    tell("asked")
    environ["wsgi.input"].read()
server.Site.load = lambda self: pages
server.serve_site(
    host="127.0.0.1",
    port=int(sys.argv[1]),
    when_bound=beside.keep_worker,
    when_ready=lambda: tell("ready"),
)
"""
FORK = """
import os, sys, threading, time
from parvis.cli import beside
inside, order = threading.Event(), []
class Slow(beside.subprocess.Popen):
    def __init__(self, *words, **options):
        inside.set()
        time.sleep(0.5)
        super().__init__(*words, **options)
        order.append("started")
beside.subprocess.Popen = Slow
beside.START = ("-c", "import sys; sys.stdin.read()")
beside.keep_worker()
inside.wait()
if os.fork() == 0:
    os._exit(0)
sys.stdout.write(" ".join([*order, "forked"]))
"""
HALF = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n"


class Runs:
    """Workers that last for so many seconds each, or cannot be started, by a clock of their own."""

    def __init__(self, *lasting):
        self.left, self.now, self.waits = list(lasting), 0, []

    def run(self):
        how = self.left.pop(0)
        if isinstance(how, OSError):
            raise how
        self.now += how

    def sleep(self, seconds):
        self.waits.append(seconds)
        self.now += seconds

    def keep(self):
        """Keep one running until the last of them has ended."""
        beside.keep(
            self.run, is_ending=lambda: not self.left, sleep=self.sleep, clock=lambda: self.now
        )
        return self.waits


def test_worker_is_started_again_after_waits_that_grow(capsys):
    waits = Runs(*[0] * 9).keep()

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[:2] == [
        "The mail worker ended. It is started again after 1 second.",
        "The mail worker ended. It is started again after 2 seconds.",
    ]


def test_waits_begin_anew_after_a_worker_that_lasted():
    assert Runs(0, 59, 60, 0, 3600).keep() == [1, 2, 1, 2, 1]


def test_worker_for_which_there_is_no_process_is_tried_again(capsys):
    waits = Runs(BlockingIOError(11, "Resource temporarily unavailable"), 0).keep()

    assert waits == [1, 2]
    assert capsys.readouterr().err == (
        "The mail worker ended ([Errno 11] Resource temporarily unavailable). "
        "It is started again after 1 second.\n"
    )


def test_nothing_is_said_of_a_worker_that_ends_with_the_site(capsys):
    Runs(0).keep()

    assert capsys.readouterr() == ("", "")


def test_server_that_forks_while_a_worker_starts_waits_for_it():
    done = subprocess.run(
        [sys.executable, "-c", FORK],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("started forked", "")


@pytest.fixture
def served(tmp_path):
    """The server with pages that need nothing, and a worker beside it that does nothing."""
    port = free_port()
    with (
        (tmp_path / "said").open("w") as said,
        subprocess.Popen(
            [sys.executable, "-c", SERVE, str(port)],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            stderr=said,
            start_new_session=True,
        ) as process,
    ):
        try:
            assert process.stdout.readline() == b"ready\n"
            yield process, port, tmp_path / "said"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def test_site_that_is_told_to_end_starts_no_worker_meanwhile(served):
    process, port, said = served

    # A request that never comes to its end holds the site up for some seconds.
    with socket.create_connection(("127.0.0.1", port)) as visitor:
        visitor.sendall(HALF)
        assert process.stdout.readline() == b"asked\n"
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGTERM)  # as systemd does
        process.wait(PATIENCE)
        took = time.monotonic() - began

    assert took > 2 * beside.FIRST_WAIT
    assert process.returncode == 0
    assert "mail worker" not in said.read_text()
