"""Who is on which level, and when.

A person has reached a conversion point on day D in an area when at least *k* activities of the
point's kinds fell on the *window* days before D, that is in [D - window, D). A level holds while
any of its points is reached. *all* is any area. Levels are held as spans, half-open intervals of
days, and counted from them at any grain; a person is counted on the highest level held. Levels
are fixed thresholds and never a share of the others' work, so somebody who works alone is active
like anybody else.
"""

from datetime import date

import ibis
import pyarrow as pa
from ibis.expr.types import DateColumn, IntegerColumn, Table

from parvis.measure.metrics.inputs import (
    ALL,
    LEVELS,
    Facts,
    Inputs,
    counted_days,
    stacked,
)

TRACKS = pa.schema(
    {"track": pa.int32(), "area": pa.string(), "level": pa.string(), "all_track": pa.int32()}
)


def tracks(points: pa.Table) -> pa.Table:
    """A number for each area and level: track, area, level, and the track of the level in all.

    Spans are worked in whole numbers (these, and days since 1970), which an engine sorts several
    times quicker than words and dates.
    """
    pairs = sorted({(point["area"], point["level"]) for point in points.to_pylist()})
    rows = [
        {"track": n, "area": area, "level": level, "all_track": LEVELS.index(level)}
        for n, (area, level) in enumerate([*((ALL, level) for level in LEVELS), *pairs])
    ]
    return pa.Table.from_pylist(rows, TRACKS)


def counting(inputs: Facts, named: Table) -> Table:
    """What counts towards which track: series, track, point, k, window. `named`: as `tracks`."""
    points = inputs.points.join(named, ["area", "level"])
    return inputs.series.join(points, ["area", "kind"]).select(
        "series", "track", "point", "k", "window"
    )


def in_areas(inputs: Facts, counts: Table, ks: list[int]) -> Table:
    """Spans of every person, area and level: person, track, start, end.

    `counts`: as `counting`. `ks` are the different k of the points.
    """
    return _joined(stacked([_reached(inputs, counts.filter(counts.k == k), k) for k in ks]))


def spans(areas: Table, named: Table) -> Table:
    """Spans by area, as `in_areas` found them, and of 'all' areas (columns: tables.SPANS)."""
    anywhere = areas.join(named.select("track", "all_track"), "track")
    anywhere = _joined(anywhere.drop("track").rename(track="all_track"))
    every = areas.union(anywhere).join(named, "track")
    return every.select(
        "person", "area", "level", start_on=_as_date(every.start), end_on=_as_date(every.end)
    )


def held_on(all_spans: Table, day: date) -> Table:
    """Spans that hold at the start of `day`."""
    return all_spans.filter(
        all_spans.start_on <= ibis.literal(day), all_spans.end_on > ibis.literal(day)
    )


def counts(inputs: Inputs) -> Table:
    """People by area and highest level held at `as_of`: area, level, people."""
    return people(inputs).group_by(["area", "level"]).agg(people=lambda t: t.count())


def people(inputs: Inputs) -> Table:
    """Who is on which level at `as_of`, the highest held: person, area, level."""
    held = held_on(inputs.spans, inputs.as_of)
    rank = held.level.cases(*((name, i) for i, name in enumerate(LEVELS)), else_=0)
    highest = held.mutate(rank=rank).group_by(["area", "person"]).agg(rank=lambda t: t.rank.max())
    named = highest.rank.cases(*enumerate(LEVELS), else_=LEVELS[0])
    return highest.select("person", "area", level=named)


def figure(rows: pa.Table, areas: list[str]) -> dict[str, dict[str, int]]:
    """{area: {level: people}} for every area and 'all'."""
    shown = {area: dict.fromkeys(LEVELS, 0) for area in (ALL, *areas)}
    for row in rows.to_pylist():
        shown.setdefault(row["area"], dict.fromkeys(LEVELS, 0))[row["level"]] = row["people"]
    return shown


def _reached(inputs: Facts, counting: Table, k: int) -> Table:
    """Intervals [start, end) in which k activities lie within the window.

    Columns: person, track, start, end; in days since 1970.
    """
    if k == 1:
        return _every_day(inputs, counting)
    latest = _with_kth_latest(inputs, counting, k)
    held = latest.select(
        *("person", "track", "window"),
        start=(latest.day + 1).cast("int32"),
        end=(latest.kth + latest.window + 1).cast("int32"),
    )
    return _thinned(held.filter(held.end > held.start))


def _days(days: Table, counting: Table) -> Table:
    """Days that count: person, track, point, window, day (since 1970), count."""
    matched = days.join(counting, "series")
    day = matched.day.epoch_days().cast("int32")
    return matched.select("person", "track", "point", "window", "count", day=day)


def _every_day(inputs: Facts, counting: Table) -> Table:
    """Intervals where one activity is enough: all are a window long, and begin a day later.

    Of those that start in the same stretch of window + 1 days each touches the next: one interval.
    """
    days = _days(counted_days(inputs), counting)
    marked = days.mutate(stretch=(days.day // (days.window + 1)).cast("int32"))
    few = marked.group_by(["person", "track", "window", "stretch"]).agg(
        first=marked.day.min(), last=marked.day.max()
    )
    end = (few.last + few.window + 1).cast("int32")
    return few.select("person", "track", start=(few.first + 1).cast("int32"), end=end)


def _thinned(intervals: Table) -> Table:
    """Fewer intervals with the same union.

    Those that are at least half a window long and start in the same half window overlap, so they
    are one; a shorter one stays as it is. People who contribute daily shrink to a few rows.
    """
    half = (intervals.window + 1) // 2
    is_long = intervals.end - intervals.start >= half
    stretch = ibis.cases((is_long, intervals.start // half), else_=-intervals.start)
    marked = intervals.mutate(stretch=stretch.cast("int32"))
    few = marked.group_by(["person", "track", "window", "stretch"]).agg(
        start=marked.start.min(), end=marked.end.max()
    )
    return few.select("person", "track", "start", "end")


def _with_kth_latest(inputs: Facts, counting: Table, k: int) -> Table:
    """Days that count, with `kth`, the day of the k-th latest activity, where there is one.

    Number a person's activities in order, without unfolding the counts: the day of activity
    n - k + 1 is the earliest among the rows whose running number lies in the k numbers up to n.
    Most people never did k in all, and are left out first.
    """
    group = ["person", "track", "point"]
    in_all = inputs.begun.semi_join(counting, "series").group_by("person")
    in_all = in_all.agg(in_all=lambda t: t.in_all.sum()).filter(lambda t: t.in_all >= k)
    enough = _days(counted_days(inputs).semi_join(in_all, "person"), counting)
    so_far = ibis.window(group_by=group, order_by="day", preceding=None, following=0)
    numbered = enough.mutate(number=enough["count"].sum().over(so_far).cast("int64"))
    last_k = ibis.range_window(group_by=group, order_by="number", preceding=k - 1, following=0)
    return numbered.mutate(kth=numbered.day.first().over(last_k)).filter(numbered.number >= k)


def _joined(intervals: Table) -> Table:
    """Overlapping or touching intervals become one: person, track, start, end.

    One sort over all rows marks the last of each run, which also knows where the next begins;
    the rest works on those few.
    """
    group = ["person", "track"]
    order = ["start", "end"]  # a full order: engines may break ties differently
    so_far = ibis.window(group_by=group, order_by=order, preceding=None, following=0)
    next_row = ibis.window(group_by=group, order_by=order)
    running = intervals.mutate(
        opening=intervals.start.first().over(so_far),
        reach=intervals.end.max().over(so_far),
        following=intervals.start.lead().over(next_row),
    )
    ends = running.filter(running.following.isnull() | (running.following > running.reach))
    begun = ends.following.lag().over(next_row)
    return ends.select("person", "track", start=begun.coalesce(ends.opening), end="reach")


def _as_date(day: IntegerColumn) -> DateColumn:
    """Days since 1970 as a date. By way of a moment: engines differ on a date plus an interval."""
    moment = ibis.date(1970, 1, 1).cast("timestamp") + day.as_interval("D")
    return moment.date()
