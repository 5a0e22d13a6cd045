"""The figures of the impact page: each a finding, a drawing, the table behind it, a definition."""

from collections.abc import Mapping, Sequence

from parvis.insights.figures.moving import active_now, by_area, moves
from parvis.insights.figures.parts import Cell, Drawing, Figure, Row, Table
from parvis.insights.figures.recruiting import after_a_visit
from parvis.insights.figures.staying import second_step, who_stays
from parvis.insights.figures.trusting import (
    growth_or_coverage,
    other_definitions,
    what_was_read,
)

__all__ = ["Cell", "Drawing", "Figure", "Table", "all_figures"]


def all_figures(
    shown: Row,
    areas: Sequence[Row],
    spaces: Mapping[str, str],
    *,
    goal: int | None,
    baseline: int | None,
) -> list[Figure]:
    """Word and draw every figure of `shown`, in the page's order. `spaces`: name by slug."""
    return [
        active_now(shown, goal, baseline),
        moves(shown),
        by_area(areas),
        who_stays(shown),
        second_step(shown),
        *after_a_visit(shown, spaces),
        growth_or_coverage(shown),
        what_was_read(shown),
        other_definitions(shown),
    ]
