"""The lake keeps what is loaded, whole, whatever happens meanwhile."""

import multiprocessing
import os
import random
import signal
import threading
import time
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from parvis.measure import loading, main
from parvis.measure.lake import KEEP_UNNAMED, Lake, LakeError
from parvis.measure.sources.base import SetAside
from parvis.measure.tables import ACCOUNTS, ACTIVITY
from tests.measure.small_source import SmallSource

NOW = datetime(2026, 1, 1)


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def load(lake, numbers, **options):
    return main.ingest(lake, SmallSource(numbers, **options), now=NOW)


def native_ids(lake):
    parts = [pq.read_table(f, columns=["native_id"]) for f in lake.files(ACTIVITY)]
    return sorted(int(n) for part in parts for n in part.column("native_id").to_pylist())


def test_loading_again_changes_nothing(lake):
    first = load(lake, range(250))
    manifest = lake.manifest_path.read_text()

    again = load(lake, range(250))

    assert (first.rows_new, first.rows_known, first.changed) == (250, 0, True)
    assert (again.rows_new, again.rows_known, again.changed) == (0, 250, False)
    assert lake.manifest_path.read_text() == manifest


def test_overlapping_loads_in_any_order_hold_each_row_once(lake):
    for part in (range(50, 300), range(120), range(200, 400)):
        load(lake, part)

    assert native_ids(lake) == list(range(400))
    assert lake.sources()["small"].rows == 400
    assert lake.sources()["small"].accounts == 7


def test_load_that_breaks_off_leaves_the_lake_as_it_was(lake):
    load(lake, range(100))
    before = lake.manifest_path.read_text()

    with pytest.raises(RuntimeError, match="went dead"):
        load(lake, range(100, 900), breaks_after=500)

    assert lake.manifest_path.read_text() == before
    assert native_ids(lake) == list(range(100))
    assert len(list(lake.root.glob("activity/**/*.parquet"))) == 1


def test_replacing_takes_only_the_new_rows(lake):
    load(lake, range(100))
    load(lake, range(60, 90), replace=True)

    assert native_ids(lake) == list(range(60, 90))
    assert lake.sources()["small"].rows == 30


def test_many_loads_become_one_file(lake):
    for n in range(loading.MANY_FILES + 1):
        load(lake, range(n * 10, n * 10 + 10))

    assert len(lake.files(ACTIVITY)) < 3
    assert native_ids(lake) == list(range((loading.MANY_FILES + 1) * 10))


def test_compacting_keeps_the_rows_and_sweeping_takes_only_old_unnamed_files(lake):
    for n in range(3):
        load(lake, range(n * 10, n * 10 + 10))
    named = set(lake.files(ACTIVITY))

    assert loading.compact(lake, NOW) == 1

    assert native_ids(lake) == list(range(30))
    assert all(Path(f).exists() for f in named)  # a reader may still hold the older manifest
    for file in named:
        os.utime(file, (0, time.time() - KEEP_UNNAMED - 60))
    assert lake.sweep() == 3
    assert native_ids(lake) == list(range(30))


def test_loads_of_several_sources_at_once_all_count(lake):
    gate = threading.Barrier(6)

    def one(name):
        gate.wait()
        load(lake, range(120), name=name)

    threads = [threading.Thread(target=one, args=(f"s{n % 3}",)) for n in range(6)]
    [t.start() for t in threads]
    [t.join() for t in threads]

    assert {n: s.rows for n, s in lake.sources().items()} == {"s0": 120, "s1": 120, "s2": 120}
    assert len(native_ids(lake)) == 360


def _load_forever(root):
    at = 0
    while True:
        load(Lake(root), range(at, at + 300), per_batch=20)
        at += 300


def test_killing_a_load_at_any_moment_leaves_whole_loads(tmp_path):
    chance = random.Random(11)
    spawn = multiprocessing.get_context("spawn")
    for turn in range(4):
        root = tmp_path / f"lake{turn}"
        process = spawn.Process(target=_load_forever, args=(root,))
        process.start()
        while not (root / "manifest.json").exists():
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.4))
        os.kill(process.pid, signal.SIGKILL)
        process.join()

        lake = Lake(root)
        found = native_ids(lake)
        assert found == list(range(len(found)))
        assert len(found) % 300 == 0
        assert lake.sources()["small"].rows == len(found)
        load(lake, range(len(found) + 300))  # and the next load goes on from there
        assert native_ids(lake) == list(range(len(found) + 300))


def test_broken_manifest_is_named_and_left_alone(lake):
    load(lake, range(10))
    lake.manifest_path.write_text('{"format": 1, "gener')

    with pytest.raises(LakeError, match=r"manifest\.json is not a manifest"):
        lake.manifest()
    assert lake.manifest_path.read_text() == '{"format": 1, "gener'


def test_files_are_read_as_they_stand_by_duckdb_and_polars(lake):
    load(lake, range(500))
    files = lake.files(ACTIVITY)

    by_duckdb = duckdb.sql(
        f"SELECT count(*), min(happened_at), count(DISTINCT account) FROM read_parquet({files})"
    ).fetchall()
    frame = pl.read_parquet(files)

    assert by_duckdb == [(500, datetime(2019, 1, 1), 7)]
    assert frame.height == 500
    assert frame["happened_at"].min() == datetime(2019, 1, 1)
    assert frame["kind"].unique().to_list() == ["change"]
    assert pl.read_parquet(lake.files(ACCOUNTS)).height == 7


def test_load_without_new_rows_does_not_make_what_is_resolved_stale(lake):
    def broken(numbers, row):
        source = SmallSource(numbers)
        source.set_aside = [SetAside("f", row, "it has no date", "Give one")]
        return main.ingest(lake, source, now=NOW)

    broken(range(20), "row 4")
    before = lake.manifest()

    again = main.ingest(lake, SmallSource(range(0)), now=NOW)

    assert not again.changed
    assert lake.manifest().sources_changed == before.sources_changed
    assert lake.sources()["small"].set_aside == 1
