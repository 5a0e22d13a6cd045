"""The figures of the impact page: each a finding, a drawing, the table behind it, a definition."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import ModuleType
from typing import Any

from parvis.insights import words
from parvis.insights.charts import active as active_chart
from parvis.insights.charts import coverage as coverage_chart
from parvis.insights.charts import first_steps as steps_chart
from parvis.insights.charts import growth as growth_chart
from parvis.insights.charts import moves as moves_chart
from parvis.insights.charts.look import NARROW, WIDE, Size, svg
from parvis.insights.words import change, day_text, number, share
from parvis.measure.metrics import (
    active,
    coverage,
    definition_check,
    first_steps,
    growth,
    levels,
    lifecycle,
    retention,
)

Row = Mapping[str, Any]
OURS = (1, 365)  # the definition nearest to the network's own
SHADES = 6  # steps of the heat tables' colour


@dataclass(frozen=True)
class Drawing:
    """The same chart twice, for a wide and for a narrow window; `middle` where two do not do."""

    wide: str
    narrow: str
    middle: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `shade` from 0 to 5 colours it, `mark` sets it off."""

    text: str
    shade: int | None = None
    mark: str = ""


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


@dataclass(frozen=True)
class Figure:
    """One figure: what it found, the drawing, the table behind it and what exactly it counts."""

    slug: str
    finding: str
    drawing: Drawing | None
    table: Table
    definition: list[tuple[bool, str]]  # (is a formula, text) by paragraph
    rows: str  # what of it can be opened down to people; blank: nothing


def drawn(chart: Callable[[Size], Any]) -> Drawing:
    return Drawing(wide=svg(chart(WIDE)), narrow=svg(chart(NARROW)))


def definition(*modules: ModuleType) -> list[tuple[bool, str]]:
    """Return a metric's definition, from where it is kept: the docstring of its module."""
    text = "\n\n".join((module.__doc__ or "").strip() for module in modules)
    return [
        (part.startswith("    "), " ".join(part.split("\n")).strip())
        if not part.startswith("    ")
        else (True, "\n".join(line.strip() for line in part.splitlines()))
        for part in text.split("\n\n")
    ]


def all_figures(
    shown: Row, areas: Sequence[Row], *, goal: int | None, baseline: int | None
) -> list[Figure]:
    """Word and draw every figure of `shown`, in the page's order."""
    return [
        _active(shown, goal, baseline),
        _moves(shown),
        _areas(areas),
        _retention(shown),
        _first_steps(shown),
        _growth(shown),
        _coverage(shown),
        _definitions(shown),
    ]


def _cells(*values: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(value, mark="hidden" if value == words.HIDDEN_TEXT else "") for value in values
    )


def _active(shown: Row, goal: int | None, baseline: int | None) -> Figure:
    months = shown["lifecycle"]
    today = {"day": shown["as_of"], "active": shown["active"]["total"]}
    rows = [_cells(m["month"], number(m["active"])) for m in reversed(months)]

    def chart(size: Size) -> Any:
        return active_chart.active_over_time(
            months, size, today=today, goal=goal, baseline=baseline
        )

    return Figure(
        slug="active",
        finding=words.on_active(shown),
        drawing=drawn(chart) if months else None,
        table=Table("Active contributors at the end of each month", ("Month", "Active"), rows),
        definition=definition(active, levels),
        rows="active",
    )


MOVE_COLUMNS = {
    "active": "Active",
    "new": "New",
    "returned": "Returned",
    "unknown_newness": "Newness unknown",
    "retained": "Retained",
    "lapsed": "Lapsed",
    "passing": "Passing",
}


def _moves(shown: Row) -> Figure:
    months = shown["lifecycle"]
    rows = [_cells(m["month"], *(number(m[key]) for key in MOVE_COLUMNS)) for m in reversed(months)]
    return Figure(
        slug="moves",
        finding=words.on_moves(shown),
        drawing=drawn(lambda size: moves_chart.moves(months, size)) if months else None,
        table=Table("Joiners and leavers by month", ("Month", *MOVE_COLUMNS.values()), rows),
        definition=definition(lifecycle),
        rows="moves",
    )


def _areas(areas: Sequence[Row]) -> Figure:
    columns = ("Area", "Active", "of these core", "Casual", "A year before*", "Now*", "Growth*")
    rows = [
        _cells(
            a["name"],
            number(a["active"]),
            number(a["levels"].get("core")),
            number(a["levels"].get("casual")),
            number(a["before"]),
            number(a["now"]),
            change(a["rate"]) or "\u2013",
        )
        for a in areas
    ]
    caption = "Focus areas. * like for like: from sources covered over both periods only"
    finding = words.on_areas(areas)
    return Figure(
        "areas", finding, None, Table(caption, columns, rows), definition(levels), "areas"
    )


def _retention(shown: Row) -> Figure:
    cohorts = shown["retention"]
    after = [stay["months"] for stay in cohorts[0]["after"]] if cohorts else []
    rows = [
        (
            *_cells(c["cohort"], number(c["size"])),
            *(_rate_cell(stay["rate"]) for stay in c["after"]),
        )
        for c in cohorts
    ]
    columns = ("Cohort", "People", *(_span(months) for months in after))
    caption = (
        "Share of each year's newly active who were active so long after their first month-end"
    )
    return Figure(
        slug="retention",
        finding=words.on_retention(shown),
        drawing=None,
        table=Table(caption, columns, rows),
        definition=definition(retention),
        rows="",
    )


def _span(months: int) -> str:
    years, rest = divmod(months, 12)
    return f"{months} months" if rest else "1 year" if years == 1 else f"{years} years"


def _rate_cell(rate: object) -> Cell:
    if rate is None:
        return Cell(words.NOT_YET, mark="open")
    if isinstance(rate, str):
        return Cell(words.HIDDEN_TEXT, mark="hidden")
    assert isinstance(rate, float | int)  # noqa: S101  what is left
    return Cell(share(rate), shade=min(SHADES - 1, int(rate * SHADES)))


def _first_steps(shown: Row) -> Figure:
    cohorts = shown["first_steps"]
    rows = [
        _cells(
            c["cohort"],
            number(c["newcomers"]),
            *(share(rate) for rate in c["second_within"].values()),
            _days(c["median_days_to_second"]),
            *(share(rate) for rate in c["active_within"].values()),
            _days(c["median_days_to_active"]),
        )
        for c in cohorts
    ]
    within = list(cohorts[0]["second_within"]) if cohorts else []
    columns = (
        *("First seen", "Newcomers"),
        *(f"Again in {n} days" for n in within),
        "Median wait",
        *(f"Active in {n} days" for n in within),
        "Median wait",
    )
    has_line = any(isinstance(s, float) for c in cohorts for s in c["second_within"].values())
    return Figure(
        slug="first_steps",
        finding=words.on_first_steps(shown),
        drawing=drawn(lambda size: steps_chart.second_within(cohorts, size)) if has_line else None,
        table=Table("From the first contribution to the second, and to active", columns, rows),
        definition=definition(first_steps),
        rows="",
    )


def _days(median: object) -> str:
    if isinstance(median, str):
        return words.HIDDEN_TEXT
    return "over half not yet" if median is None else f"{median:,.0f} days"


def _growth(shown: Row) -> Figure:
    found = shown["growth"] or {}
    needed = [found.get(k) for k in ("before", "all_before", "all_now", "rate")]
    can_draw = all(isinstance(n, int | float) for n in needed)
    rows = [
        _cells("Like for like", *_growth_cells(found, "before", "now")),
        _cells("All sources", *_growth_cells(found, "all_before", "all_now")),
    ]
    columns = ("Counted from", *(day_text(found.get(k)) for k in ("from", "to")), "Change")
    return Figure(
        slug="growth",
        finding=words.on_growth(shown),
        drawing=drawn(lambda size: growth_chart.like_for_like(found, size)) if can_draw else None,
        table=Table("Growth over a year, like for like and in all", columns, rows),
        definition=definition(growth),
        rows="",
    )


def _growth_cells(found: Row, before: str, now: str) -> tuple[str, str, str]:
    """For all sources no rate is given: it would call coverage growth."""
    rate = change(found.get("rate")) if before == "before" else "not growth"
    return number(found.get(before)), number(found.get(now)), rate or "\u2013"


def _coverage(shown: Row) -> Figure:
    sources = shown["coverage"]
    rows = [
        _cells(
            row["source"],
            row["area"] or "several",
            row["first"] or "none yet",
            row["last"] or "none yet",
            number(row["activities"]),
            number(row["accounts"]),
            "its birth" if row.get("from_birth") else row.get("covered_from") or "unknown",
        )
        for row in sources
    ]
    lines = [_reach(name, list(group), shown["as_of"]) for name, group in _by_source(sources)]
    columns = ("Source", "Area", "First", "Last", "Activities", "Accounts", "Reaches back to")
    return Figure(
        slug="coverage",
        finding=words.on_coverage(shown),
        drawing=drawn(lambda size: coverage_chart.timeline(lines, size)) if any(lines) else None,
        table=Table("Sources", columns, rows),
        definition=definition(coverage),
        rows="",
    )


def _by_source(sources: Sequence[Row]) -> Any:
    seen = sorted((r for r in sources if r["first"]), key=lambda r: r["source"])
    return groupby(seen, key=lambda r: r["source"])


def _reach(name: str, rows: list[Row], as_of: str) -> dict[str, Any]:
    first, last = min(r["first"] for r in rows), max(r["last"] for r in rows)
    return {
        "source": name,
        "first": first,
        "last": last,
        "is_open": words.is_open(last, as_of),
    }


def _definitions(shown: Row) -> Figure:
    cells = {(r["k"], r["window"]): r["active"] for r in shown["definition_check"]}
    ks, windows = sorted({k for k, _ in cells}), sorted({w for _, w in cells})
    most = max((n for n in cells.values() if isinstance(n, int)), default=0) or 1
    rows = [
        (
            Cell(f"{k} or more"),
            *(_count_cell(cells[k, w], most, (k, w) == OURS) for w in windows),
        )
        for k in ks
    ]
    columns = ("Contributions", *(f"in {w} days" for w in windows))
    caption = "People who would count as active under other definitions"
    return Figure(
        slug="definitions",
        finding=words.on_definitions(shown),
        drawing=None,
        table=Table(caption, columns, rows),
        definition=definition(definition_check),
        rows="",
    )


def _count_cell(people: object, most: int, is_ours: bool) -> Cell:
    if not isinstance(people, int):
        return Cell(words.HIDDEN_TEXT, mark="hidden")
    shade = min(SHADES - 1, int((people / most) ** 0.5 * SHADES))
    return Cell(number(people), shade=shade, mark="ours" if is_ours else "")
