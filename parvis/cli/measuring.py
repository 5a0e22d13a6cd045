"""`parvis measure`."""

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parvis.cli import clock, home, progress
from parvis.cli.days import read_day
from parvis.cli.edge import MisuseError
from parvis.cli.output import Format, FormatOption, many, note, say, say_json, table

if TYPE_CHECKING:
    from parvis.insights.operations import Measured

MONTHS_SHOWN = 12


class Credit(StrEnum):
    """How a recruited person is split over the events attended before."""

    EQUAL = "equal"
    FIRST = "first"
    LAST = "last"


STALE = (
    "Sources were loaded since identities were last resolved: these figures do not hold what is "
    "new. Run `parvis resolve`, then measure again."
)


def measure(
    *,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="YYYY-MM-DD", help="At the start of this UTC day."),
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Show these figures on the impact page.")
    ] = False,
    credit: Annotated[
        Credit,
        typer.Option("--credit", help="How a recruited person is split over the events attended."),
    ] = Credit.EQUAL,
    form: FormatOption = Format.TEXT,
) -> None:
    """Measure active contributors and how they move, as of the start of a day (today)."""
    today = clock.today()
    day = _day(as_of, today)
    where = home.opened()
    from parvis.insights import operations  # noqa: PLC0415  needs the models

    noted_at = clock.now() if day >= today else None  # what is known of the past changes no page
    with progress.shown() as shown:
        measured = operations.measure(
            where, as_of=day, credit=credit.value, noted_at=noted_at, progress=shown
        )
    if measured.figures["stale"]:
        note(STALE)
    if publish:
        _publish(measured)
        note(f"Published: the impact page shows the figures as of {day}.")
    say_json(measured.figures) if form is Format.JSON else _say(measured.figures)


def _publish(measured: "Measured") -> None:
    from parvis.insights import impact, operations  # noqa: PLC0415  needs the models

    operations.publish(measured, now=clock.now())
    impact.draw_published()


def _day(text: str | None, today: date) -> date:
    """The day asked for. Tomorrow is allowed: at its start, all of today has happened."""
    if text is None:
        return today
    day = read_day(text, "--as-of")
    if day > today + timedelta(days=1):
        raise MisuseError(
            f"{day} has not come yet, so nothing is known as of it. Today is {today} (UTC)."
        )
    return day


def _say(figures: dict[str, Any]) -> None:
    from parvis.insights import words  # noqa: PLC0415  only where figures are put into words

    people, active = figures["people"], figures["active"]
    say(f"As of {figures['as_of']} (the start of that day, UTC)")
    say(f"Pathways: {words.pathways(figures) or 'none'}\n")
    seen = many(people["total"], "person", "people")
    say(f"{many(active['total'], 'active contributor')}.")
    say(f"{seen} seen, {people['staff']:,} staff, {many(people['bots'], 'bot')}.\n")
    say(table(("area", "active"), active["by_area"].items()))
    _say_lifecycle(figures["lifecycle"][-MONTHS_SHOWN:])
    _say_recruited(figures["recruited"])
    _say_coverage(figures["coverage"])


def _say_lifecycle(rows: list[dict[str, Any]]) -> None:
    names = (
        "month",
        "active",
        "new",
        "retained",
        "returned",
        "unknown_newness",
        "lapsed",
        "passing",
    )
    header = [name.replace("_", " ") for name in names]
    say(f"\n{table(header, [[row[name] for name in names] for row in rows])}")


def _say_recruited(found: dict[str, Any]) -> None:
    """What followed visits; nothing where nobody was ever let in anywhere."""
    consent = found["consent"]
    if not consent["check_ins"]:
        return
    allowed = f"{consent['allowed']:,} of {many(consent['check_ins'], 'check-in')}"
    recruits = many(found["total"], "person", "people")
    say(f"\nRecruited: at least {recruits}, as {allowed} may be joined with contributions.")
    names = ("space", "people", "credit", "first_in_area", "allowed", "check_ins")
    header = [name.replace("_", " ") for name in names]
    say(f"\n{table(header, [[row[name] for name in names] for row in found['by_space']])}")
    months = [list(row.values()) for row in found["by_month"][-MONTHS_SHOWN:]]
    say(f"\n{table(('month', 'recruited'), months)}")


def _say_coverage(rows: list[dict[str, Any]]) -> None:
    names = ("source", "area", "first", "last", "activities", "accounts")
    say(f"\n{table(names, [[row[name] for name in names] for row in rows])}")
