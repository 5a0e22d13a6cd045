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

from parvis.measure.metrics.inputs import ALL, LEVELS, Facts, Inputs, counted_days, stacked

SECONDS_A_DAY = 86_400


def spans(inputs: Facts, ks: list[int]) -> Table:
    """Spans of every person, area and level, and of 'all' areas (columns: tables.SPANS).

    `ks` are the different k of the points. Worked in whole numbers (days since 1970, a number
    for each area and level), which an engine sorts several times quicker than dates and words.
    """
    tracks = _tracks(inputs.points)
    intervals = stacked([_in_area_and_all(inputs, tracks, k) for k in ks])
    joined = _joined(intervals).join(_named(tracks), "track")
    return joined.select(
        "person",
        "area",
        "level",
        start_on=_as_date(joined.start),
        end_on=_as_date(joined.end),
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


def _tracks(points: Table) -> Table:
    """A number for each area and level: area, level, track."""
    pairs = points.select("area", "level").distinct()
    number = ibis.row_number().over(order_by=[pairs.area, pairs.level])
    return pairs.mutate(track=(number + len(LEVELS)).cast("int32"))


def _totals(tracks: Table) -> Table:
    """Which track of 'all' areas a track adds to: track, all_track."""
    number = tracks.level.cases(*((name, i) for i, name in enumerate(LEVELS)), else_=0)
    return tracks.select("track", all_track=number.cast("int32"))


def _named(tracks: Table) -> Table:
    """Every track with its names, those of 'all' included: track, area, level."""
    numbers = {"track": list(range(len(LEVELS))), "level": list(LEVELS)}
    whole = ibis.memtable(numbers, schema={"track": "int32", "level": "string"})
    return tracks.select("track", "area", "level").union(
        whole.select("track", "level", area=ibis.literal(ALL)).select("track", "area", "level")
    )


def _counted(inputs: Facts, tracks: Table, k: int) -> Table:
    """Person-days that count towards points of this k: person, track, point, window, day, count."""
    points = inputs.points.filter(inputs.points.k == k).join(tracks, ["area", "level"])
    counting = inputs.series.join(points, ["area", "kind"])
    counting = counting.select("series", "track", "point", "window")
    matched = counted_days(inputs).join(counting, "series")
    day = matched.day.epoch_days().cast("int32")
    return matched.select("person", "track", "point", "window", "count", day=day)


def _in_area_and_all(inputs: Facts, tracks: Table, k: int) -> Table:
    """Intervals of this k by track, and the same again for the tracks of 'all'."""
    in_area = _reached(_counted(inputs, tracks, k), k)
    anywhere = in_area.join(_totals(tracks), "track").drop("track").rename(track="all_track")
    anywhere = _thinned(anywhere)
    columns = ("person", "track", "start", "end")
    return in_area.select(*columns).union(anywhere.select(*columns))


def _reached(counted: Table, k: int) -> Table:
    """Intervals [start, end) in which the k-th latest activity lies within the window.

    Columns: person, track, window, start, end; in days since 1970.
    """
    latest = counted.mutate(kth=counted.day) if k == 1 else _with_kth_latest(counted, k)
    held = latest.select(
        "person",
        "track",
        "window",
        start=(latest.day + 1).cast("int32"),
        end=(latest.kth + latest.window + 1).cast("int32"),
    )
    return _thinned(held if k == 1 else held.filter(held.end > held.start))


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
    return few.select("person", "track", "window", "start", "end")


def _with_kth_latest(counted: Table, k: int) -> Table:
    """Adds `kth`, the day of the k-th latest activity, where there is one.

    Number a person's activities in order, without unfolding the counts: the day of activity
    n - k + 1 is the earliest among the rows whose running number lies in the k numbers up to n.
    """
    group = ["person", "track", "point"]
    in_all = counted.group_by(group).agg(in_all=counted["count"].sum())
    enough = counted.semi_join(in_all.filter(in_all.in_all >= k), group)
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
    """Days since 1970 as a date; a date plus an interval would be a moment on some engines."""
    return (day.cast("int64") * SECONDS_A_DAY).as_timestamp("s").date()
