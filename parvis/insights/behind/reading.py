"""What a reader asked to open, read from an address and held against what the page shows."""

from collections.abc import Mapping
from typing import Any

from parvis.core.programmes.models import MeasureRun
from parvis.insights.behind.questions import ASKED_BY, MOVES, Question
from parvis.insights.behind.shown import shown
from parvis.measure.metrics.inputs import ALL

DIGITS = 5  # of a number that is asked for


class QuestionError(Exception):
    """A figure that cannot be opened: what was asked, and what can be."""


def question(run: MeasureRun, given: Mapping[str, str]) -> Question:
    """Read what was asked, and check that the page shows it. Raises QuestionError."""
    what = given.get("what") or "active"
    if what not in ASKED_BY:
        raise QuestionError(f"{what!r} cannot be opened. What can be: {', '.join(ASKED_BY)}.")
    asked = Question(what, **{name: _value(name, given) for name in ASKED_BY[what]})
    _check_area_and_month(run, asked)
    months = run.figures["lifecycle"]
    if what in MOVES and not asked.month and months:
        asked = Question(what, asked.area, months[-1]["month"])
    if shown(run.figures, asked) is None:
        raise QuestionError(f"The impact page does not show {asked.address!r}: open it from there.")
    return asked


def _value(name: str, given: Mapping[str, str]) -> Any:
    text = given.get(name, "")
    if name in ("after", "k", "window"):
        is_number = text.isascii() and text.isdigit() and len(text) <= DIGITS
        return int(text) if is_number else 0
    return text or ALL if name == "area" else text


def _check_area_and_month(run: MeasureRun, asked: Question) -> None:
    if asked.area not in (ALL, *run.figures["active"]["by_area"]) and asked.what != "in_source":
        raise QuestionError(f"There is no focus area {asked.area!r}.")
    if asked.month and asked.month not in {row["month"] for row in run.figures["lifecycle"]}:
        raise QuestionError(f"{asked.month!r} is no month of these figures: write it like 2026-03.")
