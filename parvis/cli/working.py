"""`parvis worker`: what is due without anybody asking for it, the sending of mail above all."""

import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from parvis.cli import clock, home
from parvis.cli.output import Format, FormatOption, many, note, say, say_json

if TYPE_CHECKING:
    from parvis.core.ground.delivering import Delivered

ROUND = 5  # seconds from one look at the mail to the next
CHORES = timedelta(minutes=1)


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
    """Send mail and remind of reports as they fall due. `parvis serve` runs one beside the site."""
    home.opened()
    totals, ending = Totals(), threading.Event()
    if once:
        _do_chores(totals)
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
    """Rounds until told to end. A database that is away for a while ends nothing."""
    from django.db import Error, close_old_connections  # noqa: PLC0415  needs the settings

    chores_at, is_away = clock.now(), False
    while not ending.is_set():
        try:
            if clock.now() >= chores_at:
                chores_at = clock.now() + CHORES
                _do_chores(totals)
            has_more = _deliver(totals, ending)
            is_away = False
        except Error as error:
            if not is_away:
                note(f"The database refused ({' '.join(str(error).split())}). Trying again.")
            is_away, has_more = True, False
        close_old_connections()
        ending.wait(0 if has_more else ROUND)


def _do_chores(totals: Totals) -> None:
    from parvis.core.events.reminders import remind_of_reports  # noqa: PLC0415  needs the models
    from parvis.core.ground.delivering import forget_sent  # noqa: PLC0415
    from parvis.core.needs.proposing import forget_unconfirmed  # noqa: PLC0415
    from parvis.core.registration.asking_back import ask_back  # noqa: PLC0415
    from parvis.core.registration.passes import forget_passes  # noqa: PLC0415
    from parvis.core.registration.reminding import remind_visitors  # noqa: PLC0415
    from parvis.core.registration.waiting import pass_on_offers  # noqa: PLC0415

    now: datetime = clock.now()
    for chore in (forget_sent, forget_unconfirmed, forget_passes):
        _do(chore, now)
    _do(pass_on_offers, now)
    for chore in (remind_of_reports, remind_visitors, ask_back):
        totals.reminders += _do(chore, now)


def _do(chore: Callable[..., int], now: datetime) -> int:
    """Do a chore; one that the database does not take holds up no other."""
    from django.db import IntegrityError  # noqa: PLC0415  needs the settings

    try:
        return chore(now=now)
    except IntegrityError as error:
        note(f"{chore.__name__} could not be done ({' '.join(str(error).split())}).")
        return 0


def _deliver(totals: Totals, ending: threading.Event) -> bool:
    """Send what is due. Returns whether there was more than one connection should carry."""
    from parvis.core.ground.delivering import AT_ONCE, count_waiting, deliver_due  # noqa: PLC0415

    done = deliver_due(clock=clock.now, is_ending=ending.is_set)
    totals.add(done)
    totals.waiting = count_waiting()
    return done.sent >= AT_ONCE
