"""Person-days and every metric, as multiples of one DuckDB scan of the raw rows; and two peers."""

import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from typing import Any

import duckdb
import pyarrow as pa

from bench.generate import AREAS, generate
from bench.peers import PEERS
from parvis.measure import main, tables
from parvis.measure.engines.duckdb import DuckDBEngine
from parvis.measure.identity import default_rules
from parvis.measure.keys import Keys
from parvis.measure.lake import Lake

SIZES = (100_000, 1_000_000, 10_000_000)
AS_OF, NOW = date(2020, 1, 1), datetime(2020, 1, 2)  # noqa: DTZ001 - the lake is naive UTC
LADDER = (
    ("casual", ("issue", "change-proposed", "answer"), 1),
    ("active", ("change",), 1),
    ("core", ("change",), 52),
)
EVERY_COLUMN = (
    "bit_xor(id), max(source), max(native_id), bit_xor(account), max(kind), max(area), "
    "max(happened_at), max(utc_offset), bit_xor(object)"
)
NEEDED = "max(source), bit_xor(account), max(kind), max(area), max(happened_at), bit_xor(object)"


def run(sizes: tuple[int, ...] = SIZES) -> dict[str, Any]:
    """Figures for each size: seconds, ratios to the scans, time per row, peers, peak memory."""
    return {f"{size:,} rows": _one(size) for size in sizes}


def points() -> pa.Table:
    """The shipped ladder, for every area."""
    rows = [
        {"area": area, "point": n, "level": level, "kind": kind, "k": k, "window": 365}
        for area in AREAS
        for n, (level, kinds, k) in enumerate(LADDER)
        for kind in kinds
    ]
    return pa.Table.from_pylist(rows, schema=tables.POINTS.schema)


def _one(size: int) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="parvis-bench-"))
    try:
        lake = generate(folder, size)
        return _timed(lake, size)
    finally:
        shutil.rmtree(folder)


def _timed(lake: Lake, size: int) -> dict[str, Any]:
    engine = DuckDBEngine(memory="3GB")
    raw = lake.files(tables.ACTIVITY)
    scans: dict[str, list[float]] = {"all": [], "needed": []}

    def scan() -> None:
        scans["all"].append(_seconds(lambda: _scan(EVERY_COLUMN, raw)))
        scans["needed"].append(_seconds(lambda: _scan(NEEDED, raw)))

    scan()
    scans = {"all": [], "needed": []}
    scan()
    resolved = _repeat(lambda: _resolve(lake, engine), scan)
    measured = _repeat(lambda: main.measure(lake, engine, points=points(), as_of=AS_OF), scan)
    memory = getrusage(RUSAGE_SELF).ru_maxrss / 1024**2  # before the peers add theirs
    days = lake.files(tables.PERSON_DAYS)
    peers = {
        f"{name} from {what}": _seconds(partial(peer, files))
        for name, peer in PEERS.items()
        for what, files in (("raw rows", raw), ("person-days", days))
    }
    scan()
    every, needed = median(scans["all"]), median(scans["needed"])
    times = {"resolve": resolved, "measure": measured, **peers}
    return {
        "scan_of_all_raw_columns_s": every,
        "scan_of_needed_raw_columns_s": needed,
        "seconds": times,
        "in_scans_of_all_columns": {k: t / every for k, t in times.items()},
        "in_scans_of_needed_columns": {k: t / needed for k, t in times.items()},
        "microseconds_per_row": {k: t / size * 1e6 for k, t in times.items()},
        "peak_memory_gib": memory,
    }


def _resolve(lake: Lake, engine: DuckDBEngine) -> None:
    main.resolve(lake, engine, rules=default_rules(), keys=Keys(b"bench"), now=NOW)


def _scan(columns: str, files: list[str]) -> None:
    duckdb.execute(f"SELECT {columns} FROM read_parquet(?)", [files]).fetchall()


def _repeat(work: Callable[[], object], between: Callable[[], None], times: int = 3) -> float:
    found = []
    for _ in range(times):
        found.append(_seconds(work))
        between()
    return median(found)


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
