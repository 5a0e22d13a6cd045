"""One focus area's active contributors as a small line: a panel of a row of small multiples."""

from typing import Any

import altair as alt

from parvis.insights.charts.look import FONT, MAIN, RULE, data, month_end

WIDTH, HEIGHT = 240, 64


def area_line(months: list[dict[str, Any]]) -> Any:
    """Draw `months` ({month, active}) on a scale of its own that begins at zero."""
    rows = [
        {
            "day": month_end(row["month"]),
            "active": row["active"] if isinstance(row["active"], int) else None,
        }
        for row in months
    ]
    most = max((row["active"] or 0 for row in rows), default=0) or 1
    base = alt.Chart(data(rows)).encode(
        x=alt.X("day:T", axis=None),
        y=alt.Y("active:Q", axis=None, scale=alt.Scale(domain=[0, most])),
    )
    floor = (
        alt.Chart(data([{"zero": 0}])).mark_rule(color=RULE).encode(y=alt.Y("zero:Q", axis=None))
    )
    line = base.mark_line(color=MAIN, strokeWidth=2, strokeJoin="round")
    layers = alt.layer(floor, base.mark_area(color=MAIN, opacity=0.1), line)
    return (
        layers.properties(width=WIDTH, height=HEIGHT)
        .configure(background="transparent", font=FONT, padding=2)
        .configure_view(stroke=None)
    )
