"""`parvis people`: settle who is who by hand."""

from typing import Annotated, Any

import typer

from parvis.cli import clock, home
from parvis.cli.output import Format, FormatOption, note, say, say_json, table

app = typer.Typer(no_args_is_help=True, help="Settle by hand who is who, and see why.")
AGAIN = "It counts from the next `parvis resolve` on."

Who = Annotated[str, typer.Argument(help="An address, a login, an id, or an account's key.")]
Other = Annotated[str, typer.Argument(help="The other, named in the same ways.")]
Because = Annotated[
    str, typer.Option("--because", metavar="TEXT", help="Why, for others to check.")
]


@app.command()
def link(one: Who, other: Other, *, because: Because, form: FormatOption = Format.TEXT) -> None:
    """Say that two accounts or addresses are one person."""
    where = home.opened()
    from parvis.insights import identities  # noqa: PLC0415  needs the models

    made = identities.link(where, one=one, other=other, because=because, now=clock.now())
    _tell(made, f"Decision {made.pk}: {one} and {other} are one person. {AGAIN}", form)


@app.command()
def unlink(one: Who, other: Other, *, because: Because, form: FormatOption = Format.TEXT) -> None:
    """Say that two are different people, whatever the evidence says."""
    where = home.opened()
    from parvis.insights import identities  # noqa: PLC0415  needs the models

    made = identities.unlink(where, one=one, other=other, because=because, now=clock.now())
    _tell(made, f"Decision {made.pk}: {one} and {other} are two people. {AGAIN}", form)


@app.command()
def undo(
    number: Annotated[int, typer.Argument(help="The decision's number.")],
    form: FormatOption = Format.TEXT,
) -> None:
    """Withdraw a decision, so that the evidence speaks again."""
    home.opened()
    from parvis.insights import identities  # noqa: PLC0415  needs the models

    withdrawn = identities.undo(number=number, now=clock.now())
    _tell(withdrawn, f"Decision {number} is withdrawn. {AGAIN}", form)


@app.command()
def decisions(form: FormatOption = Format.TEXT) -> None:
    """List the decisions that count."""
    home.opened()
    from parvis.insights import identities  # noqa: PLC0415  needs the models

    rows = [_decision(row) for row in identities.listed()]
    if form is Format.JSON:
        say_json(rows)
    elif rows:
        say(table(tuple(rows[0]), [tuple(row.values()) for row in rows]))
    else:
        note("Nothing has been decided by hand.")


@app.command()
def explain(who: Who, form: FormatOption = Format.TEXT) -> None:
    """Show a person: their accounts, and what joined them."""
    where = home.opened()
    from parvis.insights import identities  # noqa: PLC0415  needs the models

    person = identities.explained(where, who)
    say_json(person) if form is Format.JSON else _say(person)


def _tell(decision: Any, text: str, form: Format) -> None:
    """Say what was done to a decision."""
    if form is Format.JSON:
        say_json({**_decision(decision), "withdrawn_at": decision.withdrawn_at})
    else:
        say(text)


def _decision(row: Any) -> dict[str, object]:
    return {
        "number": row.pk,
        "left": row.left,
        "right": row.right,
        "verdict": row.get_verdict_display(),
        "because": row.because,
        "by": str(row.by or "command line"),
        "decided_at": row.decided_at,
    }


def _say(person: dict[str, Any]) -> None:
    say(f"{person['name'] or 'Somebody without a name'}, {person['standing']}, {person['person']}")
    if person["because"]:
        say(person["because"])
    accounts = [[str(value or "") for value in row.values()] for row in person["accounts"]]
    say(f"\n{table(('account', 'source', 'name', 'login', 'domain'), accounts)}\n")
    for why in person["why"]:
        say(why)
