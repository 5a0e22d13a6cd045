"""What a change to a pathway would do to the counts of its area, before anybody saves it.

A person counts for a level on a day when any of the level's points is reached at its start; those
of the active level are the area's active contributors, as the figures count them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from parvis.core.pathways.versions import Snapshot
from parvis.insights.operations import engine_of
from parvis.insights.pathways import table_of
from parvis.lib.home import Home
from parvis.measure import main
from parvis.measure.engines.base import Engine
from parvis.measure.lake import Lake
from parvis.measure.main import NotResolved
from parvis.measure.manifest import Manifest
from parvis.measure.metrics import levels
from parvis.measure.metrics.inputs import LEVELS, Facts

MONTHS = 12

Counts = dict[tuple[date, str], int]  # people by day and level


@dataclass(frozen=True)
class Change:
    """A count by the points that stand, and by those proposed."""

    level: str
    before: int
    after: int

    @property
    def is_one(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Day:
    """The counts at the start of a day, by level."""

    day: date
    changes: Sequence[Change]


@dataclass(frozen=True)
class Preview:
    """What a change does: the latest day first. `lost`, `gained`: of the active ones, today."""

    days: Sequence[Day]
    lost: int
    gained: int
    is_stale: bool
    is_loaded: bool  # whether any source was loaded for the area

    @property
    def is_without_effect(self) -> bool:
        return not any(change.is_one for day in self.days for change in day.changes)

    @property
    def active(self) -> Change:
        """The area's active contributors today."""
        return next(change for change in self.days[0].changes if change.level == "active")


def preview(
    home: Home,
    *,
    area: str,
    standing: Sequence[Snapshot],
    proposed: Sequence[Snapshot],
    as_of: date,
) -> Preview:
    """Count an area by both pathways: at the start of `as_of`, and of the 12 months up to it.

    Raises NotResolved, with what to do, where the lake holds nobody yet.
    """
    lake = Lake(home.lake)
    manifest = lake.manifest()
    if manifest.resolved is None:
        raise NotResolved("Nobody is in the lake yet: run `parvis ingest` and `parvis resolve`.")
    days = days_counted(as_of)
    with engine_of(home) as engine:
        before, was = _counted(lake, engine, manifest, table_of({area: standing}), days)
        after, would_be = _counted(lake, engine, manifest, table_of({area: proposed}), days)
    return Preview(
        days=[_day(day, before, after) for day in days],
        lost=len(was - would_be),
        gained=len(would_be - was),
        is_stale=manifest.is_stale,
        is_loaded=any(entry.area in {area, None} for entry in manifest.sources.values()),
    )


def days_counted(as_of: date) -> list[date]:
    """`as_of`, and the first days of the 12 months up to it; the latest first."""
    month = as_of.year * 12 + as_of.month - 1
    firsts = [date(m // 12, m % 12 + 1, 1) for m in range(month, month - MONTHS, -1)]
    return firsts if firsts[0] == as_of else [as_of, *firsts]


def _counted(
    lake: Lake, engine: Engine, manifest: Manifest, points: pa.Table, days: Sequence[date]
) -> tuple[Counts, set[int]]:
    """People by day and level; and who is active on the first of the days."""
    if not points.num_rows:
        return {}, set()
    facts, _ = main.open_facts(lake, engine, manifest, points, days[0])
    spans = _spans(engine, facts, points)
    counted = engine.run(_on_days(engine, spans, days)).to_pylist()
    now = levels.held_on(spans, days[0])
    active = engine.run(now.filter(now.level == "active").select("person"))
    counts = {(row["day"], row["level"]): row["people"] for row in counted}
    return counts, set(active.column("person").to_pylist())


def _spans(engine: Engine, facts: Facts, points: pa.Table) -> Table:
    """Spans of the one area whose points these are, computed once."""
    ks = sorted(set(points.column("k").to_pylist()))
    tracks = engine.hold(levels.tracks(points), "tracks")
    counting = engine.keep(levels.counting(facts, tracks), "counting")
    in_areas = engine.keep(levels.in_areas(facts, counting, ks), "in_areas")
    [area] = set(points.column("area").to_pylist())
    every = levels.spans(in_areas, tracks)
    return engine.keep(every.filter(every.area == area), "spans")


def _on_days(engine: Engine, spans: Table, days: Sequence[date]) -> Table:
    """How many hold each level on each day: day, level, people."""
    rows = pa.table({"day": pa.array(days, pa.date32())})
    asked = engine.hold(rows, "days_asked")
    held = spans.join(asked, [spans.start_on <= asked.day, spans.end_on > asked.day])
    return held.group_by(["day", "level"]).agg(people=ibis._.person.nunique())


def _day(day: date, before: Counts, after: Counts) -> Day:
    found = [
        Change(level, before.get((day, level), 0), after.get((day, level), 0)) for level in LEVELS
    ]
    return Day(day, found)
