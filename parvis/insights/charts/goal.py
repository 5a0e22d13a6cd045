"""How far the way to the goal has been gone."""

from typing import Any, Literal

import altair as alt

from parvis.insights.charts.look import INK, MAIN, MUTED, RULE, Size, data, dressed

THICK = 18
WIDTHS = (1050, 640, 264)  # pixels inside the headline's frame, on three widths of window
Side = Literal["left", "right"]


def way_to_goal(active: int, goal: int, baseline: int | None, size: Size) -> Any:
    """Draw a bar from nothing to the goal, filled up to `active`, with a tick at the baseline."""
    end = max(goal, active) * 1.02
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, end], nice=False))
    track = _bar(goal, x, color=RULE)
    done = _bar(active, x, color=MAIN)
    ticks = [_tick(goal, f"Goal {goal:,}", INK, x, "right")]
    if baseline is not None:
        ticks.append(_tick(baseline, f"Baseline {baseline:,}", MUTED, x, _side(baseline, end)))
    return dressed(alt.layer(track, done, *ticks), size, height=64, left=0)


def _side(value: float, end: float) -> Side:
    return "left" if value < end / 2 else "right"


def _bar(value: int, x: alt.X, *, color: str) -> Any:
    bar = alt.Chart(data([{"value": value}])).mark_bar(height=THICK, color=color)
    return bar.encode(x=x, y=alt.value(22))


def _tick(value: int, name: str, colour: str, x: alt.X, align: Side) -> Any:
    base = alt.Chart(data([{"value": value, "text": name}])).encode(x=x)
    tick = base.mark_tick(color=colour, thickness=2, height=THICK + 12, opacity=1)
    text = base.mark_text(align=align, dy=0, color=INK)
    return tick.encode(y=alt.value(22)) + text.encode(y=alt.value(50), text="text:N")
