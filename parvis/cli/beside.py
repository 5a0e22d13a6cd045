"""The worker that `parvis serve` runs beside the site: a process, started again if it ends."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

from parvis.cli.output import many, note

START = ("-c", "from parvis.cli.main import run; run()", "worker", "--with-parent")
FIRST_WAIT, LONGEST_WAIT = 1, 60  # seconds before a worker that ended is started again
LASTS = 60  # seconds after which a worker that ends is no sign of one that cannot run

# Held while a worker starts, and while gunicorn forks. A copy made in between would keep the pipe
# open by which Popen learns that its process runs: we should never see the worker end.
_starting = threading.Lock()


def keep_worker() -> None:
    """Start a worker, and again whenever it ends, until this process is told to end.

    To be called in the main thread, when this process has its own answers to signals.
    """
    os.register_at_fork(
        before=_starting.acquire,
        after_in_parent=_starting.release,
        after_in_child=_starting.release,
    )
    told = _signals_to_end()
    keeping = partial(keep, run_worker, is_ending=lambda: bool(told))
    threading.Thread(target=keeping, name="worker", daemon=True).start()


def run_worker() -> None:
    """Run one worker until it ends. How it ended we may not learn: gunicorn asks as well."""
    with _starting:
        # It reads from a pipe that we hold: when we are gone, however it went, it ends too.
        worker = subprocess.Popen([sys.executable, *START], stdin=subprocess.PIPE)
    with worker:
        worker.wait()


def keep(
    run: Callable[[], None],
    *,
    is_ending: Callable[[], bool],
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Run a worker again and again, after waits that grow while none of them lasts."""
    wait = FIRST_WAIT
    while True:
        began, why = clock(), ""
        try:
            run()
        except OSError as error:  # the system has no process for it now
            why = f" ({error})"
        if clock() - began >= LASTS:
            wait = FIRST_WAIT
        sleep(wait)
        if is_ending():  # Ctrl-C reaches the worker too: it ended because the site does
            return
        note(f"The mail worker ended{why}. It is started again after {many(wait, 'second')}.")
        wait = min(2 * wait, LONGEST_WAIT)


def _signals_to_end() -> list[int]:
    """The signals to end that this process gets from now on. They do what they did before."""
    told: list[int] = []  # and no Event: its lock could be held when the next signal comes
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _telling(told, before))
    return told


def _telling(
    told: list[int], before: Callable[[int, FrameType | None], object]
) -> Callable[[int, FrameType | None], None]:
    def tell(number: int, frame: FrameType | None) -> None:
        told.append(number)
        before(number, frame)

    return tell
