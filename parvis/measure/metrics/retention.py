"""Who stays: the share of a cohort still, or again, active some months later.

A cohort is everybody who was newly active at a month-end of the same year, in any area; people of
unknown newness belong to none. The share after n months is the share of the cohort active at the
n-th month-end after their first. It stays blank until every member of the cohort has had those n
months: a rate whose window is still open is not known, and not 100 %. It is first asked after a
year, because most areas count a contribution for a year, and nobody there can lapse sooner.
"""

from collections import defaultdict
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import ALL, Inputs, last_closed_month

AFTER = (12, 18, 24, 36, 48, 60)  # months


def counts(inputs: Inputs) -> Table:
    """Starts and ends by cohort month and age in months: cohort, age, change (+ starts, - ends)."""
    moved = _changes(inputs)
    return moved.group_by(["cohort", "age"]).agg(change=moved.change.sum())


def people(inputs: Inputs, year: int, months: int) -> Table:
    """Who of that year's cohort was active so many months after: person. After 0: everybody."""
    moved = _changes(inputs).filter(lambda t: (t.cohort // 12 == year) & (t.age <= months))
    held = moved.group_by("person").agg(held=moved.change.sum())
    return held.filter(held.held > 0).select("person")


def _changes(inputs: Inputs) -> Table:
    """When members started and ended: person, cohort, age in months, change (+1, -1)."""
    seen = inputs.seen.filter(inputs.seen.area == ALL)
    unknown = inputs.unknown
    known = seen.anti_join(unknown.filter(unknown.area == ALL), "person")
    joined = known.filter(known.first).select("person", cohort="a")
    moved = known.filter(known.starts | known.ends).join(joined, "person")
    last = last_closed_month(inputs.as_of)
    starts = moved.filter(moved.starts).select(
        "person", "cohort", age=moved.a - moved.cohort, change=ibis.literal(1)
    )
    ended = moved.filter(moved.ends & (moved.b <= last))
    ends = ended.select("person", "cohort", age=ended.b - ended.cohort, change=ibis.literal(-1))
    return starts.union(ends)


def figure(inputs: Inputs, rows: pa.Table) -> list[dict[str, Any]]:
    """[{cohort: year, size, after: [{months, active, rate}]}]; null: not all had that long."""
    changes: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    sizes: dict[int, int] = defaultdict(int)
    for row in rows.to_pylist():
        year = row["cohort"] // 12
        changes[year][row["age"]] += row["change"]
        sizes[year] += row["change"] if row["age"] == 0 else 0
    last = last_closed_month(inputs.as_of)
    return [
        {"cohort": str(year), "size": sizes[year], "after": _after(year, changes[year], last)}
        for year in sorted(changes)
    ]


def _after(year: int, changes: dict[int, int], last: int) -> list[dict[str, Any]]:
    return [_share(n, changes, closed=year * 12 + 11 + n <= last) for n in AFTER]


def _share(months: int, changes: dict[int, int], *, closed: bool) -> dict[str, Any]:
    if not closed:
        return {"months": months, "active": None, "rate": None}
    active = sum(change for age, change in changes.items() if age <= months)
    return {"months": months, "active": active, "rate": active / changes[0]}
