"""`parvis token`: let a program act for somebody."""

from typing import Annotated

import typer

from parvis.cli import clock, home
from parvis.cli.output import Format, FormatOption, note, say, say_json, table

app = typer.Typer(no_args_is_help=True, help="Let programs act for somebody, by the HTTP API.")
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The address they sign in with.")]


@app.command()
def make(
    email: Email,
    *,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What uses it.")],
    form: FormatOption = Format.TEXT,
) -> None:
    """Make a token and show it, once. Whoever has it may do what its user may."""
    home.opened()
    from parvis.core.people.tokens import make_token, user_called  # noqa: PLC0415  needs them

    token, secret = make_token(user=user_called(email), name=name, by=None, now=clock.now())
    note("Keep this token: it is shown only now, and nobody can look it up.")
    if form is Format.JSON:
        say_json({"number": token.pk, "name": token.name, "token": secret})
    else:
        say(secret)


@app.command("list")
def listed(email: Email, form: FormatOption = Format.TEXT) -> None:
    """List somebody's tokens: what uses them, since when, and whether they still open."""
    home.opened()
    from parvis.core.people.tokens import user_called  # noqa: PLC0415  needs the models

    fields = ("number", "name", "made_at", "last_used_at", "revoked_at")
    found = user_called(email).tokens.values_list("pk", *fields[1:])
    if form is Format.JSON:
        say_json([dict(zip(fields, row, strict=True)) for row in found])
    elif found:
        say(table(fields, [tuple("" if one is None else one for one in row) for row in found]))
    else:
        note(f"{email} has no tokens.")


@app.command()
def revoke(
    number: Annotated[int, typer.Argument(help="The token's number.")],
    form: FormatOption = Format.TEXT,
) -> None:
    """Let a token open nothing from now on."""
    home.opened()
    from parvis.core.people.tokens import revoke_token, token_numbered  # noqa: PLC0415

    token = revoke_token(token=token_numbered(number), by=None, now=clock.now())
    if form is Format.JSON:
        say_json({"number": token.pk, "name": token.name, "revoked_at": token.revoked_at})
    else:
        say(f"Token {number} ({token}) opens nothing any more.")
