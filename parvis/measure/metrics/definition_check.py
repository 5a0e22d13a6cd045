"""The headline under other definitions.

How many people would be active at the as-of if an active point asked for k activities in another
number of days: at least k activities of an area's active kinds in [D - window, D), in any one
area. So that nobody argues from one threshold. The headline itself stands at the network's own k
and window; where an area has several active points, this table judges all their kinds alike.
"""

from datetime import timedelta
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import Inputs

KS = (1, 2, 3, 5, 10, 20, 52)  # activities
WINDOWS = (30, 90, 180, 365, 730)  # days


def counts(inputs: Inputs) -> Table:
    """One row; column k_w is how many people reach k in w days."""
    kinds = inputs.points.filter(inputs.points.level == "active").select("area", "kind").distinct()
    earliest = inputs.as_of - timedelta(days=max(WINDOWS))
    recent = inputs.days.filter(inputs.days.day >= ibis.literal(earliest))
    rows = recent.join(kinds, ["area", "kind"])
    age = ibis.literal(inputs.as_of).delta(rows.day, unit="day")
    sums = (
        rows.mutate(age=age)
        .group_by(["person", "area"])
        .agg(
            **{
                f"in_{w}": lambda t, w=w: t["count"].sum(where=t.age <= w).fill_null(0)
                for w in WINDOWS
            }
        )
    )
    most = sums.group_by("person").agg(
        **{f"in_{w}": lambda t, w=w: t[f"in_{w}"].max() for w in WINDOWS}
    )
    return most.agg(
        **{f"{k}_{w}": (most[f"in_{w}"] >= k).sum().fill_null(0) for k in KS for w in WINDOWS}
    )


def figure(rows: pa.Table) -> list[dict[str, Any]]:
    """[{k, window, active}] for every k and window."""
    row = rows.to_pylist()[0]
    return [{"k": k, "window": w, "active": int(row[f"{k}_{w}"])} for k in KS for w in WINDOWS]
