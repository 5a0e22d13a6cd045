"""Loading one source into the lake: rows not known yet, and nothing at all if it breaks off."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parvis.lib.idset import IdSet
from parvis.measure.lake import MANY_FILES, ROWS_PER_GROUP, Lake, read_files
from parvis.measure.manifest import SourceEntry
from parvis.measure.sources.base import Extent, SetAside, Source
from parvis.measure.tables import ACCOUNTS, ACTIVITY, ALIASES, Table

Progress = Callable[[int, str], None]  # rows so far, what


@dataclass
class LoadReport:
    """What a load did. `entry` is the source's coverage afterwards."""

    source: str
    rows_new: int
    rows_known: int
    set_aside: list[SetAside]
    entry: SourceEntry
    changed: bool


@dataclass
class _Load:
    known: IdSet
    new: int = 0
    repeated: int = 0
    first: datetime | None = None
    last: datetime | None = None
    accounts: list[pa.Table] = field(default_factory=list)
    aliases: list[pa.Table] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)


def load(lake: Lake, source: Source, now: datetime, progress: Progress) -> LoadReport:
    """Read `source` to its end and add what is new; the lake is unchanged until that succeeds."""
    with lake.writing(f"source-{source.name}"):
        before = lake.sources().get(source.name)
        loading = _Load(IdSet() if source.replace else _known_ids(lake, source.name))
        with lake.writer(ACTIVITY, source.name) as writer:
            for batch in source.read():
                writer.write(_fresh(batch.activity, loading))
                loading.accounts.append(batch.accounts)
                loading.aliases.append(batch.aliases)
                loading.set_aside += batch.set_aside
                progress(loading.new + loading.repeated, source.name)
        start = None if source.replace else before
        entry = _entry(lake, source, source.extent(), loading, start, writer.name)
        changed = _commit(lake, source.name, before, entry, now)
    lake.sweep()
    return LoadReport(source.name, loading.new, loading.repeated, loading.set_aside, entry, changed)


def _known_ids(lake: Lake, source: str) -> IdSet:
    known = IdSet()
    if source in lake.sources():
        for name in lake.files(ACTIVITY, source):
            known.add(pq.read_table(name, columns=["id"]).column("id").to_numpy())
    return known


def _fresh(rows: pa.Table, loading: _Load) -> pa.Table:
    if not rows.num_rows:
        return rows
    is_new = loading.known.add(rows.column("id").to_numpy().astype(np.int64, copy=False))
    fresh = rows.filter(pa.array(is_new))
    loading.new += fresh.num_rows
    loading.repeated += rows.num_rows - fresh.num_rows
    if fresh.num_rows:
        ends = pc.min_max(fresh.column("happened_at")).as_py()
        loading.first = min(filter(None, [loading.first, ends["min"]]))
        loading.last = max(filter(None, [loading.last, ends["max"]]))
    return fresh


def _entry(  # noqa: PLR0917 - what one line of the manifest needs
    lake: Lake,
    source: Source,
    extent: Extent,
    loading: _Load,
    before: SourceEntry | None,
    activity: str | None,
) -> SourceEntry:
    """What the manifest will say of the source."""
    entry = SourceEntry(source.platform, source.area, from_birth=extent.from_birth)
    old = before or SourceEntry(source.platform, source.area)
    entry.covered_from = _least(old.covered_from, extent.covered_from or loading.first)
    entry.covered_to = _most(old.covered_to, extent.covered_to or loading.last)
    entry.rows = old.rows + loading.new
    entry.set_aside = len(loading.set_aside)
    entry.cursor = dict(extent.cursor)
    files = [*old.files.get("activity", []), *([activity] if activity else [])]
    entry.files["activity"] = _compacted(lake, source.name, files)
    accounts, entry.accounts = _accounts(lake, source.name, loading.accounts, old)
    entry.files["accounts"] = accounts
    entry.files["aliases"] = _aliases(lake, source.name, loading.aliases, old)
    return entry


def _accounts(
    lake: Lake, source: str, batches: list[pa.Table], old: SourceEntry
) -> tuple[list[str], int]:
    """Files with every account ever seen under each of its names, and how many there are."""
    files = old.files.get("accounts", [])
    known = read_files([str(lake.root / f) for f in files], ACCOUNTS)
    every = _distinct(pa.concat_tables([known, *batches]), ACCOUNTS)
    number = len(pc.unique(every.column("account")))
    if every.num_rows == known.num_rows:
        return files, number
    return _named(lake.write(ACCOUNTS, every, source)), number


def _aliases(lake: Lake, source: str, batches: list[pa.Table], old: SourceEntry) -> list[str]:
    """The .mailmap as it stands now; earlier lines that are gone from it no longer count."""
    files = old.files.get("aliases", [])
    rows = _distinct(pa.concat_tables([ALIASES.schema.empty_table(), *batches]), ALIASES)
    known = _distinct(read_files([str(lake.root / f) for f in files], ALIASES), ALIASES)
    return files if rows.equals(known) else _named(lake.write(ALIASES, rows, source))


def _distinct(rows: pa.Table, table: Table) -> pa.Table:
    """Each row once, in a fixed order."""
    plain = pa.schema(
        [
            pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
            for f in table.schema
        ]
    )
    once = rows.select(plain.names).cast(plain).group_by(plain.names, use_threads=False)
    return once.aggregate([]).sort_by([(n, "ascending") for n in plain.names]).cast(table.schema)


def _compacted(lake: Lake, source: str, files: list[str]) -> list[str]:
    """The same rows in one file, once there are many."""
    if len(files) < MANY_FILES:
        return files
    with lake.writer(ACTIVITY, source) as writer:
        for name in files:
            for rows in pq.ParquetFile(lake.root / name).iter_batches(ROWS_PER_GROUP):
                writer.write(pa.Table.from_batches([rows]))
    return _named(writer.name)


def _commit(
    lake: Lake, name: str, before: SourceEntry | None, entry: SourceEntry, now: datetime
) -> bool:
    """Make the load count. Nothing is written when it changed nothing.

    A load that found no new rows says nothing of those that were set aside before.
    """
    same = before is not None and _holdings(before) == _holdings(entry)
    if before and same:
        entry.loaded_at, entry.set_aside = before.loaded_at, before.set_aside
    if before == entry:
        return False
    entry.loaded_at = now
    with lake.change(now) as manifest:
        manifest.sources[name] = entry
        manifest.sources_changed += not same
    return not same


def _holdings(entry: SourceEntry) -> dict[str, object]:
    """What measures can see of a source."""
    unseen = ("cursor", "set_aside", "loaded_at")
    return {k: v for k, v in entry.as_json().items() if k not in unseen}


def compact(lake: Lake, now: datetime) -> int:
    """Rewrite every source's activity as one file; how many sources had more."""
    done = 0
    for name in lake.sources():
        with lake.writing(f"source-{name}"):
            done += _compact_source(lake, name, now)
    lake.sweep()
    return done


def _compact_source(lake: Lake, name: str, now: datetime) -> bool:
    files = lake.sources()[name].files.get("activity", [])
    if len(files) < 2:  # noqa: PLR2004 - one file is as few as there can be
        return False
    with lake.writer(ACTIVITY, name) as writer:
        for file in files:
            writer.write(pq.read_table(Path(lake.root) / file))
    with lake.change(now) as manifest:
        manifest.sources[name].files["activity"] = _named(writer.name)
    return True


def _named(name: str | None) -> list[str]:
    return [name] if name else []


def _least(a: datetime | None, b: datetime | None) -> datetime | None:
    return min(filter(None, [a, b]), default=None)


def _most(a: datetime | None, b: datetime | None) -> datetime | None:
    return max(filter(None, [a, b]), default=None)
