"""Whole tables: many rows, in any order, and a real one."""

import csv
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from parvis.measure.sources.mapping import read_mapping
from parvis.measure.sources.table import TableSource
from tests.measure.sources.conftest import KEYS, NOW, Loaded
from tests.measure.sources.tables import NO_ID

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben", "Zoë, sr.", 'the "cat"']),
        st.sampled_from(["2014-05-13", "2014-05-14", "no date"]),
    ),
    max_size=12,
)


def written(path, rows):
    with path.open("w", newline="") as handle:
        csv.writer(handle).writerows([("who", "day"), *rows])
    return path


@given(ROWS, st.randoms(use_true_random=False))
def test_rows_without_ids_are_the_same_in_any_order(tmp_path_factory, rows, random):
    folder = tmp_path_factory.mktemp("rows")
    (folder / "m.toml").write_text(NO_ID)
    mapping = read_mapping(folder / "m.toml")

    def ids(some):
        file = written(folder / "t.csv", some)
        loaded = Loaded(TableSource(file, mapping, name="help", keys=KEYS, now=NOW))
        return [r["id"] for r in loaded.activity]

    first, again = ids(rows), ids(rows)
    shuffled = ids(random.sample(rows, len(rows)))

    good = [r for r in rows if r[1] != "no date"]
    assert first == again
    assert sorted(first) == sorted(shuffled)
    assert len(set(first)) == len(good)
    assert set(ids(rows[: len(rows) // 2])) <= set(first)


def test_many_rows_come_in_bounded_batches(bench):
    content = "who,day\n" + "ann,2014-05-13\n" * 120_001

    loaded = bench.load(content, NO_ID)

    assert [b.activity.num_rows for b in loaded.batches] == [50_000, 50_000, 20_001]
    assert len({r["id"] for r in loaded.activity}) == 120_001
    assert len(loaded.accounts) == 1


def test_reports_of_the_reps_portal_are_loaded(shared_data):
    mapping = Path(__file__).with_name("reps.toml")
    file = shared_data / "reps" / "reports.csv"

    loaded = Loaded(TableSource(file, read_mapping(mapping), name="reps", keys=KEYS, now=NOW))

    with file.open(encoding="utf-8", newline="") as handle:
        reports = list(csv.DictReader(handle))
    areas = Counter(a for report in reports for a in meant(report["areas"]))
    assert len(reports) == 3160
    assert len({r["object"] for r in loaded.activity}) == 3160
    assert Counter(r["area"] for r in loaded.activity) == areas
    assert {r["kind"] for r in loaded.activity} == {"report"}
    assert len({r["account"] for r in loaded.activity}) == len({r["person"] for r in reports})
    days = [r["happened_at"].date().isoformat() for r in loaded.activity]
    assert (min(days), max(days)) == (
        min(r["date"] for r in reports),
        max(r["date"] for r in reports),
    )
    assert loaded.set_aside == []
    assert loaded.extent.from_birth


def meant(cell):
    """The areas of a report, read without the mapping's code."""
    told = {
        "coding": ("Code Contributions", "Web Development", "Developer Tools"),
        "engagement": ("User Engagement", "Evangelism Product", "Marketing"),
        "location-services": ("Location Services",),
        "qa": ("Quality Assurance",),
        "user-research": ("User Research", "UX"),
        "documentation": ("Developer Documentation",),
        "localization": ("Localization",),
        "privacy-policy": ("Privacy", "Legal"),
        "support": ("User Support (SUMO)",),
    }
    words = cell.split("|")
    return {a for a, names in told.items() if set(names) & set(words)} or {"engagement"}
