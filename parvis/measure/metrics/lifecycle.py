"""How the active contributors move from month to month.

A month's figure is the state at the start of the next month. *New*: active then, and at no
earlier month's end, however late the observation begins. *Retained*: active then and the month
before. *Lapsed*: no longer. *Returned*: active again after having lapsed. *Unknown newness*:
would be new, but the source does not reach back far enough to know. *Passing*: a span that
begins and ends between two month-ends, in the month it begins; in no other column. Always

    active = retained + new + returned + unknown newness
    last month's active = retained + lapsed
"""

from collections import defaultdict
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import Inputs, last_closed_month, month_name, stacked
from parvis.measure.metrics.months import month_spans

COLUMNS = ("active", "new", "retained", "lapsed", "returned", "unknown_newness", "passing")


def counts(inputs: Inputs) -> Table:
    """How many people started, lapsed or passed, by area and month: area, month, what, people."""
    return people(inputs).group_by(["area", "month", "what"]).agg(people=lambda t: t.count())


def people(inputs: Inputs) -> Table:
    """Who started, lapsed or passed: person, area, month, what.

    Somebody who passed twice in a month stands there twice.
    """
    ranges = month_spans(inputs.spans, inputs.as_of)
    passing = ranges.filter(ranges.a == ranges.b)
    unknown = inputs.unknown.mutate(unknown=ibis.literal(True))
    seen = inputs.seen.left_join(unknown, ["person", "area"])
    what = ibis.cases(
        (~seen.first, "returned"), (seen.unknown.fill_null(False), "unknown_newness"), else_="new"
    )
    who = ("person", "area")
    return stacked(
        [
            seen.filter(seen.starts).select(*who, month="a", what=what),
            seen.filter(seen.ends).select(*who, month="b", what=ibis.literal("lapsed")),
            passing.select(*who, month="a", what=ibis.literal("passing")),
        ]
    )


def figure(
    inputs: Inputs, rows: pa.Table, first_month: int | None
) -> dict[str, list[dict[str, Any]]]:
    """{area: one row for each month from `first_month` to the last closed one}."""
    by_area: dict[str, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows.to_pylist():
        by_area[row["area"]][row["month"]][row["what"]] = row["people"]
    last = last_closed_month(inputs.as_of)
    months = range(first_month, last + 1) if first_month is not None else range(0)
    return {area: _months(seen, months) for area, seen in by_area.items()}


def empty_months(inputs: Inputs, first_month: int | None) -> list[dict[str, Any]]:
    """The months of an area in which nobody was ever active."""
    last = last_closed_month(inputs.as_of)
    months = range(first_month, last + 1) if first_month is not None else range(0)
    return _months({}, months)


def _months(seen: dict[int, dict[str, int]], months: range) -> list[dict[str, Any]]:
    rows = []
    active = 0
    for month in months:
        what = seen.get(month, {})
        started = {k: what.get(k, 0) for k in ("new", "returned", "unknown_newness")}
        lapsed = what.get("lapsed", 0)
        retained = active - lapsed
        active = retained + sum(started.values())
        row = {"active": active, "retained": retained, "lapsed": lapsed, **started}
        row["passing"] = what.get("passing", 0)
        rows.append({"month": month_name(month), **{c: row[c] for c in COLUMNS}})
    return rows
