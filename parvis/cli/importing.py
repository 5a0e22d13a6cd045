"""`parvis import`: events, sign-ups and tasks; `parvis cadence`: what was held against plan."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parvis.cli import clock, home
from parvis.cli.days import read_day
from parvis.cli.load_report import keep_list, say_set_aside
from parvis.cli.output import Format, FormatOption, many, say, say_json, table

if TYPE_CHECKING:
    from parvis.insights.importing.events import ImportReport
    from parvis.insights.importing.opportunities import TaskReport
    from parvis.insights.importing.registrations import SignUpReport
    from parvis.lib.home import Home

app = typer.Typer(no_args_is_help=True, help="Bring in events, sign-ups and tasks from elsewhere.")


@app.command()
def events(
    file: Annotated[Path, typer.Argument(help="A CSV, JSON Lines or Parquet file.")],
    *,
    mapping: Annotated[
        str,
        typer.Option(
            "--mapping", metavar="NAME|FILE", help="One that ships (reps-archive), or a TOML file."
        ),
    ],
    registrations: Annotated[
        Path | None,
        typer.Option("--registrations", metavar="FILE", help="A table with a row for each."),
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Import a table of events; venues are matched to spaces by the mapping's rules."""
    where = home.opened()
    from parvis.insights.importing.events import import_events  # noqa: PLC0415  needs the models
    from parvis.insights.importing.mapping import find_mapping  # noqa: PLC0415

    report = import_events(
        file=file,
        mapping=find_mapping(mapping),
        registrations=registrations,
        by=None,
        now=clock.now(),
    )
    _tell(report, where, form)


@app.command()
def ics(
    path: Annotated[Path, typer.Argument(help="An .ics file, or a folder of them.")],
    *,
    space: Annotated[str, typer.Option("--space", metavar="SLUG", help="Where they happen.")],
    form: FormatOption = Format.TEXT,
) -> None:
    """Import calendars into a space; times without a zone are on its clock."""
    where = home.opened()
    from parvis.insights.importing.events import import_calendar  # noqa: PLC0415  needs the models

    report = import_calendar(path=path, space=space, by=None, now=clock.now())
    _tell(report, where, form)


@app.command()
def registrations(
    file: Annotated[Path, typer.Argument(help="A CSV, JSON Lines or Parquet file.")],
    *,
    event: Annotated[
        str, typer.Option("--event", metavar="UID", help="As in the address of its page.")
    ],
    write: Annotated[
        bool, typer.Option("--write", help="Write to everybody who is new: place, ticket, link.")
    ] = False,
    form: FormatOption = Format.TEXT,
) -> None:
    """Import who signed up for an event, and who came; never more than there are places."""
    where = home.opened()
    from parvis.insights.importing.registrations import import_registrations  # noqa: PLC0415

    report = import_registrations(file=file, event=event, write=write, by=None, now=clock.now())
    kept = keep_list(report, where)
    if form is Format.JSON:
        say_json(_sign_ups_as_json(report, kept))
    else:
        _say_sign_ups(report)
    say_set_aside(report.set_aside, kept)


@app.command()
def opportunities(
    file: Annotated[Path, typer.Argument(help="A CSV, JSON Lines or Parquet file.")],
    *,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FILE", help="TOML: which column means what."),
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Import tasks for newcomers; a second import of the same table changes nothing."""
    where = home.opened()
    from parvis.insights.importing.opportunities import import_opportunities  # noqa: PLC0415
    from parvis.insights.importing.opportunity_rows import (  # noqa: PLC0415  needs the models
        TaskMapping,
        read_task_mapping,
    )

    meant = read_task_mapping(mapping) if mapping else TaskMapping()
    report = import_opportunities(file=file, mapping=meant, by=None, now=clock.now())
    kept = keep_list(report, where)
    if form is Format.JSON:
        say_json(_tasks_as_json(report, kept))
    else:
        _say_tasks(report)
    say_set_aside(report.set_aside, kept)


def _tell(report: "ImportReport", where: "Home", form: Format) -> None:
    kept = keep_list(report, where)
    say_json(_as_json(report, kept)) if form is Format.JSON else _say(report)
    say_set_aside(report.set_aside, kept)


def cadence(
    *,
    space: Annotated[str, typer.Option("--space", metavar="SLUG", help="The space.")],
    first: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="Its first day.")],
    last: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD", help="Its last day.")],
    form: FormatOption = Format.TEXT,
) -> None:
    """Show the public events held in each week and month of a space, against its plan."""
    home.opened()
    from parvis.insights import cadence as of  # noqa: PLC0415  needs the models

    found = of.cadence(slug=space, first=read_day(first, "--from"), last=read_day(last, "--to"))
    if form is Format.JSON:
        say_json({**found, **{name: [vars(one) for one in found[name]] for name in PERIODS}})
        return
    for name in PERIODS:
        say(table([name, "held", "planned"], [(p.start, p.held, p.planned) for p in found[name]]))
        say()


PERIODS = ("months", "weeks")


def _say(report: "ImportReport") -> None:
    for slug in report.spaces:
        say(f"Opened the space {slug}.")
    left = f", {report.left:,} left as they were changed here" if report.left else ""
    say(
        f"{report.source}: {many(report.new, 'new event')}, {report.changed:,} changed, "
        f"{report.same:,} known{left}, {len(report.set_aside):,} set aside."
    )
    for problem, count in _reasons(report).most_common():
        say(f"  {count:>6,}  {problem}")


def _say_tasks(report: "TaskReport") -> None:
    say(
        f"{many(report.new, 'new task')}, {report.changed:,} changed, {report.closed:,} closed, "
        f"{report.same:,} known, {len(report.set_aside):,} set aside."
    )


def _tasks_as_json(report: "TaskReport", kept: Path | None) -> dict[str, object]:
    return {
        "new": report.new,
        "changed": report.changed,
        "closed": report.closed,
        "known": report.same,
        "set_aside": len(report.set_aside),
        "set_aside_file": kept,
    }


def _say_sign_ups(report: "SignUpReport") -> None:
    states = ", ".join(f"{count:,} {state}" for state, count in report.states.items())
    say(
        f"{report.event}: {many(report.new, 'new sign-up')} ({states}), {report.same:,} known, "
        f"{report.came:,} noted as there, {len(report.set_aside):,} set aside."
    )
    for what, count in report.left_out.items():
        say(f"  {count:>6,}  {LEFT_OUT[what]}")
    for problem, count in _reasons(report).most_common():
        say(f"  {count:>6,}  {problem}")
    if report.written:
        say(f"{many(report.written, 'mail')} will be sent.")


LEFT_OUT = {
    "consent": "kept without consent: no consent_at says when it was given",
    "came": "not noted as there: the state says came, the column `came` does not say yes",
}


def _reasons(report: "ImportReport | SignUpReport") -> Counter[str]:
    """How many rows were set aside for each reason, without what differs from row to row."""
    return Counter(row.problem.split(" (")[0] for row in report.set_aside)


def _as_json(report: "ImportReport", kept: Path | None) -> dict[str, object]:
    return {
        "source": report.source,
        "new": report.new,
        "changed": report.changed,
        "known": report.same,
        "left": report.left,
        "spaces_opened": report.spaces,
        "set_aside": len(report.set_aside),
        "reasons": dict(_reasons(report)),
        "set_aside_file": kept,
    }


def _sign_ups_as_json(report: "SignUpReport", kept: Path | None) -> dict[str, object]:
    return {
        "event": report.event,
        "new": report.new,
        **report.states,
        "known": report.same,
        "noted_as_there": report.came,
        "left_out": report.left_out,
        "mails": report.written,
        "set_aside": len(report.set_aside),
        "reasons": dict(_reasons(report)),
        "set_aside_file": kept,
    }
