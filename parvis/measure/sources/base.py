"""What every source yields, and what it says of itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from parvis.measure import tables


@dataclass(frozen=True)
class SetAside:
    """A row that was not loaded: where it stands, what is wrong with it, what to do."""

    file: str
    row: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, {self.row}: {self.problem}. {self.remedy}"


@dataclass
class Batch:
    """Some rows of one source, as tables of the core. Batches are bounded; sources stream them."""

    activity: pa.Table = field(default_factory=tables.ACTIVITY.schema.empty_table)
    accounts: pa.Table = field(default_factory=tables.ACCOUNTS.schema.empty_table)
    aliases: pa.Table = field(default_factory=tables.ALIASES.schema.empty_table)
    set_aside: list[SetAside] = field(default_factory=list)


@dataclass(frozen=True)
class Extent:
    """How far a source reaches, said by the source after its last batch.

    `covered_from` and `covered_to` are naive UTC; None means: as far as its rows.
    `cursor` is what the next load starts from, a small dict that JSON can hold.
    """

    from_birth: bool
    covered_from: datetime | None = None
    covered_to: datetime | None = None
    cursor: dict[str, object] = field(default_factory=dict)


class Source(Protocol):
    """A place where people contribute."""

    name: str
    platform: str
    area: str | None  # None: rows name their own
    replace: bool  # this load is the whole source: rows of earlier loads make way

    def read(self) -> Iterator[Batch]:
        """Yield the source's rows. Raises SourceError when nothing can be read."""

    def extent(self) -> Extent:
        """How far `read` reached; called once it is exhausted."""


def table_of(table: tables.Table, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Rows, as tuples in the order of the table's columns, as Arrow. Moments are µs since 1970."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in table.columns)
    arrays = [pa.array(c, f.type) for c, f in zip(columns, table.schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=table.schema)


class SourceError(Exception):
    """A source that cannot be read at all: what is wrong, where, what to do."""


def place(path: Path | str, row: int | str) -> tuple[str, str]:
    """File and row as a reader would look for them."""
    return str(path), f"row {row}" if isinstance(row, int) else row
