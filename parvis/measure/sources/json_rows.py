"""JSON Lines: an object on each line. A column may be a path, as in `author.login`."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from parvis.measure.sources.base import SetAside, place
from parvis.measure.sources.chunks import ROWS, SEVERAL, Chunk, Lines, Table
from parvis.measure.sources.texts import clean

ABSENT = object()
REMEDY = "Write one JSON object on each line."


def read(lines: Lines, _start: str, table: Table) -> Iterator[Chunk]:
    """Yield the table's rows. A column that none of the first rows has is taken to be missing."""
    numbered = enumerate(lines, start=1)
    first = True
    while some := list(islice(numbered, ROWS)):
        chunk, rows = _parse(some, table.file)
        if first and rows:
            _check(rows, table)
            first = False
        for column in table.columns:
            chunk.columns[column] = clean([text_of(_at(row, column)) for row in rows])
        yield chunk


def _parse(lines: list[tuple[int, str]], file: str) -> tuple[Chunk, list[dict[str, Any]]]:
    chunk = Chunk()
    rows: list[dict[str, Any]] = []
    for number, line in lines:
        if not line.strip():
            continue
        row, problem = _object(line)
        if row is None:
            chunk.set_aside.append(SetAside(*place(file, number), problem, REMEDY))
        else:
            chunk.numbers.append(number)
            rows.append(row)
    return chunk, rows


def _object(line: str) -> tuple[dict[str, Any] | None, str]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, f"this line is not JSON ({error})"
    return (row, "") if isinstance(row, dict) else (None, "this line is not a JSON object")


def _check(rows: list[dict[str, Any]], table: Table) -> None:
    paths = [c for c in table.columns if any(_at(row, c) is not ABSENT for row in rows)]
    table.check(dict.fromkeys([*(k for row in rows for k in row), *paths]))


def _at(row: dict[str, Any], column: str) -> Any:
    """The value of a column, or of a path into nested objects."""
    if column in row:
        return row[column]
    value: Any = row
    for step in column.split("."):
        if not isinstance(value, dict) or step not in value:
            return ABSENT
        value = value[step]
    return value


def text_of(value: Any) -> str:
    """A value as a cell's text; the values of a list stand apart."""
    if isinstance(value, str):
        return value
    if value is None or value is ABSENT:
        return ""
    if isinstance(value, list):
        return SEVERAL.join(text_of(v) for v in value)
    return json.dumps(value) if isinstance(value, bool | dict) else str(value)
