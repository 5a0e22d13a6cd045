"""`parvis mail`: what waits to be sent, and what could not be."""

from typing import Annotated

import typer

from parvis.cli import clock, home
from parvis.cli.output import Format, FormatOption, many, note, say, say_json, table

app = typer.Typer(help="Mail that is not sent yet.", no_args_is_help=True)
SHOWN = 50


@app.command("list")
def listed(
    *,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, help="How many, the newest first.")
    ] = SHOWN,
    form: FormatOption = Format.TEXT,
) -> None:
    """List mail that waits or was given up, with what the server said."""
    home.opened()
    from parvis.core.ground.outbox import Mail  # noqa: PLC0415  needs the models

    found = Mail.objects.exclude(state=Mail.State.SENT)
    names = ("number", "to", "subject", "state", "tries", "due_at", "problem")
    mails = found.values("pk", "to", "subject", "state", "tries", "due_at", "problem")[:most]
    rows = [dict(zip(names, mail.values(), strict=True)) for mail in mails]
    if form is Format.JSON:
        say_json(rows)
    elif rows:
        shown = [{**row, "due_at": f"{row['due_at']:%Y-%m-%d %H:%M} UTC"} for row in rows]
        say(table(names, [tuple(row.values()) for row in shown]))
        if len(rows) == most and found.count() > most:
            note(f"{many(found.count() - most, 'more mail')} not shown: --most shows them.")
    else:
        say("No mail waits, and none was given up.")


@app.command()
def retry(form: FormatOption = Format.TEXT) -> None:
    """Let mail that waits or was given up be tried at the worker's next look."""
    home.opened()
    from parvis.core.ground.delivering import try_again  # noqa: PLC0415  needs the models

    count = try_again(now=clock.now())
    if form is Format.JSON:
        say_json({"mails": count})
    else:
        say(f"{many(count, 'mail')} to be tried again.")
