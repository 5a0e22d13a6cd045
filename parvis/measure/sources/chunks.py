"""Rows of a table as it was found: some of its columns, cell by cell, as text."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from parvis.measure.sources.base import SetAside, SourceError
from parvis.measure.sources.kinds import nearest

ROWS = 50_000  # in one chunk
MEND = "Mend the mapping, or give it the file it is for."
SEVERAL = "\x1f"  # between the values of a cell that holds a list


@dataclass
class Chunk:
    """Some rows: where each stands, their cells by column ("" for none), and what is wrong."""

    numbers: list[int] = field(default_factory=list)
    columns: dict[str, list[str]] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)

    def fill(self, columns: Iterable[str]) -> None:
        """Give the columns of these that the table lacks empty cells."""
        for column in columns:
            self.columns.setdefault(column, [""] * len(self.numbers))


@dataclass(frozen=True)
class Table:
    """A table to be read: its file, the columns wanted of it, and the mapping that wants them.

    A column that is `optional` may be missing: its cells are then empty.
    """

    file: str
    wanted: list[str]
    mapping: str
    optional: list[str] = field(default_factory=list)
    remedy: str = MEND

    @property
    def columns(self) -> list[str]:
        """All that is read where it is there."""
        return [*self.wanted, *self.optional]

    def check(self, there: Iterable[str]) -> None:
        """Raise SourceError unless every wanted column is there, once."""
        names = list(there)
        for column in self.columns:
            if column not in names and column in self.wanted:
                raise SourceError(
                    f"{self.file} has no column {column!r}, which {self.mapping} names. "
                    f"{_columns(column, names)} {self.remedy}"
                )
            if names.count(column) > 1:
                raise SourceError(
                    f"{self.file} has {names.count(column)} columns called {column!r}. "
                    "Rename all but one."
                )


def _columns(column: str, names: list[str]) -> str:
    listed = f"It has: {', '.join(names)}."
    hint = nearest(column, names) if names else ""
    return f"{listed} {hint}" if hint.startswith("Did") else listed


class Lines:
    """A file's lines. A compressed file that breaks off ends after its last whole line."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.cut = False

    def __iter__(self) -> Iterator[str]:
        try:
            yield from self._lines
        except (EOFError, zlib.error, OSError):
            self.cut = True
