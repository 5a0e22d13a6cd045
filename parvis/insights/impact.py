"""The impact page: a run's figures, as its reader may see them, with charts, words and tables.

Drawing takes a second or two, so a page is kept: for its run, its reader (the public, or somebody
who may see people) and what is typed into the network's settings. It is drawn when its figures are
published, so that nobody waits for it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from parvis.core.pathways.models import FocusArea
from parvis.core.programmes.models import MeasureRun, Network, Programme
from parvis.core.spaces.models import Space
from parvis.insights import figures as figure_parts
from parvis.insights import words
from parvis.insights.charts import areas as areas_chart
from parvis.insights.charts import goal as goal_chart
from parvis.insights.charts.look import NARROW, WIDE, svg
from parvis.insights.drawn import kept
from parvis.insights.figures import Drawing, Figure
from parvis.measure.disclosure import publish

Row = Mapping[str, Any]
TYPED_IN = ("goal", "goal_on", "baseline", "baseline_on", "baseline_note")
FACTORS = ("name", "starts_on", "ends_on", "spaces", "events_per_week", "weeks", "new_per_event")


@dataclass(frozen=True)
class Area:
    """A focus area's panel among the small multiples."""

    slug: str
    name: str
    active: str
    growth: str
    is_hidden: bool
    svg: str


@dataclass(frozen=True)
class Headline:
    """Where the network stands: today's count beside what it is to reach."""

    active: str
    goal: str
    goal_on: str
    of_goal: str  # share of the goal; blank without one
    baseline: str
    baseline_on: str
    baseline_note: str
    times: str  # how many times the baseline; blank without one
    hypothesis: dict[str, str] | None
    bar: Drawing | None


@dataclass(frozen=True)
class Page:
    """Everything the template shows, drawn and worded."""

    as_of: date
    made_at: str
    is_exact: bool
    is_stale: bool
    has_hidden: bool
    people: dict[str, str]
    headline: Headline
    areas: list[Area]
    figures: dict[str, Figure]
    coverage: str
    pathways: str  # which versions the figures were counted by; blank where none are named


def impact_page(run: MeasureRun, network: Network, *, is_exact: bool) -> Page:
    """Return the page for a run, as it was drawn. `is_exact`: the reader may see people."""
    programme = network.programmes.last()
    names = dict(FocusArea.objects.values_list("slug", "name"))
    spaces = dict(Space.objects.values_list("slug", "name"))
    page: Page = kept(
        [
            (run.made_at, run.figures, is_exact, sorted(names.items()), sorted(spaces.items())),
            [getattr(network, field) for field in TYPED_IN],
            [getattr(programme, field, None) for field in FACTORS],
        ],
        lambda: compose(run, network, programme, names, spaces, is_exact=is_exact),
    )
    return page


def draw_published() -> None:
    """Draw the page that the public sees now, and the one of those who may see people."""
    network, run = Network.objects.first(), MeasureRun.objects.latest_published()
    if network and run:
        for is_exact in (False, True):
            impact_page(run, network, is_exact=is_exact)


def compose(
    run: MeasureRun,
    network: Network,
    programme: Programme | None,
    names: Mapping[str, str],
    spaces: Mapping[str, str],
    *,
    is_exact: bool,
) -> Page:
    """Word and draw everything. `names` of areas and `spaces`: name by slug."""
    shown = dict(run.figures) if is_exact else publish(run.figures)
    areas = _areas(shown, names)
    typed = {"goal": network.goal, "baseline": network.baseline}
    parts = figure_parts.all_figures(shown, areas, spaces, **typed)
    return Page(
        as_of=date.fromisoformat(shown["as_of"]),
        made_at=f"{run.made_at:%Y-%m-%d %H:%M} UTC",
        is_exact=is_exact,
        is_stale=bool(shown.get("stale")),
        has_hidden=not is_exact and words.HIDDEN_TEXT in str(shown),
        people={k: words.number(n) for k, n in shown["people"].items()},
        headline=_headline(shown, network, programme),
        areas=[_panel(area, shown) for area in areas],
        figures={figure.slug: figure for figure in parts},
        coverage=words.on_coverage(shown),
        pathways=words.pathways(shown),
    )


def _areas(shown: Row, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return {slug, name, active, rate, before, now, levels} by area, the largest first."""
    growth = (shown.get("growth") or {}).get("by_area", {})
    nothing = {"before": 0, "now": 0, "rate": None}
    rows = [
        {
            "slug": slug,
            "name": names.get(slug, slug.replace("-", " ").capitalize()),
            "active": active,
            "levels": shown["levels"].get(slug, {}),
            **growth.get(slug, nothing),
        }
        for slug, active in shown["active"]["by_area"].items()
    ]
    return sorted(rows, key=lambda r: (-_size(r["active"]), r["name"]))


def _size(active: object) -> float:
    """Hidden areas stand between those with a count and those with nobody."""
    return active if isinstance(active, int) else 0.5


def _panel(area: Mapping[str, Any], shown: Row) -> Area:
    months = shown["lifecycle_by_area"].get(area["slug"], [])
    is_hidden = isinstance(area["active"], str)
    has_line = any(isinstance(m["active"], int) and m["active"] for m in months)
    return Area(
        slug=area["slug"],
        name=area["name"],
        active=words.number(area["active"]),
        growth="" if isinstance(area["rate"], str) else words.change(area["rate"]),
        is_hidden=is_hidden,
        svg=svg(areas_chart.area_line(months)) if has_line else "",
    )


def _headline(shown: Row, network: Network, programme: Programme | None) -> Headline:
    active, goal, baseline = shown["active"]["total"], network.goal, network.baseline
    is_known = isinstance(active, int)
    return Headline(
        active=words.number(active),
        goal=words.number(goal) if goal else "",
        goal_on=words.day_text(network.goal_on) if goal else "",
        of_goal=words.share(active / goal) if goal and is_known else "",
        baseline="" if baseline is None else words.number(baseline),
        baseline_on=words.day_text(network.baseline_on) if network.baseline_on else "",
        baseline_note=network.baseline_note,
        times=f"{active / baseline:.1f}" if baseline and is_known else "",
        hypothesis=_hypothesis(programme),
        bar=_bar(active, goal, baseline) if goal and is_known else None,
    )


def _bar(active: int, goal: int, baseline: int | None) -> Drawing:
    wide, middle, narrow = (
        svg(goal_chart.way_to_goal(active, goal, baseline, replace(size, width=width)))
        for size, width in zip((WIDE, WIDE, NARROW), goal_chart.WIDTHS, strict=True)
    )
    return Drawing(wide=wide, middle=middle, narrow=narrow)


def _hypothesis(programme: Programme | None) -> dict[str, str] | None:
    """The goal's factors, kept apart because they fail apart."""
    if programme is None:
        return None
    of_a_space = programme.events_per_week * programme.weeks
    return {
        "name": programme.name,
        "spaces": words.counted(Decimal(programme.spaces), "space", "spaces"),
        "events_per_week": words.factor(programme.events_per_week),
        "weeks": words.counted(Decimal(programme.weeks), "week", "weeks"),
        "events": words.counted(of_a_space, "event", "events"),
        "new_per_event": words.counted(
            programme.new_per_event, "new active contributor", "new active contributors"
        ),
        "expected": words.factor(programme.new_expected),
        "starts_on": words.day_text(programme.starts_on),
        "ends_on": words.day_text(programme.ends_on),
    }
