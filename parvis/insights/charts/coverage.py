"""From when to when each source was read."""

from typing import Any

import altair as alt

from parvis.insights.charts.look import INK, MAIN, MUTED, Size, data, dressed, time_axis

ROW = {True: 38, False: 26}  # pixels for a source, by whether the rendition is narrow


def timeline(sources: list[dict[str, Any]], size: Size) -> Any:
    """Draw `sources` ({source, first, last, is_open}); one that ended early is marked by a cap."""
    rows = [s for s in sources if s["first"]]
    names = [row["source"] for row in rows]
    base = alt.Chart(data(rows)).encode(y=_sources(names, size))
    days = sorted(day for row in rows for day in (row["first"], row["last"]))
    bars = base.mark_bar(color=MAIN, height=6, cornerRadius=3).encode(
        x=alt.X("first:T", axis=time_axis(size, days, grid=True)), x2="last:T"
    )
    ended = base.transform_filter("!datum.is_open").mark_tick(
        color=INK, thickness=2, height=16, opacity=1
    )
    layers = [bars, ended.encode(x="last:T")]
    if size.is_narrow:
        layers.append(_names_above(base))
    height = max(1, len(rows)) * ROW[size.is_narrow]
    left = 10 if size.is_narrow else 24 + int(min(180, 7 * max(map(len, names), default=0)))
    return dressed(alt.layer(*layers), size, height=height, left=left)


def _sources(names: list[str], size: Size) -> alt.Y:
    axis = alt.Axis(labelLimit=180, labelColor=INK) if not size.is_narrow else None
    return alt.Y("source:N", sort=names, axis=axis)


def _names_above(base: Any) -> Any:
    text = base.mark_text(align="left", dx=0, dy=-13, color=MUTED)
    return text.encode(x=alt.value(0), text="source:N")
