"""`parvis sources` and `parvis lake`: what the lake holds."""

from typing import TYPE_CHECKING

import typer

from parvis.cli import clock, home
from parvis.cli.output import Format, FormatOption, many, note, say, say_json, table

if TYPE_CHECKING:
    from parvis.measure.manifest import SourceEntry

lake = typer.Typer(no_args_is_help=True, help="Look after the lake.")
SHOWN = ("source", "area", "from", "to", "rows", "accounts", "set aside")


def sources(form: FormatOption = Format.TEXT) -> None:
    """List the sources, and what each of them covers."""
    where = home.opened()
    from parvis.insights import operations  # noqa: PLC0415  needs the models

    held = operations.sources(where)
    if form is Format.JSON:
        say_json([_as_json(name, entry) for name, entry in held.items()])
    elif held:
        say(table(SHOWN, [_row(name, entry) for name, entry in held.items()]))
    else:
        note("There are no sources yet. `parvis ingest --help` says how to load one.")


@lake.command()
def compact(form: FormatOption = Format.TEXT) -> None:
    """Rewrite sources of many files as one each, for quicker reading."""
    where = home.opened()
    from parvis.insights import operations  # noqa: PLC0415  needs the models

    done = operations.compact(where, now=clock.utc_now())
    if form is Format.JSON:
        say_json({"compacted": done})
    else:
        say(f"{many(done, 'source')} compacted." if done else "Every source is compact already.")


def _row(name: str, entry: "SourceEntry") -> tuple[object, ...]:
    area = entry.area or "several"
    span = (entry.covered_from or "-", entry.covered_to or "-")
    return (name, area, *span, entry.rows, entry.accounts, entry.set_aside)


def _as_json(name: str, entry: "SourceEntry") -> dict[str, object]:
    return {
        "source": name,
        "platform": entry.platform,
        "area": entry.area,
        "covered_from": entry.covered_from,
        "covered_to": entry.covered_to,
        "from_birth": entry.from_birth,
        "rows": entry.rows,
        "accounts": entry.accounts,
        "set_aside": entry.set_aside,
        "loaded_at": entry.loaded_at,
    }
