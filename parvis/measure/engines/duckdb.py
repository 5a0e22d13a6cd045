"""DuckDB, embedded: the engine of one machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from parvis.measure.lake import ROWS_PER_GROUP
from parvis.measure.tables import Table

TEMPORARY = ("temp", "main")  # where DuckDB holds temporary tables


class DuckDBEngine:
    """DuckDB in this process, in memory, spilling to `spill` when `memory` is not enough."""

    name = "duckdb"

    def __init__(
        self, *, memory: str = "3GB", threads: int | None = None, spill: Path | None = None
    ) -> None:
        settings: dict[str, Any] = {"memory_limit": memory, "preserve_insertion_order": False}
        if threads:
            settings["threads"] = threads
        if spill:
            settings["temp_directory"] = str(spill)
        self._connection = duckdb.connect(config=settings)
        self._connection.execute("SET TimeZone = 'UTC'")
        self._connection.execute("SET enable_progress_bar = false")
        self._ibis = ibis.duckdb.from_connection(self._connection)

    def read(self, files: Sequence[str], table: Table) -> ibis.Table:
        if not files:
            return self.hold(table.schema.empty_table(), f"no_{table.name}")
        return self._ibis.read_parquet(list(files))

    def hold(self, rows: pa.Table, name: str) -> ibis.Table:
        return self._stored(_plain_text(rows), name)

    def keep(self, expression: ibis.Table, name: str, *, words: Sequence[str] = ()) -> ibis.Table:
        kept = self._stored(expression, name)
        for column in words:
            texts = self.run(kept.select(column).distinct().drop_null().order_by(column))
            self._enumerate(name, column, texts[column].to_pylist())
        return kept

    def run(self, expression: ibis.Table) -> pa.Table:
        return self._ibis.to_pyarrow(expression)

    def write(self, expression: ibis.Table, path: Path, table: Table) -> int:
        ordered = expression.select(*table.schema.names).order_by(list(table.sorted_by))
        self._ibis.to_parquet(ordered, path, compression="snappy", row_group_size=ROWS_PER_GROUP)
        return int(pq.read_metadata(path).num_rows)

    def close(self) -> None:
        self._connection.close()

    def _stored(self, rows: ibis.Table | pa.Table, name: str) -> ibis.Table:
        """A temporary table. Dropped first: Ibis would replace one by copying all rows again."""
        self._ibis.drop_table(name, database=TEMPORARY, force=True)
        return self._ibis.create_table(name, rows, temp=True)

    def _enumerate(self, name: str, column: str, texts: list[str]) -> None:
        """Hold a column as an enumeration: a byte or two to sort and to write, and not a text."""
        if texts:
            quoted = ", ".join("'" + text.replace("'", "''") + "'" for text in texts)
            self._connection.execute(f'ALTER TABLE "{name}" ALTER "{column}" TYPE ENUM ({quoted})')


def _plain_text(rows: pa.Table) -> pa.Table:
    """Dictionary columns as plain text: Ibis has no type for them."""
    fields = [
        pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
        for f in rows.schema
    ]
    return rows.cast(pa.schema(fields))
