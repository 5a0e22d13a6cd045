"""What each source holds, up to the as-of.

For each source and focus area: the first and the last day with an activity, how many activities
of any kind (those of staff and bots too), and how many accounts. A source with nothing before
the as-of is listed with zeros, so that nobody takes an absent source for a quiet one.
"""

from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import Inputs


def counts(inputs: Inputs) -> Table:
    """By source and area: first, last, activities, accounts."""
    seen = inputs.source_days.filter(inputs.source_days.day < ibis.literal(inputs.as_of))
    return seen.group_by(["source", "area"]).agg(
        first=seen.day.min(),
        last=seen.day.max(),
        activities=seen.activities.sum(),
        accounts=seen.accounts.sum(),
    )


def figure(rows: pa.Table, coverage: pa.Table) -> list[dict[str, Any]]:
    """One entry for each source and area, and for each source without rows; sorted."""
    reach = {c["source"]: c for c in coverage.to_pylist()}
    seen = [_entry(row, reach.get(row["source"], {})) for row in rows.to_pylist()]
    silent = set(reach) - {entry["source"] for entry in seen}
    empty = {"first": None, "last": None, "activities": 0, "accounts": 0}
    none = [_entry({**empty, "source": s, "area": reach[s]["area"]}, reach[s]) for s in silent]
    return sorted(seen + none, key=lambda e: (e["source"], e["area"] or ""))


def _entry(row: dict[str, Any], reach: dict[str, Any]) -> dict[str, Any]:
    return {
        "source": row["source"],
        "area": row["area"],
        "first": _day(row["first"]),
        "last": _day(row["last"]),
        "activities": int(row["activities"]),
        "accounts": int(row["accounts"]),
        "covered_from": _day(reach.get("covered_from")),
        "covered_to": _day(reach.get("covered_to")),
        "from_birth": bool(reach.get("from_birth")),
    }


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()[:10]
