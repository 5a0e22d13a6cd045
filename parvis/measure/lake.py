"""The Parquet lake: immutable files, and one manifest that names those that count.

A file is written beside the others and counts only once the manifest names it. The manifest is
replaced whole, so a reader sees the state before a load or after it, never between, on a disk
and on object storage alike. A process killed at any moment leaves at most files that no manifest
names; `sweep` removes them later.
"""

import fcntl
import json
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from parvis.measure.manifest import Manifest, SourceEntry
from parvis.measure.tables import Table

ROWS_PER_GROUP = 122_880  # what DuckDB gives one thread at a time
MANY_FILES = 16  # from here on a source's files are rewritten as one
KEEP_UNNAMED = 3600.0  # seconds a reader with an older manifest may still need a file


class LakeError(Exception):
    """The lake cannot be read or written: what is wrong, where, what to do."""


class Lake:
    """The lake under one directory."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def manifest_path(self) -> Path:
        return self.root / "manifest.json"

    def manifest(self) -> Manifest:
        """The current manifest; an empty one before the first load."""
        try:
            text = self.manifest_path.read_text()
        except FileNotFoundError:
            return Manifest()
        try:
            return Manifest.from_json(json.loads(text))
        except (ValueError, KeyError, TypeError) as error:
            message = (
                f"{self.manifest_path} is not a manifest this version reads ({error}). "
                "Restore it from a backup; the data files beside it are unharmed."
            )
            raise LakeError(message) from error

    def sources(self) -> dict[str, SourceEntry]:
        return self.manifest().sources

    def files(self, table: Table | str, source: str | None = None) -> list[str]:
        """Addresses of the files that hold `table` (of one source, or of all), in a fixed order."""
        name = table if isinstance(table, str) else table.name
        return [str(self.root / f) for f in self.manifest().files(name, source)]

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Hold the right to load one source, or to resolve; a second writer waits."""
        with self._locked(f"locks/{what}"):
            yield

    @contextmanager
    def change(self, now: datetime) -> Iterator[Manifest]:
        """Change the manifest: all that the block does to it becomes the next state, or nothing."""
        with self._locked("locks/manifest"):
            manifest = self.manifest()
            before = manifest.as_json()
            yield manifest
            if manifest.as_json() != before:
                manifest.generation += 1
                manifest.written_at = now
                replace_whole(self.manifest_path, json.dumps(manifest.as_json(), indent=1))

    def writer(self, table: Table, source: str | None = None) -> "FileWriter":
        folder = Path(table.name) / source if source else Path(table.name)
        return FileWriter(self.root, folder / f"{uuid.uuid4().hex}.parquet", table)

    def path_for(self, table: Table) -> tuple[Path, str]:
        """A new file for an engine to write, and its name for the manifest."""
        name = f"{table.name}/{uuid.uuid4().hex}.parquet"
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path, name

    def write(self, table: Table, rows: pa.Table, source: str | None = None) -> str | None:
        """Write one file; its name for the manifest, or None for no rows."""
        with self.writer(table, source) as writer:
            writer.write(rows)
        return writer.name

    def sweep(self) -> int:
        """Remove files that no manifest has named for an hour; how many there were."""
        with self._locked("locks/manifest"):
            named = set(self.manifest().all_files())
            old = [p for p in self.root.glob("*/**/*.parquet") if self._is_forgotten(p, named)]
            for path in old:
                path.unlink(missing_ok=True)
        return len(old)

    def _is_forgotten(self, path: Path, named: set[str]) -> bool:
        name = path.relative_to(self.root).as_posix()
        return name not in named and time.time() - path.stat().st_mtime > KEEP_UNNAMED

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class FileWriter:
    """Writes one immutable file of a table; use as a context. No rows, no file."""

    def __init__(self, root: Path, relative: Path, table: Table) -> None:
        self.path = root / relative
        self.relative = relative
        self.table = table
        self.rows = 0
        self._writer: pq.ParquetWriter | None = None

    @property
    def name(self) -> str | None:
        """The file's name for the manifest; None when nothing was written."""
        return self.relative.as_posix() if self.rows else None

    def write(self, rows: pa.Table) -> None:
        """Append rows that have the table's columns, in any order."""
        if not rows.num_rows:
            return
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self.path, self.table.schema, compression="zstd")
        aligned = rows.select(self.table.schema.names).cast(self.table.schema)
        self._writer.write_table(aligned, row_group_size=ROWS_PER_GROUP)
        self.rows += rows.num_rows

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if self._writer is None:
            return
        self._writer.close()
        if kind is None:
            flush_to_disk(self.path)
        else:
            self.path.unlink(missing_ok=True)


def replace_whole(path: Path, text: str) -> None:
    """Replace a file so that a reader, or a power cut, sees the old text or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{uuid.uuid4().hex}.new")
    new.write_text(text)
    flush_to_disk(new)
    os.replace(new, path)  # noqa: PTH105 - the promise is os.replace's
    flush_to_disk(path.parent)


def flush_to_disk(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_files(files: list[str], table: Table, columns: list[str] | None = None) -> pa.Table:
    """Read whole files of a table into memory; for the small ones."""
    schema = table.schema
    wanted = schema if columns is None else pa.schema([schema.field(c) for c in columns])
    parts: list[Any] = [pq.read_table(f, columns=wanted.names).cast(wanted) for f in files]
    return pa.concat_tables(parts) if parts else wanted.empty_table()
