"""How many are active, who came and went, and where they contribute."""

from collections.abc import Sequence
from typing import Any

from parvis.insights import words
from parvis.insights.behind.questions import Question
from parvis.insights.behind.said import NAMES
from parvis.insights.charts import active as active_chart
from parvis.insights.charts import moves as moves_chart
from parvis.insights.charts.look import Size
from parvis.insights.figures.parts import (
    Cell,
    Figure,
    Row,
    Table,
    by_pathways,
    cells,
    definition,
    drawn,
    opened,
)
from parvis.insights.words import change
from parvis.measure.metrics import active, levels, lifecycle


def active_now(shown: Row, goal: int | None, baseline: int | None) -> Figure:
    months = shown["lifecycle"]
    today = {"day": shown["as_of"], "active": shown["active"]["total"]}
    rows = [(*cells(m["month"]), _moved(m, "active")) for m in reversed(months)]

    def chart(size: Size) -> Any:
        return active_chart.active_over_time(
            months, size, today=today, goal=goal, baseline=baseline
        )

    return Figure(
        slug="active",
        finding=words.on_active(shown),
        drawing=drawn(chart) if months else None,
        table=Table("Active contributors at the end of each month", ("Month", "Active"), rows),
        definition=[*definition(active, levels), *by_pathways(shown)],
        opens=Question("active").address,
    )


def moves(shown: Row) -> Figure:
    months = shown["lifecycle"]
    rows = [(*cells(m["month"]), *(_moved(m, what) for what in NAMES)) for m in reversed(months)]
    columns = ("Month", *NAMES.values())
    return Figure(
        slug="moves",
        finding=words.on_moves(shown),
        drawing=drawn(lambda size: moves_chart.moves(months, size)) if months else None,
        table=Table("Joiners and leavers by month", columns, rows),
        definition=definition(lifecycle),
        opens=Question("new").address,
    )


def _moved(month: Row, what: str) -> Cell:
    return opened(month[what], Question(what, month=month["month"]))


def by_area(areas: Sequence[Row]) -> Figure:
    columns = ("Area", "Active", "of these core", "Casual", "A year before*", "Now*", "Growth*")
    rows = [_area_row(area) for area in areas]
    caption = "Focus areas. * like for like: from sources covered over both periods only"
    finding = words.on_areas(areas)
    return Figure(
        slug="areas",
        finding=finding,
        drawing=None,
        table=Table(caption, columns, rows),
        definition=definition(levels),
        opens=Question("active").address,
    )


def _area_row(area: Row) -> tuple[Cell, ...]:
    slug, held = area["slug"], area["levels"]
    return (
        *cells(area["name"]),
        opened(area["active"], Question("active", slug)),
        opened(held.get("core"), Question("core", slug)),
        opened(held.get("casual"), Question("casual", slug)),
        opened(area["before"], Question("like_then", slug)),
        opened(area["now"], Question("like_now", slug)),
        *cells(change(area["rate"]) or "\u2013"),
    )
