"""Parquet: only the wanted columns are read."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parvis.measure.sources.base import SourceError
from parvis.measure.sources.chunks import ROWS, Chunk, Table
from parvis.measure.sources.json_rows import text_of
from parvis.measure.sources.texts import clean


def read(file: Path, table: Table) -> Iterator[Chunk]:
    """Yield the table's rows."""
    try:
        with pq.ParquetFile(file) as parquet:
            table.check(names := parquet.schema_arrow.names)
            there = [name for name in table.columns if name in names]
            done = 0
            for rows in parquet.iter_batches(ROWS, columns=there):
                columns = {name: _texts(rows.column(name)) for name in there}
                chunk = Chunk(list(range(done + 1, done + 1 + rows.num_rows)), columns)
                chunk.fill(table.optional)
                yield chunk
                done += rows.num_rows
    except (pa.ArrowException, OSError) as error:
        raise SourceError(
            f"{file} is a damaged Parquet file ({str(error).splitlines()[0]}). Copy it again."
        ) from error


def _texts(column: pa.Array) -> list[str]:
    """The cells as text; a moment as ISO 8601, in UTC where its zone is known."""
    if pa.types.is_timestamp(column.type):
        zone = "UTC" if column.type.tz else None
        column = column.cast(pa.timestamp("us", zone), safe=False)
    if pa.types.is_timestamp(column.type) or pa.types.is_date(column.type):
        return pc.fill_null(column.cast(pa.string()), "").to_pylist()
    return clean([text_of(value) for value in column.to_pylist()])
