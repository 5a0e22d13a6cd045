"""Active contributors over time, with rules for the goal and the baseline."""

from typing import Any

import altair as alt

from parvis.insights.charts.look import (
    INK,
    MAIN,
    MUTED,
    Size,
    count_axis,
    data,
    dressed,
    month_end,
    time_axis,
)

LATELY = 4  # months that the last count's label is wide, at most
Row = dict[str, Any]


def active_over_time(
    months: list[Row],
    size: Size,
    *,
    today: Row | None = None,
    goal: int | None = None,
    baseline: int | None = None,
) -> Any:
    """Draw `months` ({month, active}) and `today` ({day, active}); what is hidden leaves a gap."""
    rows = [{"day": month_end(r["month"]), "active": _number(r["active"])} for r in months]
    if today and today["day"] > rows[-1]["day"]:
        rows.append({"day": today["day"], "active": _number(today["active"])})
    layers = [_area(rows, size), _line(rows)]
    layers += [_rule(goal, "Goal", MAIN, rows)] if goal else []
    layers += [_rule(baseline, "Baseline", MUTED, rows)] if baseline else []
    layers += _last(rows)
    chart = alt.layer(*layers).resolve_scale(y="shared")
    return dressed(chart, size, height=size.height(340, 240))


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _x(rows: list[Row], size: Size) -> alt.X:
    return alt.X("day:T", axis=time_axis(size, [r["day"] for r in rows]))


def _area(rows: list[Row], size: Size) -> Any:
    chart = alt.Chart(data(rows)).mark_area(color=MAIN, opacity=0.1)
    return chart.encode(x=_x(rows, size), y=alt.Y("active:Q", axis=count_axis(size)))


def _line(rows: list[Row]) -> Any:
    chart = alt.Chart(data(rows)).mark_line(color=MAIN, strokeWidth=2.25, strokeJoin="round")
    return chart.encode(x="day:T", y="active:Q")


def _rule(level: int, name: str, colour: str, rows: list[Row]) -> Any:
    """Draw a level across the chart, named above it at the end where the line keeps away."""
    end = _clearer_end(level, rows)
    base = alt.Chart(data([{"day": end["day"], "level": level, "text": f"{name} {level:,}"}]))
    rule = base.mark_rule(color=colour, strokeDash=[5, 4], strokeWidth=1.25).encode(y="level:Q")
    text = base.mark_text(align="left" if end is rows[0] else "right", dy=-8, color=INK)
    return rule + text.encode(x="day:T", y="level:Q", text="text:N")


def _clearer_end(level: int, rows: list[Row]) -> Row:
    near = max(1, len(rows) // 4)

    def room(part: list[Row]) -> int:
        return min(abs((row["active"] or 0) - level) for row in part)

    return rows[0] if room(rows[:near]) >= room(rows[-near:]) else rows[-1]


def _last(rows: list[Row]) -> list[Any]:
    known = [r for r in rows if r["active"] is not None]
    if not known:
        return []
    base = alt.Chart(data([{**known[-1], "text": f"{known[-1]['active']:,}"}]))
    spot = {"x": "day:T", "y": "active:Q"}
    dot = base.mark_point(filled=True, size=60, color=MAIN, opacity=1).encode(**spot)
    lately = known[-1 - min(LATELY, len(known) - 1)]["active"]
    away = 18 if lately > known[-1]["active"] else -14  # from where the line comes from
    text = base.mark_text(align="right", dx=4, dy=away, fontWeight="bold", color=INK)
    return [dot, text.encode(**spot, text="text:N")]
