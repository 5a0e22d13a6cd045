"""How far the figures can be trusted: growth or coverage, what was read, other definitions."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from parvis.insights import words
from parvis.insights.behind.questions import Question
from parvis.insights.charts import coverage as coverage_chart
from parvis.insights.charts import growth as growth_chart
from parvis.insights.figures.parts import (
    SHADES,
    Cell,
    Figure,
    Row,
    Table,
    cells,
    definition,
    drawn,
    opened,
)
from parvis.insights.words import change, day_text, number
from parvis.measure.metrics import coverage, definition_check, growth

OURS = (1, 365)  # the definition nearest to the network's own


def growth_or_coverage(shown: Row) -> Figure:
    found = shown["growth"] or {}
    needed = [found.get(k) for k in ("before", "all_before", "all_now", "rate")]
    can_draw = all(isinstance(n, int | float) for n in needed)
    rows = [
        (
            *cells("Like for like"),
            opened(found.get("before"), Question("like_then")),
            opened(found.get("now"), Question("like_now")),
            *cells(change(found.get("rate")) or "\u2013"),
        ),
        (
            *cells("All sources"),
            opened(found.get("all_before"), Question("all_then")),
            opened(found.get("all_now"), Question("all_now")),
            *cells("not growth"),  # a rate would call coverage growth
        ),
    ]
    columns = ("Counted from", *(day_text(found.get(k)) for k in ("from", "to")), "Change")
    return Figure(
        slug="growth",
        finding=words.on_growth(shown),
        drawing=drawn(lambda size: growth_chart.like_for_like(found, size)) if can_draw else None,
        table=Table("Growth over a year, like for like and in all", columns, rows),
        definition=definition(growth),
    )


def what_was_read(shown: Row) -> Figure:
    sources = shown["coverage"]
    rows = [_source_row(row) for row in sources]
    lines = [_reach(name, list(group), shown["as_of"]) for name, group in _by_source(sources)]
    columns = ("Source", "Area", "First", "Last", "Activities", "Accounts", "Reaches back to")
    return Figure(
        slug="coverage",
        finding=words.on_coverage(shown),
        drawing=drawn(lambda size: coverage_chart.timeline(lines, size)) if any(lines) else None,
        table=Table("Sources", columns, rows),
        definition=definition(coverage),
    )


def _source_row(row: Row) -> tuple[Cell, ...]:
    listed = Question("in_source", source=row["source"], area=row["area"] or "")
    since = "its birth" if row.get("from_birth") else row.get("covered_from") or "unknown"
    return (
        *cells(row["source"], row["area"] or "several"),
        *cells(row["first"] or "none yet", row["last"] or "none yet"),
        opened(row["activities"], listed),
        opened(row["accounts"], listed),
        *cells(since),
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


def other_definitions(shown: Row) -> Figure:
    found = {(r["k"], r["window"]): r["active"] for r in shown["definition_check"]}
    ks, windows = sorted({k for k, _ in found}), sorted({w for _, w in found})
    most = max((n for n in found.values() if isinstance(n, int)), default=0) or 1
    rows = [
        (
            Cell(f"{k} or more"),
            *(_count_cell(k, w, found[k, w], most) for w in windows),
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
    )


def _count_cell(k: int, window: int, people: object, most: int) -> Cell:
    if not isinstance(people, int):
        return Cell(words.HIDDEN_TEXT, mark="hidden")
    asked = Question("under_definition", k=k, window=window)
    return Cell(
        number(people),
        shade=min(SHADES - 1, int((people / most) ** 0.5 * SHADES)),
        mark="ours" if (k, window) == OURS else "",
        opens=asked.address if people else "",
    )
