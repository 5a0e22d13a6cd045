"""Active contributors.

Somebody is active at the as-of D in a focus area when any of the area's active conversion points
is reached: at least k activities of its kinds in [D - window, D). By default one accepted change
in 365 days. In total everybody counts once, however many areas they are active in, so the total
is never more than the sum of the areas.
"""

from datetime import date
from typing import Any

import pyarrow as pa
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import ALL, Inputs
from parvis.measure.metrics.levels import held_on


def counts(inputs: Inputs) -> Table:
    """Active people by area and for 'all': area, people."""
    return people(inputs, inputs.as_of).group_by("area").agg(people=lambda t: t.count())


def people(inputs: Inputs, day: date) -> Table:
    """Who is active at the start of `day`: person, area."""
    held = held_on(inputs.spans, day)
    return held.filter(held.level == "active").select("person", "area")


def figure(rows: pa.Table, areas: list[str]) -> dict[str, Any]:
    """{total, by_area}; an area without anybody stands as 0."""
    by = {row["area"]: row["people"] for row in rows.to_pylist()}
    return {"total": by.get(ALL, 0), "by_area": {area: by.get(area, 0) for area in areas}}
