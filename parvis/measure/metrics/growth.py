"""Growth over a year, like for like.

Active contributors at the as-of against those a year before, counted from the sources that were
covered over both periods only: their coverage reaches back to the source's birth, or to one
window before the earlier day, and does not end more than 31 days before the as-of. What a newly
connected source adds is coverage, not growth, and stands apart, as do the sources left out.
"""

from datetime import date, datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import BooleanColumn, Table

from parvis.measure.metrics.inputs import (
    ALL,
    Facts,
    one_for_area_and_all,
    reaching,
    years_before,
)

COUNTED = ("like_then", "like_now", "all_then", "all_now")
QUIET = timedelta(days=31)  # a source may be silent for so long and still be covered


def comparable_sources(coverage: pa.Table, as_of: date, window: int) -> list[str]:
    """Sources covered over the `window` days before `as_of` and before the day a year earlier."""
    since = years_before(as_of, 1) - timedelta(days=window)
    rows = coverage.to_pylist()
    return sorted(c["source"] for c in rows if _covers(c, since, as_of - QUIET))


def counts(inputs: Facts, sources: list[str]) -> Table:
    """Active then and now by area, from `sources` (like_*) and from all (all_*)."""
    once = people(inputs, sources)
    return once.group_by("area").agg(**{c: once[c].sum() for c in COUNTED})


def people(inputs: Facts, sources: list[str]) -> Table:
    """Who was active then or now, by area; each of COUNTED is 1 where they were: person, area."""
    since = years_before(inputs.as_of, 1) - timedelta(days=inputs.longest_window)
    rows = reaching(inputs, "active").filter(lambda t: t.day >= ibis.literal(since))
    alike = rows.source.isin(sources) if sources else ibis.literal(False)
    marked = rows.mutate(
        then=_is_in_window(rows, years_before(inputs.as_of, 1)),
        now=_is_in_window(rows, inputs.as_of),
        alike=alike,
    )
    sums = marked.group_by(["person", "area", "point", "k"]).agg(
        like_then=marked["count"].sum(where=marked.then & marked.alike),
        like_now=marked["count"].sum(where=marked.now & marked.alike),
        all_then=marked["count"].sum(where=marked.then),
        all_now=marked["count"].sum(where=marked.now),
    )
    held = {c: (sums[c].fill_null(0) >= sums.k).cast("int8") for c in COUNTED}
    reached = sums.select("person", "area", **held)
    each = one_for_area_and_all(reached).group_by(["person", "area"])
    return each.agg(**{c: lambda t, c=c: t[c].max() for c in COUNTED})


def figure(inputs: Facts, rows: pa.Table, coverage: pa.Table, sources: list[str]) -> dict[str, Any]:
    """The comparison in total and by area; a rate is blank where there was nobody before."""
    by = {r["area"]: r for r in rows.to_pylist()}
    areas = sorted(set(by) - {ALL})
    every = coverage.column("source").to_pylist()
    total, raw = _pair(by.get(ALL), "like"), _pair(by.get(ALL), "all")
    return {
        "from": years_before(inputs.as_of, 1).isoformat(),
        "to": inputs.as_of.isoformat(),
        "sources": sources,
        "not_comparable": sorted(set(every) - set(sources)),
        **total,
        "all_before": raw["before"],
        "all_now": raw["now"],
        "by_area": {area: _pair(by.get(area), "like") for area in areas},
    }


def _covers(entry: dict[str, Any], since: date, until: date) -> bool:
    starts: datetime | None = entry["covered_from"]
    ends: datetime | None = entry["covered_to"]
    early = entry["from_birth"] or (starts is not None and starts.date() <= since)
    return bool(early and ends is not None and ends.date() >= until)


def _is_in_window(rows: Table, day: date) -> BooleanColumn:
    before = ibis.literal(day).delta(rows.day, unit="day")
    return (before >= 1) & (before <= rows.window)


def _pair(row: dict[str, Any] | None, which: str) -> dict[str, Any]:
    before = int(row[f"{which}_then"]) if row else 0
    now = int(row[f"{which}_now"]) if row else 0
    return {"before": before, "now": now, "rate": now / before - 1 if before else None}
