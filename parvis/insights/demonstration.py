"""The demo, from an empty installation to published figures; what is done is not done again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from parvis.core.programmes.models import MeasureRun
from parvis.insights import impact, operations
from parvis.insights.demo import DemoSummary, build
from parvis.insights.installation import lake_keys
from parvis.lib.home import Home
from parvis.measure.lake import Lake
from parvis.measure.main import no_progress

Progress = Callable[..., None]  # done, of how much (where known), what


@dataclass(frozen=True)
class Demo:
    """What the demo holds, and whether anything was left to do."""

    summary: DemoSummary
    did_something: bool


def demonstrate(
    home: Home, *, today: date, seed: int, now: datetime, progress: Progress = no_progress
) -> Demo:
    """Build the demo, resolve, measure as of its day and publish. `now` has its zone.

    Raises DemoError where the installation holds something else.
    """
    naive = now.replace(tzinfo=None)
    lake, keys = Lake(home.lake), lake_keys(home)
    summary = build(home, lake, keys, today=today, seed=seed, progress=progress)
    stale = lake.manifest().is_stale
    if stale:
        operations.resolve(home, now=naive, progress=progress)
    missing = stale or summary.is_new or not _is_published(summary.today)
    if missing:
        measured = operations.measure(home, as_of=summary.today, noted_at=now, progress=progress)
        operations.publish(measured, now=now)
        progress(0, "drawing the impact page")
        impact.draw_published()
    return Demo(summary, summary.is_new or missing)


def _is_published(as_of: date) -> bool:
    return MeasureRun.objects.published().filter(as_of=as_of).exists()
