"""What a figure is made of: a finding, a drawing, the table behind it, a definition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from parvis.insights import words
from parvis.insights.behind.questions import Question
from parvis.insights.charts.look import NARROW, WIDE, Size, svg
from parvis.insights.words import number, share

Row = Mapping[str, Any]
SHADES = 6  # steps of the heat tables' colour


@dataclass(frozen=True)
class Drawing:
    """The same chart twice, for a wide and for a narrow window; `middle` where two do not do."""

    wide: str
    narrow: str
    middle: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table; `shade` from 0 to 5 colours it, `mark` sets it off.

    `opens` is the address's query that lists the people behind it; blank: nobody is.
    """

    text: str
    shade: int | None = None
    mark: str = ""
    opens: str = ""


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
    opens: str = ""  # the list of people that stands for it as a whole; blank: see the cells


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


def by_pathways(figures: Row) -> list[tuple[bool, str]]:
    """Name the versions of the pathways, as the last paragraph of a definition."""
    said = words.pathways(figures)
    return [(False, f"Pathways: {said}.")] if said else []


def cells(*values: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(value, mark="hidden" if value == words.HIDDEN_TEXT else "") for value in values
    )


def opened(count: object, question: Question) -> Cell:
    """Return a count that opens the people behind it."""
    if not isinstance(count, int):
        return cells(number(count))[0]
    return Cell(number(count), opens=question.address if count else "")


def rated(rate: object, question: Question) -> Cell:
    """Return a share that opens the people who make it up, coloured by its size."""
    if rate is None:
        return Cell(words.NOT_YET, mark="open")
    if isinstance(rate, str):
        return Cell(words.HIDDEN_TEXT, mark="hidden")
    assert isinstance(rate, float | int)  # noqa: S101  what is left
    shade = min(SHADES - 1, int(rate * SHADES))
    return Cell(share(rate), shade=shade, opens=question.address if rate else "")
