"""The people behind a figure, and everything known of one of them: for those who may see people.

Pages ask here only after `people.rules.may_see_people` said yes. Who is behind a figure is worked
out from the lake as it stands, at the run's as-of; the list of keys is kept for the next page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from django.core.cache import cache

from parvis.core.programmes.models import MeasureRun
from parvis.insights.operations import engine_of
from parvis.insights.pathways import area_slugs, points_table
from parvis.lib.home import Home
from parvis.measure import main, tables
from parvis.measure.lake import Lake, read_files
from parvis.measure.metrics.inputs import ALL, Inputs, last_closed_month
from parvis.measure.metrics.levels import held_on
from parvis.measure.metrics.newness import of_unknown_newness

MOVES = ("new", "returned", "unknown_newness", "lapsed")
WHATS = ("active", *MOVES)
PAGE = 50  # people, or contributions
KEPT_FOR = 3600  # seconds


class QuestionError(Exception):
    """A figure that cannot be opened: what was asked, and what can be."""


@dataclass(frozen=True)
class Question:
    """Which figure is opened: who was `what` in `area`, in `month` (blank: at the as-of)."""

    area: str
    what: str
    month: str

    @property
    def month_number(self) -> int:
        return int(self.month[:4]) * 12 + int(self.month[5:7]) - 1


@dataclass(frozen=True)
class Page:
    """Some of a list, and how much there is in all."""

    rows: list[dict[str, Any]]
    total: int
    number: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def question(run: MeasureRun, *, area: str, what: str, month: str) -> Question:
    """Check what was asked. Raises QuestionError."""
    if what not in WHATS:
        raise QuestionError(f"{what!r} cannot be opened. What can be: {', '.join(WHATS)}.")
    if area not in (ALL, *area_slugs()):
        raise QuestionError(f"There is no focus area {area!r}.")
    months = [row["month"] for row in run.figures["lifecycle"]]
    if what in MOVES and not month and months:
        month = months[-1]
    if month and month not in months:
        raise QuestionError(f"{month!r} is no month of these figures: write it like 2026-03.")
    return Question(area, what, month)


def people_behind(home: Home, run: MeasureRun, asked: Question, number: int) -> Page:
    """Return one page of the people behind a figure, by name."""
    keys = _keys(home, run, asked)
    shown = keys[(number - 1) * PAGE : number * PAGE]
    rows = {row["person"]: row for row in _persons(home, shown)}
    return Page([rows[key] for key in shown if key in rows], len(keys), number)


def person(home: Home, key: int) -> dict[str, Any]:
    """Return somebody's standing, accounts, and why these are one. LookupError for nobody."""
    lake = Lake(home.lake)
    found = _persons(home, [key])
    if not found:
        raise LookupError(key)
    accounts = _accounts_of(lake, key)
    return {
        **found[0],
        "held": _described(lake, accounts),
        "links": _matching(lake, tables.LINKS, "person", [key]).to_pylist(),
    }


def contributions(home: Home, key: int, number: int) -> Page:
    """Return one page of what somebody did, the latest first."""
    lake = Lake(home.lake)
    with engine_of(home) as engine:
        all_rows = engine.read(lake.files(tables.ACTIVITY), tables.ACTIVITY)
        mine = all_rows.filter(all_rows.account.isin(_accounts_of(lake, key)))
        total = engine.run(mine.agg(n=mine.count()))["n"][0].as_py()
        columns = ("happened_at", "area", "kind", "source", "native_id")
        ordered = mine.order_by(ibis.desc("happened_at"), "id").select(*columns)
        rows = engine.run(ordered.limit(PAGE, offset=(number - 1) * PAGE)).to_pylist()
    return Page(rows, total, number)


def is_lake_newer(home: Home, run: MeasureRun) -> bool:
    """Whether the lake has changed since the run was measured."""
    return Lake(home.lake).manifest().generation != run.lake_generation


def _keys(home: Home, run: MeasureRun, asked: Question) -> list[int]:
    generation = Lake(home.lake).manifest().generation
    kept_as = f"behind-{run.pk}-{generation}-{asked.area}-{asked.what}-{asked.month}"
    keys: list[int] | None = cache.get(kept_as)
    if keys is None:
        keys = _found(home, run, asked)
        cache.set(kept_as, keys, timeout=KEPT_FOR)
    return keys


def _found(home: Home, run: MeasureRun, asked: Question) -> list[int]:
    lake = Lake(home.lake)
    with engine_of(home) as engine:
        inputs, _ = main.open_inputs(lake, engine, lake.manifest(), points_table(), run.as_of)
        who = _who(inputs, asked)
        named = who.select("person").distinct().join(inputs.persons, "person", how="left")
        ordered = named.order_by(named.name.lower(), named.person)
        keys: list[int] = engine.run(ordered.select("person"))["person"].to_pylist()
    return keys


def _who(inputs: Inputs, asked: Question) -> ibis.Table:
    if asked.what == "active":
        held = held_on(_there(inputs.spans), _day(inputs, asked))
        return held.filter((held.level == "active") & (held.area == asked.area))
    seen = _there(inputs.seen)
    seen = seen.filter(seen.area == asked.area)
    if asked.what == "lapsed":
        return seen.filter(seen.ends & (seen.b == asked.month_number))
    began = seen.filter(seen.starts & (seen.a == asked.month_number))
    if asked.what == "returned":
        return began.filter(~began["first"])
    unknown = of_unknown_newness(inputs, "active")
    unknown = unknown.filter(unknown.area == asked.area)
    for_the_first_time = began.filter(began["first"])
    if asked.what == "new":
        return for_the_first_time.anti_join(unknown, "person")
    return for_the_first_time.semi_join(unknown, "person")


def _there(table: ibis.Table | None) -> ibis.Table:
    if table is None:
        raise ValueError("The inputs were opened without their spans.")
    return table


def _day(inputs: Inputs, asked: Question) -> date:
    """Return the day whose start a month's figure describes."""
    if not asked.month:
        return inputs.as_of
    after = min(asked.month_number, last_closed_month(inputs.as_of)) + 1
    return date(after // 12, after % 12 + 1, 1)


def _persons(home: Home, keys: Sequence[int]) -> list[dict[str, Any]]:
    found = _matching(Lake(home.lake), tables.PERSONS, "person", keys)
    return [{**row, "name": row["name"] or "no name known"} for row in found.to_pylist()]


def _accounts_of(lake: Lake, key: int) -> list[int]:
    found = _matching(lake, tables.PERSON_ACCOUNTS, "person", [key])
    accounts: list[int] = found["account"].to_pylist()
    return accounts


def _as_shown(row: dict[str, Any]) -> tuple[str, str, int]:
    """By what a reader sees; keys differ from one installation to the next."""
    return row["source"], row["login"] or row["name"] or "", row["account"]


def _described(lake: Lake, accounts: Sequence[int]) -> list[dict[str, Any]]:
    """Return each account once, under the first of its names."""
    rows = _matching(lake, tables.ACCOUNTS, "account", accounts).to_pylist()
    described: dict[int, dict[str, Any]] = {}
    for row in sorted(rows, key=_as_shown):
        described.setdefault(row["account"], row)
    return list(described.values())


def _matching(lake: Lake, table: tables.Table, column: str, keys: Sequence[int]) -> pa.Table:
    rows = read_files(lake.files(table), table)
    wanted = pa.array(list(keys), type=pa.int64())
    return rows.filter(pc.is_in(rows[column], value_set=wanted))
