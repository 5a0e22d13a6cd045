"""CSV in its many kinds: comma, semicolon or tab; rows of the wrong width are set aside."""

import csv
from collections.abc import Iterator
from itertools import islice
from operator import itemgetter

from parvis.measure.sources.base import SetAside, SourceError, place
from parvis.measure.sources.chunks import ROWS, Chunk, Lines, Table
from parvis.measure.sources.texts import clean

DELIMITERS = (",", ";", "\t")
SAMPLE = 20
QUOTES = "Close the quotation mark, and double those inside the cell."
WIDTH = "Mend the row; a cell that holds the delimiter stands in quotation marks."

Record = list[str] | str  # the cells, or what is wrong


def read(lines: Lines, start: str, table: Table) -> Iterator[Chunk]:
    """Yield the table's rows. `start` is the beginning of the file, to tell the delimiter by."""
    records = _records(lines, _delimiter(start, table.columns))
    header = next((r for _, r in records if r), None)
    if header is None or isinstance(header, str):
        raise SourceError(f"{table.file} has no header. Its first row names the columns.")
    names = clean(header)
    table.check(names)
    wanted = {column: names.index(column) for column in table.columns if column in names}
    while some := list(islice(records, ROWS)):
        chunk = _chunk(some, wanted, len(names), table.file)
        chunk.fill(table.optional)
        yield chunk


def _records(lines: Lines, delimiter: str) -> Iterator[tuple[int, Record]]:
    """Rows as a spreadsheet numbers them: the header is row 1, empty rows count."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, str(error)


def _chunk(
    records: list[tuple[int, Record]], wanted: dict[str, int], width: int, file: str
) -> Chunk:
    chunk = Chunk()
    rows: list[list[str]] = []
    for number, record in records:
        if len(record) == width and not isinstance(record, str):
            chunk.numbers.append(number)
            rows.append(record)
        elif record:
            _fit(number, record, width, file=file, chunk=chunk, rows=rows)
    for column, at in wanted.items():
        chunk.columns[column] = clean(list(map(itemgetter(at), rows)))
    return chunk


def _fit(
    number: int, record: Record, width: int, *, file: str, chunk: Chunk, rows: list[list[str]]
) -> None:
    """Keep a row whose surplus cells are empty; set any other aside."""
    if isinstance(record, str):
        problem = f"the quotation marks do not match ({record})"
        chunk.set_aside.append(SetAside(*place(file, number), problem, QUOTES))
    elif len(record) > width and not any(record[width:]):
        chunk.numbers.append(number)
        rows.append(record[:width])
    elif any(cell.strip() for cell in record):
        problem = f"it has {len(record)} cells where the header has {width}"
        chunk.set_aside.append(SetAside(*place(file, number), problem, WIDTH))


def _delimiter(start: str, wanted: list[str]) -> str:
    """The one that finds most of the wanted columns, and rows as wide as the header."""
    lines = start.splitlines(keepends=True)[:-1] or [start]
    return max(DELIMITERS, key=lambda delimiter: _fitness(lines, delimiter, wanted))


def _fitness(lines: list[str], delimiter: str, wanted: list[str]) -> tuple[int, int, int]:
    rows = [row for row in islice(csv.reader(lines, delimiter=delimiter), SAMPLE) if row] or [[]]
    header = {cell.strip() for cell in rows[0]}
    alike = sum(len(row) == len(rows[0]) for row in rows)
    return (len(header & set(wanted)), alike if len(header) > 1 else 0, len(header))
