"""Whose newness cannot be known.

Where a source's coverage does not reach back to its birth, somebody whose first observed
activity lies within one window of the start of that coverage may have been active before it: of
unknown newness, counted apart and never as new.
"""

import ibis
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import ALL, Facts, towards


def of_unknown_newness(inputs: Facts, *levels: str) -> Table:
    """People whose first activity at one of `levels` is too near the start of partial coverage.

    Columns: person, area ('all': judged by the person's first activity in any area). The first
    day in each series is enough to tell: if any of its days is near, the first is.
    """
    days = inputs.begun.select("person", "series", day="first_on")
    rows = towards(inputs, days, *levels)
    partial = inputs.coverage.filter(~inputs.coverage.from_birth)
    near = rows.join(partial.select("source", "covered_from"), "source")
    age = near.day.delta(near.covered_from.cast("date"), unit="day")
    near = near.filter(age < near.window).group_by(["person", "area"]).agg(day=near.day.min())
    first = rows.semi_join(near, "person").group_by(["person", "area"])
    first = first.agg(first=lambda t: t.day.min())
    in_area = near.join(first, ["person", "area"])
    in_area = in_area.filter(in_area.day == in_area.first).select("person", "area", "day")
    anywhere = first.group_by("person").agg(first=lambda t: t.first.min())
    in_all = in_area.join(anywhere, "person").filter(lambda t: t.day == t.first)
    in_all = in_all.select("person", area=ibis.literal(ALL)).distinct()
    return in_area.select("person", "area").union(in_all)
