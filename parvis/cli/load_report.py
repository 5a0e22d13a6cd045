"""What a load did, and the list of rows that it set aside, for somebody to mend."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from parvis.cli import clock
from parvis.cli.edge import SET_ASIDE
from parvis.cli.output import Format, many, note, say, say_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from parvis.insights.importing.events import ImportReport
    from parvis.insights.importing.opportunities import TaskReport
    from parvis.insights.importing.registrations import SignUpReport
    from parvis.lib.home import Home
    from parvis.measure.loading import LoadReport
    from parvis.measure.sources.base import SetAside

SHOWN = 10  # rows set aside that are listed; a file holds the rest


def tell(report: "LoadReport", where: "Home", form: Format) -> None:
    """Print what the load did; end with 3 if rows were set aside."""
    kept = keep_list(report, where)
    say_json(_as_json(report, kept)) if form is Format.JSON else _say(report)
    say_set_aside(report.set_aside, kept)


def say_set_aside(rows: "Sequence[SetAside]", kept: Path | None) -> None:
    """Name the first of the rows and the file that holds all of them; end with 3 if there are."""
    if kept is None:
        return
    for row in rows[:SHOWN]:
        note(f"  {row}")
    if len(rows) > SHOWN:
        note(f"  and {many(len(rows) - SHOWN, 'more row')}.")
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


def warn_of(areas: list[str]) -> None:
    """Say which areas of a load are no focus areas."""
    if areas:
        more = f" and {len(areas) - SHOWN:,} more" if len(areas) > SHOWN else ""
        named = f"{', '.join(areas[:SHOWN])}{more}"
        note(f"No focus area has these names, so that rows of them count nowhere: {named}.")


def keep_list(
    report: "LoadReport | ImportReport | SignUpReport | TaskReport", home: "Home"
) -> Path | None:
    """Write file, row, problem and remedy of each row set aside as CSV; where the list is."""
    if not report.set_aside:
        return None
    home.set_aside.mkdir(parents=True, exist_ok=True)
    path = home.set_aside / f"{report.source}-{clock.utc_now():%Y%m%dT%H%M%S}.csv"
    with path.open("w", encoding="utf-8", newline="", errors="backslashreplace") as out:
        rows = csv.writer(out)
        rows.writerow(["file", "row", "problem", "remedy"])
        rows.writerows([r.file, r.row, r.problem, r.remedy] for r in report.set_aside)
    return path
