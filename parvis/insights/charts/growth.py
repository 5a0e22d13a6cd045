"""Active contributors a year before and now: the sources comparable over both, and the others."""

from typing import Any

import altair as alt

from parvis.insights.charts.look import INK, MAIN, UNKNOWN, Size, data, dressed

THICK = 30


def like_for_like(growth: dict[str, Any], size: Size) -> Any:
    """Draw two bars, each in two parts: like for like, and what other sources add.

    Where today's like-for-like count is hidden, the bar ends where its rounded rate says.
    """
    before, now = growth["before"], growth["now"]
    rows = _parts("A year before", before, growth["all_before"], f"{before:,}")
    if isinstance(now, int):
        rows += _parts("Now", now, growth["all_now"], f"{now:,}")
    else:
        about = round(before * (1 + growth["rate"]))
        rows += _parts("Now", about, growth["all_now"], f"{growth['rate']:+.0%}")
    colour = alt.Scale(domain=["alike", "more"], range=[MAIN, UNKNOWN])
    base = alt.Chart(data(rows)).encode(
        y=alt.Y(
            "when:N",
            sort=["A year before", "Now"],
            axis=alt.Axis(labelColor=INK, labelLimit=110),
        ),
        x=alt.X("start:Q", axis=None, scale=alt.Scale(zero=True)),
    )
    bars = base.mark_bar(height=THICK).encode(
        x2="end:Q", color=alt.Color("part:N", scale=colour, legend=None)
    )
    text = base.mark_text(align="left", dx=7, color="var(--on-main)", fontWeight="bold")
    inside = text.transform_filter("datum.part == 'alike'").encode(text="text:N")
    return dressed(alt.layer(bars, inside), size, height=2 * (THICK + 18), left=112)


def _parts(when: str, alike: int, everything: int, text: str) -> list[dict[str, Any]]:
    first = {"when": when, "part": "alike", "start": 0, "end": alike, "text": text}
    more = {"when": when, "part": "more", "start": alike, "end": everything, "text": ""}
    return [first, more] if everything > alike else [first]
