"""Active spans at the grain of months: what the lifecycle and retention are counted from."""

from datetime import date

import ibis
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import last_closed_month, month_of


def month_spans(every: Table, as_of: date) -> Table:
    """Active spans as half-open ranges of month-ends: person, area, a, b.

    A month's figure is the state at the start of the next month, so a span is counted in the
    months from that of its last day before it starts (a) up to that of its last day (b, not
    included). Where a = b the span lies between two month-ends.
    """
    spans = every.filter(every.level == "active")
    day = ibis.interval(days=1)
    ranged = spans.select(
        "person",
        "area",
        a=month_of((spans.start_on - day).cast("date")),
        b=month_of((spans.end_on - day).cast("date")),
    )
    return ranged.filter(ranged.a <= last_closed_month(as_of))


def seen_at_month_ends(ranges: Table) -> Table:
    """The ranges that some month-end sees, with where each run of them starts and ends.

    Columns: person, area, a, b, `starts`, `ends`, and `first`: no earlier month-end saw the
    person active. Two ranges that touch are one run: no month-end lies between them.
    """
    seen = ranges.filter(ranges.b > ranges.a)
    order = ibis.window(group_by=["person", "area"], order_by="a")
    around = seen.mutate(before=seen.b.lag().over(order), after=seen.a.lead().over(order))
    starts = around.before.isnull() | (around.a > around.before)
    ends = around.after.isnull() | (around.after > around.b)
    return around.select(
        "person", "area", "a", "b", first=around.before.isnull(), starts=starts, ends=ends
    )
