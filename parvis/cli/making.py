"""`parvis init`."""

from pathlib import Path
from typing import Annotated

import typer

from parvis.cli import clock
from parvis.cli.output import Format, FormatOption, note, say, say_json
from parvis.lib.home import Home

SUGGESTED = "Our network"


def init(
    *,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ask nothing; what is asked can be set later.")
    ] = False,
    home: Annotated[
        Path | None,
        typer.Option("--home", metavar="DIR", help="Where, instead of PARVIS_HOME or ./var."),
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Make an installation, or add what an older one lacks. Run again, it changes nothing."""
    from parvis.insights import installation  # noqa: PLC0415  slow to load

    where = Home(home.expanduser().absolute()) if home else Home.from_environment()
    asks = not no_input and not installation.exists(where)
    name = _ask("Name of the network", SUGGESTED) if asks else None
    lead = _ask("Address of the first programme lead (blank: nobody yet)", "") if asks else None
    made = installation.make(where, name=name, lead=lead, now=clock.now())
    if form is Format.JSON:
        say_json({"home": where.path, "added": made.added})
    else:
        _say(where, made.added)
    if home and made.added:
        note(f"Other commands find it by PARVIS_HOME={where.path}.")


def _say(where: Home, added: list[str]) -> None:
    if not added:
        say(f"The installation in {where.path} is complete; nothing was changed.")
        return
    say(f"The installation in {where.path} is ready. Added:")
    for what in added:
        say(f"  {what}")


def _ask(question: str, suggestion: str) -> str:
    answer: str = typer.prompt(
        question, default=suggestion, show_default=bool(suggestion), err=True
    )
    return answer.strip()
