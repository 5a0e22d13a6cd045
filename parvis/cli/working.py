"""`parvis worker`: what is done behind the site, the sending of mail above all."""

import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from parvis.cli import clock, home
from parvis.cli.output import Format, FormatOption, many, note, say, say_json

if TYPE_CHECKING:
    from parvis.core.ground.delivering import Delivered

ROUND = 5  # seconds from one look at the tasks, or the mail, to the next
LAST_TASK = 5  # seconds that a task may still take when the worker ends; it is asked for again


@dataclass
class Totals:
    """What a worker did: mails and reminders."""

    reminders: int = 0
    sent: int = 0
    given_up: int = 0
    waiting: int = 0  # at its last look

    def add(self, delivered: "Delivered") -> None:
        self.sent += delivered.sent
        self.given_up += delivered.given_up


def worker(
    *,
    once: Annotated[
        bool, typer.Option("--once", help="Do what is due and end, as a timer would have it.")
    ] = False,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Send mail, and do what falls due by the clock. `parvis serve` runs one beside the site."""
    home.opened()
    totals, ending = Totals(), threading.Event()
    if once:
        _do_tasks(totals, ending, at_once=True)
        _deliver(totals, ending)
    else:
        _end_when_told(ending, with_parent=with_parent)
        _work(totals, ending)
    if with_parent:
        return
    if form is Format.JSON:
        say_json(asdict(totals))
    else:
        _tell(totals)


def _tell(totals: Totals) -> None:
    say(
        f"{many(totals.reminders, 'reminder')} posted, {many(totals.sent, 'mail')} sent, "
        f"{totals.waiting:,} waiting."
    )
    if totals.given_up:
        note(f"{many(totals.given_up, 'mail')} given up: `parvis mail list` says why.")


def _end_when_told(ending: threading.Event, *, with_parent: bool) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    if with_parent:
        # The other end of the pipe closes when whoever started us is gone, however it went.
        def watch() -> None:
            sys.stdin.buffer.read()
            ending.set()

        threading.Thread(target=watch, daemon=True).start()


def _work(totals: Totals, ending: threading.Event) -> None:
    """Do tasks and send mail until told to end; beside each other: a slow task delays no mail."""

    def do_tasks() -> None:
        try:
            _rounds(lambda: _do_tasks(totals, ending), ending)
        finally:
            ending.set()  # a worker that only sends mail would look as if all was well

    tasks = threading.Thread(target=do_tasks, name="tasks", daemon=True)
    tasks.start()
    _rounds(lambda: _deliver(totals, ending), ending)
    tasks.join(LAST_TASK)


def _rounds(step: Callable[[], bool], ending: threading.Event) -> None:
    """Take a step again and again; at once where it says that there is more.

    A database that is away for a while ends nothing.
    """
    from django.db import Error, close_old_connections  # noqa: PLC0415  needs the settings

    is_away = False
    while not ending.is_set():
        try:
            has_more = step()
            is_away = False
        except Error as error:
            if not is_away:
                note(f"The database refused ({' '.join(str(error).split())}). Trying again.")
            is_away, has_more = True, False
        close_old_connections()
        ending.wait(0 if has_more else ROUND)


def _do_tasks(totals: Totals, ending: threading.Event, *, at_once: bool = False) -> bool:
    """Do what waits; nothing is left of it."""
    from parvis.jobs.running import ask_for_chores, do_tasks  # noqa: PLC0415  needs the models

    ask_for_chores(now=clock.now(), all_of_them=at_once)
    done = do_tasks(is_ending=ending.is_set)
    totals.reminders += done.reminders
    for failure in done.failures:
        note(f"{failure} `parvis tasks` says more.")
    return False


def _deliver(totals: Totals, ending: threading.Event) -> bool:
    """Send what is due. Returns whether there was more than one connection should carry."""
    from parvis.core.ground.delivering import AT_ONCE, count_waiting, deliver_due  # noqa: PLC0415

    done = deliver_due(clock=clock.now, is_ending=ending.is_set)
    totals.add(done)
    totals.waiting = count_waiting()
    return done.sent >= AT_ONCE
