"""How every chart looks, and how it becomes an SVG that can stand in a page."""

import re
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

INK, MUTED, RULE, FIELD = "var(--ink)", "var(--muted)", "var(--rule)", "var(--field)"
MAIN, GAIN, LOSS, UNKNOWN = "var(--main)", "var(--gain)", "var(--loss)", "var(--unknown)"
FONT = "sans-serif"  # the page's own font takes its place; this one only measures


@dataclass(frozen=True)
class Size:
    """A rendition: how wide the drawing is and how large its text, in CSS pixels."""

    width: int
    text: int
    is_narrow: bool

    def height(self, wide: int, narrow: int) -> int:
        return narrow if self.is_narrow else wide


WIDE = Size(width=800, text=13, is_narrow=False)
NARROW = Size(width=330, text=13, is_narrow=True)


def data(rows: list[dict[str, Any]]) -> alt.Data:
    return alt.Data(values=rows)


def dressed(chart: Any, size: Size, *, height: int | None = None, left: int = 44) -> Any:
    """Give a chart its size, fonts and colours. `left` is the room that the axis takes."""
    inner = size.width - left - (8 if size.is_narrow else 12)
    sized = chart.properties(width=inner, **({"height": height} if height else {}))
    return (
        sized.configure(background="transparent", font=FONT, padding=4)
        .configure_view(stroke=None)
        .configure_text(font=FONT, fontSize=size.text, color=INK)
        .configure_axis(
            labelFont=FONT,
            labelFontSize=size.text,
            labelColor=MUTED,
            labelPadding=6,
            gridColor=RULE,
            domain=False,
            ticks=False,
            title=None,
        )
    )


def svg(chart: Any) -> str:
    """Draw it: an SVG without fixed size, without a voice of its own (the page speaks for it)."""
    # The tests check each chart against the schema; here that would double the time.
    drawn = vl_convert.vegalite_to_svg(chart.to_dict(validate=False))
    drawn = re.sub(r' (?:aria-[a-z]+|role|pointer-events|class)="[^"]*"', "", drawn)
    drawn = re.sub(r"(\d+\.\d)\d+", r"\1", drawn)
    drawn = re.sub(r' font-family="[^"]*"', "", drawn)
    head = re.match(r'<svg[^>]*viewBox="([^"]*)"[^>]*>', drawn)
    if head is None:
        raise ValueError("The renderer returned no SVG.")
    start = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{head[1]}" aria-hidden="true">'
    return start + drawn[head.end() :]


def month_end(month: str) -> str:
    """Where a month's figure stands on a time axis: the first day of the next month."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"


def time_axis(size: Size, days: list[str], *, grid: bool = False) -> alt.Axis:
    """Years where there are many, else quarters; as many labels as there is room for."""
    span = int(days[-1][:4]) - int(days[0][:4]) if days else 0
    form = "%Y" if span > (1 if size.is_narrow else 3) else "%b %Y"
    return alt.Axis(
        format=form,
        tickCount="year" if form == "%Y" else (3 if size.is_narrow else 6),
        grid=grid,
        labelOverlap="greedy",
        labelFlush=True,
    )


def count_axis(size: Size, *, form: str = ",d") -> alt.Axis:
    return alt.Axis(format=form, tickCount=size.height(5, 4), grid=True, tickMinStep=1)
