"""Joiners against leavers: bars up for those who came, down for those who lapsed."""

from typing import Any

import altair as alt

from parvis.insights.charts.look import (
    FIELD,
    GAIN,
    INK,
    LOSS,
    MUTED,
    UNKNOWN,
    Size,
    count_axis,
    data,
    dressed,
    time_axis,
)

# what, colour, direction; in the order in which they are stacked away from the zero line
KINDS = (("joined", GAIN, 1), ("unknown", UNKNOWN, 1), ("lapsed", LOSS, -1))
MONTHS_SHOWN = {True: 36, False: 96}  # by whether the rendition is narrow


def moves(months: list[dict[str, Any]], size: Size) -> Any:
    """Draw the last months of `months` (lifecycle rows); hidden counts leave a dot on the line."""
    shown = months[-MONTHS_SHOWN[size.is_narrow] :]
    bars = [bar for row in shown for bar in _bars(row)]
    layers = [_bars_layer(bars, size, len(shown)), _zero()]
    if hidden := [{"day": _middle(r["month"])} for r in shown if _has_hidden(r)]:
        layers.append(_dots(hidden))
    return dressed(alt.layer(*layers), size, height=size.height(320, 250))


def _bars(row: dict[str, Any]) -> list[dict[str, Any]]:
    """One month's bars, each with where it begins and ends."""
    found, height = [], 0
    known = {**joined(row), "lapsed": _number(row["lapsed"])}
    for what, _, direction in KINDS:
        bottom = height if direction > 0 else 0
        ends = {"bottom": bottom * direction, "top": (bottom + known[what]) * direction}
        found.append({"day": _middle(row["month"]), "what": what, **ends})
        height += known[what] if direction > 0 else 0
    return found


def joined(row: dict[str, Any]) -> dict[str, int]:
    """How many joined, and how many of unknown newness, as far as a month's row shows it.

    Where new and returned cannot be told apart, both together still are active less retained.
    """
    unknown = _number(row["unknown_newness"])
    if isinstance(row["active"], int) and isinstance(row["retained"], int):
        return {"joined": row["active"] - row["retained"] - unknown, "unknown": unknown}
    return {"joined": _number(row["new"]) + _number(row["returned"]), "unknown": unknown}


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _middle(month: str) -> str:
    return f"{month}-15"


def _has_hidden(row: dict[str, Any]) -> bool:
    """Whether the bars leave something out: then neither they nor the rest say how much."""
    is_told_apart = isinstance(row["retained"], int) or not isinstance(row["returned"], str)
    return isinstance(row["lapsed"], str) or isinstance(row["active"], str) or not is_told_apart


def _bars_layer(bars: list[dict[str, Any]], size: Size, months: int) -> Any:
    thick = max(2.0, (size.width - 60) / max(months, 12) * 0.72)
    colour = alt.Scale(domain=[k for k, _, _ in KINDS], range=[c for _, c, _ in KINDS])
    axis = count_axis(size)
    axis.labelExpr = "format(abs(datum.value), ',')"
    return (
        alt.Chart(data(bars))
        .mark_rule(strokeWidth=thick, strokeCap="butt", opacity=1)
        .encode(
            x=alt.X(
                "day:T",
                axis=time_axis(size, [b["day"] for b in bars]),
                scale=alt.Scale(padding=thick),
            ),
            y=alt.Y("bottom:Q", axis=axis),
            y2="top:Q",
            color=alt.Color("what:N", scale=colour, legend=None),
        )
    )


def _zero() -> Any:
    return alt.Chart(data([{"zero": 0}])).mark_rule(color=INK, strokeWidth=1).encode(y="zero:Q")


def _dots(rows: list[dict[str, Any]]) -> Any:
    dots = alt.Chart(data(rows)).mark_point(
        filled=True, size=16, color=FIELD, stroke=MUTED, strokeWidth=1, opacity=1
    )
    return dots.encode(x="day:T", y=alt.datum(0))
