"""What every metric reads, and the few expressions that all of them share."""

from dataclasses import dataclass
from datetime import date
from functools import reduce

import ibis
from ibis.expr.types import IntegerValue, Table

ALL = "all"  # the area that stands for any of them
LEVELS = ("casual", "active", "core")


@dataclass(frozen=True)
class Facts:
    """The tables that a lake holds, as of the start of a day. Columns: see `measure.tables`.

    `days` and `begun` (tables.BEGINNINGS) hold no day from `as_of` on; only the contributions in
    all count later ones too. `longest_window` is that of the points, in days.
    """

    as_of: date
    days: Table
    begun: Table
    series: Table
    points: Table
    coverage: Table
    persons: Table
    source_days: Table
    longest_window: int


@dataclass(frozen=True)
class Inputs(Facts):
    """What every metric may read: the facts, and what is computed from them once and kept.

    `spans` by `levels`, `seen` by `months`, `unknown` (whose newness is) by `newness`.
    """

    spans: Table
    seen: Table
    unknown: Table


def month_of(day: ibis.expr.types.DateColumn) -> IntegerValue:
    """Months since year 0: 2019-12 is 2019 * 12 + 11."""
    return (day.year() * 12 + day.month() - 1).cast("int32")


def month_name(month: int) -> str:
    """`YYYY-MM` of a month number."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def last_closed_month(as_of: date) -> int:
    """The last month whose figure is known: its end is not after `as_of`."""
    return as_of.year * 12 + as_of.month - 2


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 28 February for a 29th that year lacks."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def one_for_area_and_all(rows: Table) -> Table:
    """Count `rows` for their area and again for all areas together."""
    return rows.union(rows.mutate(area=ibis.literal(ALL)))


def stacked(tables: list[Table]) -> Table:
    """Rows of several tables with the same columns, below one another."""
    return reduce(lambda above, below: above.union(below), tables)


def reaching(inputs: Facts, *levels: str) -> Table:
    """Person-days that count towards a conversion point of one of `levels`.

    Columns: person, area, source, day, count, and the point's level, point, k, window. A row
    stands once for each point it counts towards.
    """
    return towards(inputs, counted_days(inputs), *levels)


def towards(inputs: Facts, days: Table, *levels: str) -> Table:
    """Rows of `days` (with a series) that count towards a conversion point of one of `levels`."""
    wanted = inputs.points.filter(inputs.points.level.isin(levels))
    counting = inputs.series.join(wanted, ["area", "kind"]).drop("kind")
    return days.join(counting, "series").drop("series")


def begun_before(beginnings: Table, as_of: date) -> Table:
    """The beginnings as they stood at the start of `as_of`."""
    day = ibis.literal(as_of)
    known = beginnings.filter(beginnings.first_on < day)
    return known.mutate(
        next_on=ibis.cases((known.next_on < day, known.next_on), else_=ibis.null("date"))
    )


def counted_days(inputs: Facts) -> Table:
    """Person-days by number of the series: person, series, day, count."""
    return inputs.days.select("person", "series", "day", "count")
