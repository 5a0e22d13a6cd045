"""Answers go to stdout, everything said along the way to stderr: an answer can be piped."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

UNKNOWN = "-"  # what stands in a table where nothing is known


class Format(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


FormatOption = Annotated[
    Format, typer.Option("--format", help="How the answer is written: for people or for programs.")
]


def say(text: str = "") -> None:
    """Part of the answer."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """Something to know that is not the answer."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def say_json(answer: Any) -> None:
    """The whole answer as one JSON document."""
    say(json.dumps(answer, default=_plain, ensure_ascii=False, indent=2))


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows under a header, columns aligned: numbers to the right, words to the left."""
    values = [list(row) for row in rows]
    right = [bool(values) and all(_is_number(row[i]) for row in values) for i in range(len(header))]
    cells = [list(header), *([_cell(value) for value in row] for row in values)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    return "\n".join(_line(row, widths, right) for row in cells)


def many(count: int, one: str, more: str | None = None) -> str:
    """`1 row`, `2 rows`, `12,345 rows`."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def sentence(text: object) -> str:
    """The text on one line, ended as a sentence is."""
    line = " ".join(str(text).split())
    return line if line.endswith((".", "!", "?")) else f"{line}."


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    aligned = (
        cell.rjust(width) if to_right else cell.ljust(width)
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    )
    return "  ".join(aligned).rstrip()


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _cell(value: object) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
