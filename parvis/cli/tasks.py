"""`parvis tasks`: what the worker does by the clock, and how it went."""

from dataclasses import asdict
from datetime import timedelta

from parvis.cli import clock, home
from parvis.cli.output import Format, FormatOption, note, say, say_json, table

QUIET = timedelta(minutes=10)  # chores are asked for every minute


def tasks(form: FormatOption = Format.TEXT) -> None:
    """List what the worker does by the clock: when each was asked for last, and how it went."""
    home.opened()
    from parvis.jobs.noted import newest  # noqa: PLC0415  needs the models

    rows = list(newest())
    if form is Format.JSON:
        say_json([asdict(row) for row in rows])
        return
    names = ("task", "asked for last", "state", "what it does")
    shown = [
        (
            row.task,
            f"{row.asked_at:%Y-%m-%d %H:%M} UTC" if row.asked_at else "never",
            row.state,
            row.purpose,
        )
        for row in rows
    ]
    say(table(names, shown))
    for row in rows:
        if row.problem:
            note(f"{row.task} failed on {row.problem}")
    last = max((row.asked_at for row in rows if row.asked_at), default=None)
    if last is None or clock.now() - last > QUIET:
        note("No worker has asked for anything in the last ten minutes. Start one: `parvis worker`")
