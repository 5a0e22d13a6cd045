"""What every engine promises the metrics: kept tables, words as numbers, sorted files."""

import pyarrow as pa
import pyarrow.parquet as pq

from parvis.measure import tables

WORDS = ["it's, so", "b", None, "a", "b"]


def worded(engine, name):
    rows = pa.table({"n": pa.array(range(len(WORDS)), pa.int64()), "word": WORDS})
    return engine.keep(engine.hold(rows, f"{name}_held"), name, words=["word"])


def test_words_kept_as_numbers_stay_words(engine):
    kept = worded(engine, "worded")

    found = engine.run(kept.order_by("n"))
    by_word = engine.run(kept.drop_null().order_by(["word", "n"]))
    joined = engine.run(kept.join(kept.select("word").distinct(), "word").order_by("n"))

    assert found["word"].to_pylist() == WORDS
    assert by_word["n"].to_pylist() == [3, 1, 4, 0]
    assert joined["n"].to_pylist() == [0, 1, 3, 4]


def test_words_of_a_table_without_rows_are_kept(engine):
    rows = pa.table({"word": pa.array([], pa.string())})

    kept = engine.keep(engine.hold(rows, "empty_held"), "empty", words=["word"])

    assert engine.run(kept).num_rows == 0


def test_what_is_kept_again_replaces_what_stood(engine):
    worded(engine, "again")

    kept = engine.keep(engine.hold(pa.table({"other": [7]}), "other_held"), "again")

    assert engine.run(kept).to_pylist() == [{"other": 7}]


def test_file_is_sorted_as_its_table_promises(engine, tmp_path):
    size = 300_000
    numbers = pa.array([n * 7919 % size for n in range(size)], pa.int64())
    rows = engine.hold(pa.table({"n": numbers}), "scattered")
    table = tables.Table(
        "sorted", "", (tables.Column("n", pa.int64(), "number", ""),), sorted_by=("n",)
    )

    written = engine.write(rows, tmp_path / "sorted.parquet", table)

    assert written == size
    assert pq.read_table(tmp_path / "sorted.parquet")["n"].to_pylist() == list(range(size))
