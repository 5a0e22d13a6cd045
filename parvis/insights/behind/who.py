"""Who is behind a figure: the expression over the lake that the figure itself counts."""

from collections.abc import Callable
from datetime import date

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from parvis.insights.behind.questions import MOVES, TOTALS, Question
from parvis.measure import main
from parvis.measure.engines.base import Engine
from parvis.measure.lake import Lake
from parvis.measure.metrics import (
    active,
    definition_check,
    first_steps,
    growth,
    levels,
    lifecycle,
    people,
    retention,
)
from parvis.measure.metrics.inputs import Facts, Inputs, last_closed_month

STANDINGS = {"staff": "staff", "bots": "bot"}


def who(lake: Lake, engine: Engine, as_of: date, points: pa.Table, asked: Question) -> Table:
    """Return the people behind the figure at `as_of`: person. `points` are what it counted by."""
    facts, covered = main.open_facts(lake, engine, lake.manifest(), points, as_of)
    if asked.what in FROM_FACTS:
        return FROM_FACTS[asked.what](facts, covered, asked).select("person")
    inputs = main.with_spans(engine, facts, points)
    return FROM_SPANS[asked.what](inputs, asked).select("person")


def _active(inputs: Inputs, asked: Question) -> Table:
    held = active.people(inputs, _day(inputs, asked))
    return held.filter(held.area == asked.area)


def _moved(inputs: Inputs, asked: Question) -> Table:
    moved = lifecycle.people(inputs).filter(lambda t: t.area == asked.area)
    return moved.filter(moved.month == asked.month_number, moved.what == asked.what)


def _retained(inputs: Inputs, asked: Question) -> Table:
    """Active at the month's end, and not because they started in it."""
    moved = lifecycle.people(inputs).filter(lambda t: t.area == asked.area)
    started = moved.filter(moved.month == asked.month_number)
    started = started.filter(started.what.isin(("new", "returned", "unknown_newness")))
    return _active(inputs, asked).anti_join(started, "person")


def _on_level(inputs: Inputs, asked: Question) -> Table:
    ranked = levels.people(inputs)
    return ranked.filter(ranked.area == asked.area, ranked.level == asked.what)


def _stayed(inputs: Inputs, asked: Question) -> Table:
    return retention.people(inputs, int(asked.cohort), asked.after)


def _second(inputs: Inputs, asked: Question) -> Table:
    return first_steps.people(inputs, int(asked.cohort), "second", asked.after or None)


def _reached(inputs: Inputs, asked: Question) -> Table:
    return first_steps.people(inputs, int(asked.cohort), "reached", asked.after)


def _then_or_now(facts: Facts, covered: pa.Table, asked: Question) -> Table:
    alike = growth.comparable_sources(covered, facts.as_of, facts.longest_window)
    counted = growth.people(facts, alike)
    return counted.filter(counted.area == asked.area, counted[asked.what] == 1)


def _under_definition(facts: Facts, _covered: pa.Table, asked: Question) -> Table:
    return definition_check.people(facts, asked.k, asked.window)


def _seen(facts: Facts, _covered: pa.Table, asked: Question) -> Table:
    seen = people.people(facts)
    standing = STANDINGS.get(asked.what)
    return seen if standing is None else seen.filter(seen.standing == ibis.literal(standing))


def _day(inputs: Inputs, asked: Question) -> date:
    """Return the day whose start a month's figure describes."""
    if not asked.month:
        return inputs.as_of
    after = min(asked.month_number, last_closed_month(inputs.as_of)) + 1
    return date(after // 12, after % 12 + 1, 1)


FROM_FACTS: dict[str, Callable[[Facts, pa.Table, Question], Table]] = {
    **dict.fromkeys(growth.COUNTED, _then_or_now),
    "under_definition": _under_definition,
    **dict.fromkeys(TOTALS, _seen),
}
FROM_SPANS: dict[str, Callable[[Inputs, Question], Table]] = {
    "active": _active,
    **dict.fromkeys(MOVES, _moved),
    "retained": _retained,
    **dict.fromkeys(("casual", "core"), _on_level),
    **dict.fromkeys(("cohort", "stayed"), _stayed),
    **dict.fromkeys(("newcomers", "second_within"), _second),
    "active_within": _reached,
}
