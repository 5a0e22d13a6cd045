"""The worker that `parvis serve` runs beside the site: a process, started again if it ends."""

import subprocess
import sys
import threading
import time

from parvis.cli.output import note

START = ("-c", "from parvis.cli.main import run; run()", "worker", "--with-parent")
PAUSE = 5  # seconds before a worker that ended is started again


def keep_worker() -> None:
    """Start a worker, and again whenever it ends, until this process ends."""
    threading.Thread(target=_keep, name="worker", daemon=True).start()


def _keep() -> None:
    while True:
        # It reads from a pipe that we hold: when we are gone, however it went, it ends too.
        with subprocess.Popen([sys.executable, *START], stdin=subprocess.PIPE) as worker:
            worker.wait()
        time.sleep(PAUSE)
        note("The worker ended: starting another.")
