"""The headline under other definitions.

How many people would be active at the as-of D if the first active point of every area asked for
k activities of its kinds in [D - window, D), for other k and windows; an area's further active
points stand as they are. So that nobody argues from one threshold. Where every first point asks
for the same, the headline itself stands at that k and window.
"""

from datetime import timedelta
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import BooleanColumn, Table

from parvis.measure.metrics.inputs import Facts, reaching

KS = (1, 2, 3, 5, 10, 20, 52)  # activities
WINDOWS = (30, 90, 180, 365, 730)  # days


def counts(inputs: Facts) -> Table:
    """One row; column k_window is how many people would be active."""
    most = _most(inputs)
    return most.agg(
        **{f"{k}_{w}": _is_active(most, k, w).sum().fill_null(0) for k in KS for w in WINDOWS}
    )


def people(inputs: Facts, k: int, window: int) -> Table:
    """Who would be active if `k` in `window` were asked for: person. One of KS and WINDOWS."""
    most = _most(inputs)
    return most.filter(_is_active(most, k, window)).select("person")


def _is_active(most: Table, k: int, window: int) -> BooleanColumn:
    return most.stands | (most[f"in_{window}"] >= k)


def _most(inputs: Facts) -> Table:
    """The most that somebody did towards a first point: person, in_* for each of WINDOWS.

    `stands`: a further point of an area is reached as it is.
    """
    longest = max(*WINDOWS, inputs.longest_window)
    since = ibis.literal(inputs.as_of - timedelta(days=longest))
    rows = reaching(inputs, "active").filter(lambda t: t.day >= since)
    active = inputs.points.filter(inputs.points.level == "active")
    firsts = active.group_by("area").agg(first=active.point.min())
    rows = rows.join(firsts, "area")
    age = ibis.literal(inputs.as_of).delta(rows.day, unit="day")
    rows = rows.mutate(age=age, varies=rows.point == rows.first)
    sums = rows.group_by(["person", "area", "point", "varies", "k"]).agg(
        own=rows["count"].sum(where=rows.age <= rows.window),
        **{f"in_{w}": rows["count"].sum(where=rows.age <= w) for w in WINDOWS},
    )
    stands = (~sums.varies) & (sums.own.fill_null(0) >= sums.k)
    return (
        sums.mutate(stands=stands)
        .group_by("person")
        .agg(
            stands=lambda t: t.stands.any(),
            **{
                f"in_{w}": lambda t, w=w: t[f"in_{w}"].max(where=t.varies).fill_null(0)
                for w in WINDOWS
            },
        )
    )


def figure(rows: pa.Table) -> list[dict[str, Any]]:
    """[{k, window, active}] for every k and window."""
    row = rows.to_pylist()[0]
    return [{"k": k, "window": w, "active": int(row[f"{k}_{w}"])} for k in KS for w in WINDOWS]
