"""The number that the impact page shows for a question; None where it shows none."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from parvis.insights.behind.questions import Question
from parvis.measure.metrics.inputs import ALL

Row = Mapping[str, Any]
GROWTH = {"like_then": "before", "like_now": "now"}
IN_ALL = {**GROWTH, "all_then": "all_before", "all_now": "all_now"}
TOTALS = {"everyone": "total", "staff": "staff", "bots": "bots"}


def shown(figures: Row, asked: Question) -> int | None:
    """How many people (for a source: accounts) stand behind the figure on the page."""
    return SHOWN.get(asked.what, _in_month)(figures, asked)


def _on_level(figures: Row, asked: Question) -> int | None:
    return _count(figures["levels"].get(asked.area, {}), asked.what)


def _in_source(figures: Row, asked: Question) -> int | None:
    row = _one(figures["coverage"], source=asked.source, area=asked.area)
    return _count(row, "accounts")


def _under_definition(figures: Row, asked: Question) -> int | None:
    return _count(_one(figures["definition_check"], k=asked.k, window=asked.window), "active")


def _of_all(figures: Row, asked: Question) -> int | None:
    return _count(figures["people"], TOTALS[asked.what])


def _in_month(figures: Row, asked: Question) -> int | None:
    if asked.month:
        by_area = figures["lifecycle_by_area"]
        rows = figures["lifecycle"] if asked.area == ALL else by_area.get(asked.area, ())
        return _count(_one(rows, month=asked.month), asked.what)
    if asked.what != "active":
        return None
    active = figures["active"]
    return _count(active, "total") if asked.area == ALL else _count(active["by_area"], asked.area)


def _then_or_now(figures: Row, asked: Question) -> int | None:
    growth = figures["growth"] or {}
    if asked.area == ALL:
        return _count(growth, IN_ALL[asked.what])
    by_area = growth.get("by_area", {})
    return _count(by_area.get(asked.area, {}), GROWTH.get(asked.what, ""))


def _stayed(figures: Row, asked: Question) -> int | None:
    cohort = _one(figures["retention"], cohort=asked.cohort)
    if asked.what == "cohort":
        return _count(cohort, "size")
    return _count(_one(cohort.get("after", ()), months=asked.after), "active")


def _stepped(figures: Row, asked: Question) -> int | None:
    cohort = _one(figures["first_steps"], cohort=asked.cohort)
    newcomers = _count(cohort, "newcomers")
    if asked.what == "newcomers" or newcomers is None:
        return newcomers
    rate = cohort[asked.what].get(str(asked.after))
    return None if rate is None else round(rate * newcomers)


def _one(rows: Sequence[Row], **wanted: object) -> Row:
    """Return the row with these values, or an empty one."""
    fits = (row for row in rows if all(row[name] == value for name, value in wanted.items()))
    return next(fits, {})


def _count(row: Row, name: str) -> int | None:
    found = row.get(name)
    return found if isinstance(found, int) else None


SHOWN: dict[str, Callable[[Row, Question], int | None]] = {
    **dict.fromkeys(("casual", "core"), _on_level),
    **dict.fromkeys(("cohort", "stayed"), _stayed),
    **dict.fromkeys(("newcomers", "second_within", "active_within"), _stepped),
    **dict.fromkeys(IN_ALL, _then_or_now),
    "in_source": _in_source,
    "under_definition": _under_definition,
    **dict.fromkeys(TOTALS, _of_all),
}
