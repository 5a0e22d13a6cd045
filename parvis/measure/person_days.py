"""From raw activity to person-days: large and repetitive in, small and sorted out.

The sets of source, area and kind are few, so each gets a number and the heavy grouping compares
three whole numbers. A contribution counts once for a person and kind, whatever the number of
sources that hold it (a commit in two repositories) or of their accounts on it (author and
co-author): under the first source in alphabetical order.
"""

import ibis
from ibis.expr.types import Table

SERIES_WORDS = ("source", "area", "kind")


def use_of_accounts(activity: Table) -> Table:
    """How much each account did and since when: account, source, area, activities, first_on."""
    return activity.group_by(["account", "source", "area"]).agg(
        activities=activity.count(), first_on=activity.happened_at.min().cast("date")
    )


def source_days(activity: Table, use: Table) -> Table:
    """Rows and accounts first seen, by source, area and day (tables.SOURCE_DAYS)."""
    dated = activity.mutate(day=activity.happened_at.cast("date"))
    rows = dated.group_by(["source", "area", "day"]).agg(activities=dated.count())
    seen = (
        use.rename(day="first_on")
        .group_by(["source", "area", "day"])
        .agg(accounts=lambda t: t.count())
    )
    joined = rows.left_join(seen, ["source", "area", "day"])
    return joined.select(
        "source", "area", "day", "activities", accounts=joined.accounts.fill_null(0)
    )


def series_of(activity: Table) -> Table:
    """A number for each source, area and kind, in alphabetical order."""
    kinds = activity.select(*SERIES_WORDS).distinct()
    number = ibis.row_number().over(order_by=[kinds.source, kinds.area, kinds.kind])
    return kinds.mutate(series=number.cast("int32"))


def held_twice(activity: Table) -> Table:
    """Objects that stand in more than one row: in two sources, or with two accounts."""
    times = activity.group_by("object").agg(times=activity.count())
    return times.filter(times.times > 1).select("object")


def person_days(activity: Table, contributors: Table, series: Table, twice: Table) -> Table:
    """Distinct contributions by person, source, area, kind and day (tables.PERSON_DAYS).

    `contributors`: account, person; activity of other accounts is left out. `series` and `twice`
    are this module's, kept by the engine.
    """
    once = _numbered(activity.anti_join(twice, "object"), contributors, series)
    again = _numbered(activity.semi_join(twice, "object"), contributors, series)
    rows = once.select("person", "series", "day").union(_counted_once(again, series))
    days = rows.group_by(["person", "series", "day"]).agg(count=lambda t: t.count().cast("int32"))
    columns = ("person", *SERIES_WORDS, "day", "count", "series")
    return days.join(series, "series").select(*columns)


def beginnings(days: Table) -> Table:
    """How each person began in each series (tables.BEGINNINGS), from person-days."""
    each = ["person", "series"]
    first = days.group_by(each).agg(
        first_on=days.day.min(), in_all=days["count"].sum().cast("int32")
    )
    dated = days.join(first, each)
    return dated.group_by([*each, "first_on", "in_all"]).agg(
        on_first=dated["count"].sum(where=dated.day == dated.first_on).cast("int32"),
        next_on=dated.day.min(where=dated.day > dated.first_on),
    )


def _numbered(activity: Table, contributors: Table, series: Table) -> Table:
    rows = activity.join(contributors, "account").join(series, SERIES_WORDS)
    return rows.select("person", "series", "object", day=rows.happened_at.cast("date"))


def _counted_once(rows: Table, series: Table) -> Table:
    """One row for a person, kind and object, in each area that the first source names for it."""
    named = rows.join(series, "series")
    each = ["person", "kind", "object"]
    first = named.group_by(each).agg(source=named.source.min())
    kept = named.semi_join(first, [*each, "source"]).group_by(["person", "series", "object"])
    return kept.agg(day=lambda t: t.day.min()).select("person", "series", "day")
