"""Opening a table, whatever it is: its content decides, not its name."""

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

from parvis.measure.sources import csv_rows, json_rows, parquet_rows
from parvis.measure.sources.base import SetAside, SourceError
from parvis.measure.sources.chunks import Chunk, Lines, Table

GZIP = b"\x1f\x8b"
PARQUET = b"PAR1"
KNOWN = {
    b"PK\x03\x04": "a spreadsheet or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet",
    b"%PDF": "a PDF",
    b"SQLite format 3": "a SQLite database",
    PARQUET: "compressed Parquet",
}
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
CONTROL = bytes(range(9)) + bytes(range(14, 27)) + b"\x7f"  # what no text holds
LOOK = 1 << 16


def chunks(file: Path, wanted: list[str], mapping: str) -> Iterator[Chunk]:
    """Yield the file's rows. Raises SourceError, saying what to do, when it is no table."""
    return chunks_of(file, Table(str(file), wanted, mapping))


def chunks_of(file: Path, table: Table) -> Iterator[Chunk]:
    """Yield the rows of a table of which not all columns need be there. Raises SourceError."""
    with _opened(file) as stream:
        start = _look(stream)
    if start.startswith(PARQUET) and not _is_compressed(file):
        return (yield from parquet_rows.read(file, table))
    _check(file, start)
    encoding = "utf-16" if start.startswith(UTF_16) else "utf-8-sig"
    with _opened(file) as stream:
        escape = "replace" if encoding == "utf-16" else "surrogateescape"
        text = io.TextIOWrapper(stream, encoding, errors=escape, newline="")
        yield from _rows(Lines(text), start.decode(encoding, "replace"), table)
    return None


def _rows(lines: Lines, start: str, table: Table) -> Iterator[Chunk]:
    read = json_rows.read if start.lstrip().startswith("{") else csv_rows.read
    last = 0
    for chunk in read(lines, start, table):
        last = chunk.numbers[-1] if chunk.numbers else last
        yield chunk
    if lines.cut:
        yield Chunk(set_aside=[_cut(table.file, last)])


def _cut(file: str, last: int) -> SetAside:
    return SetAside(
        file,
        f"after row {last}",
        "the compressed file breaks off or is damaged here",
        "What stands before is loaded; get the file again and load it once more.",
    )


def _is_compressed(file: Path) -> bool:
    with file.open("rb") as handle:
        return handle.read(len(GZIP)) == GZIP


def _opened(file: Path) -> IO[bytes]:
    try:
        return gzip.open(file) if _is_compressed(file) else file.open("rb")  # type: ignore[return-value]
    except OSError as error:
        raise SourceError(f"{file} cannot be read ({error.strerror}). Name a table.") from error


def _look(stream: IO[bytes]) -> bytes:
    """The beginning of a file, as far as it can be unpacked."""
    start = b""
    with suppress(EOFError, zlib.error, gzip.BadGzipFile):
        while len(start) < LOOK and (more := stream.read1(LOOK)):  # type: ignore[attr-defined]
            start += more
    return start


def _check(file: Path, start: bytes) -> None:
    """Raise SourceError unless it begins like text that has rows."""
    for magic, what in KNOWN.items():
        if start.startswith(magic):
            raise SourceError(f"{file} is {what}, not a table. Save it as CSV and load that.")
    if not start.startswith(UTF_16) and start.translate(None, CONTROL) != start:
        raise SourceError(
            f"{file} is binary, not a table. Load CSV, JSON Lines or Parquet; save a spreadsheet "
            "as CSV first."
        )
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise SourceError(f"{file} is empty. Load a file that has a header and rows.")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        raise SourceError(
            f"{file} is one JSON array. Write one object on each line: jq -c '.[]' {file.name}"
        )
