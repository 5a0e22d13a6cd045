"""The command `parvis`: parse, call one function, print."""

from typing import Annotated

import typer

from parvis.cli import (
    demonstrating,
    importing,
    ingesting,
    listing,
    mailing,
    making,
    measuring,
    opportunities,
    people,
    resolving,
    rules,
    serving,
    tasks,
    tokens,
    working,
)
from parvis.cli.edge import Edge
from parvis.cli.output import say

app = typer.Typer(
    name="parvis",
    cls=Edge,
    help="Runs a network of community spaces, and says honestly whether it works.",
    epilog="An installation is one directory: PARVIS_HOME, or ./var where that is not set.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version  # noqa: PLC0415  slow, and seldom asked for

        say(f"parvis {version('parvis')}")
        raise typer.Exit


@app.callback()
def parvis(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and end."
        ),
    ] = False,
) -> None:
    # No docstring: it would take the place of the program's own help text
    del version


app.command("init")(making.init)
app.add_typer(ingesting.app, name="ingest")
app.add_typer(importing.app, name="import")
app.command("cadence")(importing.cadence)
app.command("resolve")(resolving.resolve)
app.command("measure")(measuring.measure)
app.add_typer(people.app, name="people")
app.add_typer(tokens.app, name="token")
app.add_typer(rules.app, name="rules")
app.command("sources")(listing.sources)
app.add_typer(listing.lake, name="lake")
app.add_typer(opportunities.app, name="opportunities")
app.add_typer(mailing.app, name="mail")
app.command("worker")(working.worker)
app.command("tasks")(tasks.tasks)
app.command("demo")(demonstrating.demo)
app.command("serve")(serving.serve)


def run() -> None:
    """What `.venv/bin/parvis` calls."""
    app()
