"""The command `parvis`: parse, call one function, print."""

from typing import Annotated

import typer

from parvis.cli import (
    demonstrating,
    ingesting,
    listing,
    making,
    measuring,
    people,
    resolving,
    rules,
    serving,
)
from parvis.cli.edge import Edge
from parvis.cli.output import say

app = typer.Typer(
    name="parvis",
    cls=Edge,
    help="Runs a network of community spaces, and says honestly whether it works.",
    epilog="An installation is one directory: PARVIS_HOME, or ./var where that is not set.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def parvis(
    *, version: Annotated[bool, typer.Option("--version", help="Show the version and end.")] = False
) -> None:
    """Only what stands before a command is read here."""


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415  slow, and seldom asked for

        say(f"parvis {version('parvis')}")
        raise typer.Exit
