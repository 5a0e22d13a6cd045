"""How people began, drawn: from person-days, as they stood on a day."""

from datetime import date

import pyarrow as pa
import pytest

from parvis.measure import tables
from parvis.measure.metrics.inputs import begun_before
from parvis.measure.person_days import beginnings
from tests.measure.drawn import drawn_rows

DAYS = """
1 coding change 2019-05-01 2
1 coding change 2019-05-04 3
1 coding change 2019-05-09
2 coding change 2019-05-04
"""
COLUMNS = ("person", "first_on", "on_first", "next_on")


def may(day):
    return date(2019, 5, day)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (may(1), []),
        (may(4), [(1, may(1), 2, None)]),
        (may(5), [(1, may(1), 2, may(4)), (2, may(4), 1, None)]),
        (may(30), [(1, may(1), 2, may(4)), (2, may(4), 1, None)]),
    ],
)
def test_beginnings_as_they_stood(engine, as_of, expected):
    rows = [{**row, "series": 0} for row in drawn_rows(DAYS)]
    days = engine.hold(pa.Table.from_pylist(rows, schema=tables.PERSON_DAYS.schema), "drawn_days")

    found = engine.run(begun_before(beginnings(days), as_of))

    assert sorted(tuple(r[c] for c in COLUMNS) for r in found.to_pylist()) == expected


def test_beginnings_count_all_contributions_of_each_series(engine):
    rows = [{**row, "series": n // 2} for n, row in enumerate(drawn_rows(DAYS))]
    days = engine.hold(pa.Table.from_pylist(rows, schema=tables.PERSON_DAYS.schema), "drawn_days")

    found = engine.run(beginnings(days)).to_pylist()

    counted = sorted((r["person"], r["series"], r["in_all"]) for r in found)
    assert counted == [(1, 0, 5), (1, 1, 1), (2, 1, 1)]
