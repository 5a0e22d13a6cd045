"""`parvis ingest`: bring activity into the lake."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parvis.cli import clock, home, progress
from parvis.cli.edge import SET_ASIDE, MisuseError
from parvis.cli.output import Format, FormatOption, many, note, say, say_json
from parvis.cli.set_aside import keep_list
from parvis.lib.slugs import is_slug

if TYPE_CHECKING:
    from parvis.lib.home import Home
    from parvis.measure.loading import LoadReport

app = typer.Typer(no_args_is_help=True, help="Bring in activity from where people contribute.")
SHOWN = 10  # rows set aside that are listed; a file holds the rest


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
    from parvis.insights import operations  # noqa: PLC0415  needs the models

    with progress.shown() as shown:
        report = operations.ingest_git(
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
    _tell(report, where, form)


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
        str | None, typer.Option("--area", metavar="SLUG", help="Focus area of every row.")
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Load a table of contributions; a mapping says which columns mean what."""
    name = source or file.stem
    _check_name(name)
    where = home.opened()
    from parvis.insights import operations  # noqa: PLC0415  needs the models

    with progress.shown() as shown:
        report = operations.ingest_table(
            where,
            file=file,
            mapping=mapping,
            name=name,
            area=area,
            now=clock.utc_now(),
            progress=shown,
        )
    _tell(report, where, form)


def _check_name(name: str) -> None:
    if not is_slug(name):
        raise MisuseError(
            f"{name!r} cannot name a source. Use --source with small letters, digits and hyphens."
        )


def _tell(report: "LoadReport", where: "Home", form: Format) -> None:
    """Print what the load did; end with 3 if rows were set aside."""
    kept = keep_list(report, where, clock.utc_now()) if report.set_aside else None
    say_json(_as_json(report, kept)) if form is Format.JSON else _say(report)
    if kept is None:
        return
    for row in report.set_aside[:SHOWN]:
        note(f"  {row}")
    if len(report.set_aside) > SHOWN:
        note(f"  and {many(len(report.set_aside) - SHOWN, 'more row')}.")
    note(f"Every row that was set aside, with what to do: {kept}")
    raise typer.Exit(SET_ASIDE)


def _say(report: "LoadReport") -> None:
    entry = report.entry
    say(
        f"{report.source}: {many(report.rows_new, 'new row')}, {report.rows_known:,} known, "
        f"{len(report.set_aside):,} set aside."
    )
    if entry.covered_from and entry.covered_to:
        span = f"{entry.covered_from:%Y-%m-%d} to {entry.covered_to:%Y-%m-%d}"
        birth = ", from its birth" if entry.from_birth else ""
        by = many(entry.accounts, "account")
        say(f"It holds {many(entry.rows, 'row')} by {by}, {span}{birth}.")


def _as_json(report: "LoadReport", kept: Path | None) -> dict[str, object]:
    entry = report.entry
    return {
        "source": report.source,
        "area": entry.area,
        "rows_new": report.rows_new,
        "rows_known": report.rows_known,
        "set_aside": len(report.set_aside),
        "set_aside_file": kept,
        "rows": entry.rows,
        "accounts": entry.accounts,
        "covered_from": entry.covered_from,
        "covered_to": entry.covered_to,
        "from_birth": entry.from_birth,
        "changed": report.changed,
    }
