"""How many newcomers take a second step, by the year in which they came."""

from typing import Any

import altair as alt

from parvis.insights.charts.look import INK, MAIN, Size, data, dressed

STRENGTH = {"30": 0.4, "90": 0.7, "365": 1.0}  # the longer the window, the stronger the line


def second_within(cohorts: list[dict[str, Any]], size: Size) -> Any:
    """Draw `cohorts` ({cohort, second_within: {days: share}}): one line for each window."""
    rows = [
        {"cohort": int(c["cohort"]), "share": share, "days": days}
        for c in cohorts
        for days, share in c["second_within"].items()
        if isinstance(share, float | int)
    ]
    ends = [_end(rows, days) for days in STRENGTH if any(r["days"] == days for r in rows)]
    layers = alt.layer(_lines(rows, size), _names(ends))
    return dressed(
        layers, size, height=size.height(280, 240), left=150 if not size.is_narrow else 112
    )


def _end(rows: list[dict[str, Any]], days: str) -> dict[str, Any]:
    last = max((r for r in rows if r["days"] == days), key=lambda r: r["cohort"])
    return {**last, "text": f"{days} days", "value": f"{last['share']:.0%}"}


def _lines(rows: list[dict[str, Any]], size: Size) -> Any:
    years = sorted({r["cohort"] for r in rows})
    step = max(1, len(years) // size.height(10, 4))
    strength = alt.Scale(domain=list(STRENGTH), range=list(STRENGTH.values()))
    return (
        alt.Chart(data(rows))
        .mark_line(color=MAIN, strokeWidth=2, point=alt.OverlayMarkDef(color=MAIN, size=40))
        .encode(
            x=alt.X(
                "cohort:Q",
                scale=alt.Scale(nice=False, zero=False, padding=8),
                axis=alt.Axis(format="d", values=years[::step], grid=False),
            ),
            y=alt.Y(
                "share:Q", scale=alt.Scale(zero=True), axis=alt.Axis(format=".0%", tickCount=4)
            ),
            detail="days:N",
            opacity=alt.Opacity("days:N", scale=strength, legend=None),
        )
    )


def _names(ends: list[dict[str, Any]]) -> Any:
    """Name each line at its end, so that nobody has to look up a legend."""
    base = alt.Chart(data(ends)).encode(x="cohort:Q", y="share:Q")
    value = base.mark_text(align="left", dx=10, dy=-1, fontWeight="bold", color=INK)
    name = base.mark_text(align="left", dx=44, dy=-1, color=INK)
    return value.encode(text="value:N") + name.encode(text="text:N")
