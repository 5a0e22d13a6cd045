"""`parvis opportunities`: tasks for newcomers, and where they come from."""

from typing import TYPE_CHECKING, Annotated

import typer

from parvis.cli import clock, home
from parvis.cli.edge import FAILED
from parvis.cli.output import Format, FormatOption, many, note, say, say_json, table

if TYPE_CHECKING:
    from parvis.core.pathways.opportunities import OpportunitySource
    from parvis.insights.offers.syncing import Synced

app = typer.Typer(help="Small tasks for newcomers.", no_args_is_help=True)
SHOWN = 50


class NoSourceError(Exception):
    """A source of tasks that there is not, or that is switched off."""


@app.command()
def sync(
    *,
    source: Annotated[
        int | None, typer.Option("--source", metavar="N", help="This one alone; else all.")
    ] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Read what is new at the sources of tasks, GitHub and Bugzilla; all of it, however long."""
    home.opened()
    done = [_sync(one) for one in _chosen(source)]
    if form is Format.JSON:
        say_json([_as_json(one) for one in done])
    elif not done:
        say("There are no sources of tasks. A lead adds one at /programme/opportunities/.")
    for one in done if form is Format.TEXT else []:
        _tell(one)
    if any(one.problem for one in done):
        raise typer.Exit(FAILED)


@app.command("list")
def listed(
    *,
    area: Annotated[
        str | None, typer.Option("--area", metavar="SLUG", help="Of this focus area.")
    ] = None,
    minutes: Annotated[
        int | None, typer.Option("--minutes", metavar="N", min=1, help="Taking no longer.")
    ] = None,
    most: Annotated[
        int, typer.Option("--most", metavar="N", min=1, help="How many, the newest first.")
    ] = SHOWN,
    form: FormatOption = Format.TEXT,
) -> None:
    """List open tasks."""
    home.opened()
    from parvis.core.pathways.finding import open_opportunities  # noqa: PLC0415  needs the models

    found = open_opportunities(area=area, minutes=minutes)
    names = ("number", "area", "minutes", "difficulty", "language", "title", "link")
    values = ("pk", "area__slug", "minutes", "difficulty", "language", "title", "link")
    rows = [dict(zip(names, row, strict=True)) for row in found.values_list(*values)[:most]]
    if form is Format.JSON:
        say_json(rows)
    elif not rows:
        say("No open task fits.")
    else:
        say(table(names, [tuple(row.values()) for row in rows]))
        if len(rows) == most and (more := found.count() - most):
            note(f"{many(more, 'more task')} not shown: --most shows them.")


def _chosen(key: int | None) -> "list[OpportunitySource]":
    from parvis.core.pathways.sourcing import sources  # noqa: PLC0415  needs the models

    found = sources().filter(is_on=True)
    if key is None:
        return list(found)
    chosen = list(found.filter(pk=key))
    if not chosen:
        numbers = ", ".join(f"{one.pk} ({one.place})" for one in found) or "none"
        raise NoSourceError(f"There is no source {key} that is switched on. There is: {numbers}.")
    return chosen


def _sync(source: "OpportunitySource") -> "Synced":
    from django.conf import settings  # noqa: PLC0415  needs the settings

    from parvis.core.pathways.sourcing import claim  # noqa: PLC0415  needs the models
    from parvis.insights.offers.syncing import Synced, Token  # noqa: PLC0415
    from parvis.insights.offers.syncing import sync as read  # noqa: PLC0415

    now = clock.now()
    if not claim(source, now=now):
        return Synced(source, problem="A worker reads it at this moment. Try again later.")
    return read(source=source, now=now, token=Token(settings.GITHUB_TOKEN))


def _tell(done: "Synced") -> None:
    taken = done.taken
    say(
        f"{done.source}: {taken.new:,} new, {taken.reopened:,} opened again, {taken.closed:,} "
        f"closed, {taken.changed:,} changed."
    )
    if done.problem:
        note(f"{done.source} was not read to the end. {done.problem}")


def _as_json(done: "Synced") -> dict[str, object]:
    return {
        "source": done.source.pk,
        "place": done.source.place,
        **vars(done.taken),
        "read_to_the_end": done.is_whole,
        "problem": done.problem,
    }
