"""What a measuring engine can do: five small things, so that another one is an afternoon's work."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import ibis
import pyarrow as pa

from parvis.measure.tables import Table


class Engine(Protocol):
    """Runs Ibis expressions."""

    name: str

    def read(self, files: Sequence[str], table: Table) -> ibis.Table:
        """The rows of Parquet files; no files, no rows."""

    def hold(self, rows: pa.Table, name: str) -> ibis.Table:
        """A small table from memory."""

    def keep(self, expression: ibis.Table, name: str, *, words: Sequence[str] = ()) -> ibis.Table:
        """Compute once and keep for further expressions; `name` is replaced if it stands.

        What was kept under `name` before may not be read by `expression`. `words` are columns of
        few different texts, which the engine may hold as numbers in alphabetical order.
        """

    def run(self, expression: ibis.Table) -> pa.Table:
        """Compute and fetch."""

    def write(self, expression: ibis.Table, path: Path, table: Table) -> int:
        """Write one Parquet file sorted as the table promises; how many rows."""

    def close(self) -> None:
        """Let go of memory and temporary files."""
