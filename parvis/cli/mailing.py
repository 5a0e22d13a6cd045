"""`parvis mail`: what waits to be sent, what could not be, and what came back."""

from typing import TYPE_CHECKING, Annotated

import typer

from parvis.cli import clock, home
from parvis.cli.edge import MisuseError
from parvis.cli.output import Format, FormatOption, many, note, say, say_json, table

if TYPE_CHECKING:
    from parvis.core.ground.outbox import Mail

app = typer.Typer(help="Mail that is not sent yet, or came back.", no_args_is_help=True)
SHOWN = 50
LARGEST_REPORT = 20_000_000  # bytes: it may bring the whole mail back


@app.command("list")
def listed(
    *,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, help="How many, the newest first.")
    ] = SHOWN,
    form: FormatOption = Format.TEXT,
) -> None:
    """List mail that waits, was given up or came back, with what the server said."""
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
        say("No mail waits, and none was given up or came back.")


@app.command()
def retry(
    *,
    bounced: Annotated[
        bool, typer.Option("--bounced", help="Also mail that came back from its address.")
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Let mail that waits or was given up be tried at the worker's next look."""
    home.opened()
    from parvis.core.ground.delivering import try_again  # noqa: PLC0415  needs the models

    count = try_again(now=clock.now(), with_bounced=bounced)
    if form is Format.JSON:
        say_json({"mails": count})
    else:
        say(f"{many(count, 'mail')} to be tried again.")


class NotOursError(Exception):
    """A delivery report about mail that this installation did not send, or has forgotten."""


@app.command("bounced")
def bounced_mail(form: FormatOption = Format.TEXT) -> None:
    """Read a delivery report (RFC 3464) from the standard input; note which mail came back, why.

    For a mail server's alias: it pipes what comes to the sender's address into this command.
    """
    home.opened()
    from parvis.lib.delivery_report import failures_in  # noqa: PLC0415  only here

    failures = failures_in(_report())
    mails = [_note(one.recipient, one.reason, one.message_id) for one in failures]
    if form is Format.JSON:
        say_json([{"number": mail.pk, "to": mail.to, "problem": mail.problem} for mail in mails])
    elif not mails:
        say("The report tells of nothing that failed for good. Nothing was changed.")
    for mail in mails if form is Format.TEXT else []:
        say(f"Mail {mail.pk} to {mail.to} came back: {mail.problem}")


def _report() -> bytes:
    stdin = typer.get_binary_stream("stdin")
    if stdin.isatty():
        raise MisuseError("Give a delivery report: parvis mail bounced < MESSAGE")
    return stdin.read(LARGEST_REPORT)


def _note(recipient: str, reason: str, message_id: str) -> "Mail":
    from parvis.core.ground.bouncing import note_bounce  # noqa: PLC0415  needs the models

    mail = note_bounce(reason=reason, message_id=message_id, recipient=recipient, now=clock.now())
    if mail is None:
        raise NotOursError(
            f"No mail of ours is known by {message_id or recipient or 'this report'}. It was "
            "another program's, or was sent more than 60 days ago"
        )
    return mail
