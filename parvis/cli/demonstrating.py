"""`parvis demo`."""

from typing import Annotated

import typer

from parvis.cli import clock, home, progress
from parvis.cli.days import read_day
from parvis.cli.output import Format, FormatOption, many, say, say_json

SEED = 2014  # of the demo network that everybody sees


def demo(
    *,
    day: Annotated[
        str | None,
        typer.Option("--date", metavar="YYYY-MM-DD", help="Its today; by default today."),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Another seed draws another network.")
    ] = SEED,
    form: FormatOption = Format.TEXT,
) -> None:
    """Build an invented example network, measured and published; once."""
    today = read_day(day, "--date") if day else clock.today()
    where = home.opened()
    from parvis.insights.demonstration import demonstrate  # noqa: PLC0415  needs the models

    with progress.shown() as shown:
        done = demonstrate(where, today=today, seed=seed, now=clock.now(), progress=shown)
    held = done.summary
    if form is Format.JSON:
        say_json({**vars(held), "did_something": done.did_something})
        return
    say(
        "The demo network is ready." if done.did_something else "The demo network is there already."
    )
    events, spaces = many(held.events_held, "event"), many(held.spaces, "space")
    by = many(held.accounts, "account")
    say(f"As of {held.today}, seed {held.seed}: {spaces}, {events} held")
    say(f"and {held.events_ahead:,} ahead, {many(held.activities, 'activity', 'activities')} by")
    say(f"{by} in {many(held.sources, 'source')}. `parvis serve` shows it.")
