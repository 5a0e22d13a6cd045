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
from ibis.expr.types import IntegerScalar, Table

from parvis.measure.metrics.inputs import (
    ALL,
    Inputs,
    one_for_area_and_all,
    reaching,
    stacked,
    years_before,
)

QUIET = timedelta(days=31)  # a source may be silent for so long and still be covered


def comparable_sources(coverage: pa.Table, as_of: date, window: int) -> list[str]:
    """Sources covered over the `window` days before `as_of` and before the day a year earlier."""
    since = years_before(as_of, 1) - timedelta(days=window)
    rows = coverage.to_pylist()
    return sorted(c["source"] for c in rows if _covers(c, since, as_of - QUIET))


def counts(inputs: Inputs, sources: list[str]) -> Table:
    """Active then and now, from `sources` and from all: which, area, then, now."""
    rows = reaching(inputs, "active")
    parts = [
        _then_and_now(inputs, rows.filter(rows.source.isin(sources))).mutate(which=_text("like")),
        _then_and_now(inputs, rows).mutate(which=_text("all")),
    ]
    return stacked(parts)


def figure(
    inputs: Inputs, rows: pa.Table, coverage: pa.Table, sources: list[str]
) -> dict[str, Any]:
    """The comparison in total and by area; a rate is blank where there was nobody before."""
    by = {(r["which"], r["area"]): r for r in rows.to_pylist()}
    areas = sorted({area for _, area in by} - {ALL})
    every = coverage.column("source").to_pylist()
    total, raw = _pair(by.get(("like", ALL))), _pair(by.get(("all", ALL)))
    return {
        "from": years_before(inputs.as_of, 1).isoformat(),
        "to": inputs.as_of.isoformat(),
        "sources": sources,
        "not_comparable": sorted(set(every) - set(sources)),
        **total,
        "all_before": raw["before"],
        "all_now": raw["now"],
        "by_area": {area: _pair(by.get(("like", area))) for area in areas},
    }


def _covers(entry: dict[str, Any], since: date, until: date) -> bool:
    starts: datetime | None = entry["covered_from"]
    ends: datetime | None = entry["covered_to"]
    early = entry["from_birth"] or (starts is not None and starts.date() <= since)
    return bool(early and ends is not None and ends.date() >= until)


def _then_and_now(inputs: Inputs, rows: Table) -> Table:
    then, now = years_before(inputs.as_of, 1), inputs.as_of
    counted = rows.mutate(
        then=_if_in_window(rows, then) * rows["count"], now=_if_in_window(rows, now) * rows["count"]
    )
    sums = counted.group_by(["person", "area", "point", "k"]).agg(
        then=counted.then.sum(), now=counted.now.sum()
    )
    reached = sums.select(
        "person",
        "area",
        then=(sums.then >= sums.k).cast("int8"),
        now=(sums.now >= sums.k).cast("int8"),
    )
    people = one_for_area_and_all(reached).group_by(["person", "area"])
    held = people.agg(then=lambda t: t.then.max(), now=lambda t: t.now.max())
    return held.group_by("area").agg(then=held.then.sum(), now=held.now.sum())


def _if_in_window(rows: Table, day: date) -> IntegerScalar:
    before = ibis.literal(day).delta(rows.day, unit="day")
    return ((before >= 1) & (before <= rows.window)).cast("int32")


def _text(word: str) -> ibis.expr.types.StringScalar:
    return ibis.literal(word)


def _pair(row: dict[str, Any] | None) -> dict[str, Any]:
    before, now = (int(row["then"]), int(row["now"])) if row else (0, 0)
    return {"before": before, "now": now, "rate": now / before - 1 if before else None}
