"""How long from the first contribution to the second, and to being active.

A newcomer's first contribution is their first activity that counts towards any conversion point,
in any area; the second is their next, the same day or later; active is the first day of their
first active span, less one: the day of the contribution that made them active. By the year of
the first contribution. The median is Kaplan and Meier's (1958): those still waiting count as
long as they have been observed. It is blank when half never got there. A share within n days is
blank until everybody of that year has had n days. People of unknown newness are left out.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from parvis.measure.metrics.inputs import ALL, LEVELS, Inputs, stacked
from parvis.measure.metrics.newness import of_unknown_newness

WITHIN = (30, 90, 365)  # days
STEPS = ("second", "reached")


def counts(inputs: Inputs) -> Table:
    """People by year of the first contribution and days waited: step, year, days, done, people.

    `days` runs to the step where it was `done`, else to the as-of.
    """
    both = _waits(inputs)
    return both.group_by(["step", "year", "days", "done"]).agg(people=both.count())


def people(inputs: Inputs, year: int, step: str, within: int | None = None) -> Table:
    """The newcomers of a year: person. With `within`: who took the step in so many days."""
    waits = _waits(inputs).filter(lambda t: (t.year == year) & (t.step == step))
    if within is not None:
        waits = waits.filter(waits.done & (waits.days <= within))
    return waits.select("person")


def _waits(inputs: Inputs) -> Table:
    """How long each newcomer waited for each step: person, step, year, days, done."""
    unknown = of_unknown_newness(inputs, *LEVELS)
    firsts = _first_and_second(inputs)
    firsts = firsts.anti_join(unknown.filter(unknown.area == ALL), "person")
    spans = inputs.spans.filter((inputs.spans.level == "active") & (inputs.spans.area == ALL))
    active = spans.group_by("person").agg(reached=spans.start_on.min())
    active = active.mutate(reached=(active.reached - ibis.interval(days=1)).cast("date"))
    waits = firsts.left_join(active, "person").select("person", "first", "second", "reached")
    return stacked([_waited(waits, step, inputs.as_of) for step in STEPS])


def figure(inputs: Inputs, rows: pa.Table) -> list[dict[str, Any]]:
    """[{cohort, newcomers, second_within, median_days_to_second, active_within, ...}] by year."""
    waits: dict[tuple[str, int], list[tuple[int, bool, int]]] = defaultdict(list)
    for r in rows.to_pylist():
        waits[r["step"], r["year"]].append((r["days"], r["done"], r["people"]))
    years = sorted({year for _, year in waits})
    return [_cohort(y, waits["second", y], waits["reached", y], inputs.as_of) for y in years]


def median_wait(waits: list[tuple[int, bool, int]]) -> float | None:
    """Kaplan-Meier median of (days, done, people); None when the curve stays above a half."""
    at_risk = sum(people for _, _, people in waits)
    left = 1.0
    for day in sorted({days for days, _, _ in waits}):
        here = [(done, people) for days, done, people in waits if days == day]
        events = sum(people for done, people in here if done)
        left *= 1 - events / at_risk
        if left <= 0.5 + 1e-12:
            return float(day)
        at_risk -= sum(people for _, people in here)
    return None


def _first_and_second(inputs: Inputs) -> Table:
    counting = inputs.series.semi_join(inputs.points, ["area", "kind"])
    begun = inputs.begun.semi_join(counting, "series")
    first = begun.group_by("person").agg(first=begun.first_on.min())
    dated = begun.join(first, "person")
    is_first = dated.first_on == dated.first
    later = dated.group_by(["person", "first"]).agg(
        on_first=dated.on_first.sum(where=is_first),
        next=ibis.cases((is_first, dated.next_on), else_=dated.first_on).min(),
    )
    second = ibis.cases((later.on_first > 1, later.first), else_=later.next)
    return later.select("person", "first", second=second)


def _waited(waits: Table, step: str, as_of: date) -> Table:
    end = waits[step].coalesce(ibis.literal(as_of))
    return waits.select(
        "person",
        step=ibis.literal(step),
        year=waits.first.year().cast("int32"),
        days=end.delta(waits.first, unit="day").cast("int32"),
        done=waits[step].notnull(),
    )


def _cohort(
    year: int,
    second: list[tuple[int, bool, int]],
    reached: list[tuple[int, bool, int]],
    as_of: date,
) -> dict[str, Any]:
    return {
        "cohort": str(year),
        "newcomers": sum(people for _, _, people in second),
        "second_within": _shares(second, year, as_of),
        "median_days_to_second": median_wait(second),
        "active_within": _shares(reached, year, as_of),
        "median_days_to_active": median_wait(reached),
    }


def _shares(waits: list[tuple[int, bool, int]], year: int, as_of: date) -> dict[str, float | None]:
    newcomers = sum(people for _, _, people in waits)
    shares: dict[str, float | None] = {}
    for n in WITHIN:
        closed = date(year, 12, 31) + timedelta(days=n) < as_of
        done = sum(people for days, is_done, people in waits if is_done and days <= n)
        shares[str(n)] = done / newcomers if closed else None
    return shares
