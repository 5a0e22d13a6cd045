"""`parvis ingest`: bring activity into the lake."""

from pathlib import Path
from typing import Annotated

import typer

from parvis.cli import clock, home, progress
from parvis.cli.edge import MisuseError
from parvis.cli.load_report import tell, warn_of
from parvis.cli.output import Format, FormatOption
from parvis.lib.slugs import is_slug

app = typer.Typer(no_args_is_help=True, help="Bring in activity from where people contribute.")


@app.command()
def git(
    location: Annotated[str, typer.Argument(help="Path of a repository or bundle, or an address.")],
    *,
    source: Annotated[str, typer.Option("--source", metavar="NAME", help="Name of the source.")],
    area: Annotated[str, typer.Option("--area", metavar="SLUG", help="Its focus area.")],
    branch: Annotated[
        str | None,
        typer.Option("--branch", metavar="NAME", help="Branch to read, instead of the main one."),
    ] = None,
    mailmap: Annotated[
        Path | None,
        typer.Option("--mailmap", metavar="FILE", help="Use this instead of the one committed."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take a rewritten history in place of the old one.")
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Load the history of a git repository: authors, co-authors, committers, merges."""
    _check_name(source)
    where = home.opened()
    from parvis.insights import ingestion  # noqa: PLC0415  needs the models

    with progress.shown() as shown:
        report = ingestion.ingest_git(
            where,
            location=location,
            name=source,
            area=area,
            branch=branch,
            mailmap=mailmap,
            replace=replace,
            now=clock.utc_now(),
            progress=shown,
        )
    tell(report, where, form)


@app.command()
def table(
    file: Annotated[Path, typer.Argument(help="A CSV, JSON Lines or Parquet file.")],
    *,
    mapping: Annotated[
        Path, typer.Option("--mapping", metavar="FILE", help="A TOML file that names the columns.")
    ],
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help="Name of the source, instead of the file's."),
    ] = None,
    area: Annotated[
        str | None,
        typer.Option("--area", metavar="SLUG", help="Focus area of rows that name none."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Take this table in place of what was loaded.")
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Load a table of contributions; a mapping says which columns mean what."""
    name = source or file.stem
    _check_name(name)
    where = home.opened()
    from parvis.insights import ingestion  # noqa: PLC0415  needs the models

    with progress.shown() as shown:
        report = ingestion.ingest_table(
            where,
            file=file,
            mapping=mapping,
            name=name,
            area=area,
            replace=replace,
            now=clock.utc_now(),
            progress=shown,
        )
    warn_of(ingestion.uncounted_areas(where, name))
    tell(report, where, form)


@app.command()
def logbook(form: FormatOption = Format.TEXT) -> None:
    """Load the contributions that people told of and mentors confirmed, in place of the last load.

    It counts those of people who allowed joining it with their visits, or who told of it signed in.
    What is no longer confirmed or allowed is taken out again.
    """
    where = home.opened()
    from parvis.insights.logbook import ingest_logbook  # noqa: PLC0415  needs the models

    with progress.shown() as shown:
        report = ingest_logbook(where, now=clock.utc_now(), progress=shown)
    tell(report, where, form)


def _check_name(name: str) -> None:
    if name == "logbook":
        raise MisuseError(
            "“logbook” is the source of what people told of by hand. Name yours with --source."
        )
    if not is_slug(name):
        raise MisuseError(
            f"{name!r} cannot name a source. Use --source with small letters, digits and hyphens."
        )
