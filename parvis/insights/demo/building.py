"""Building the demo network in an installation, once."""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from parvis.insights.demo.domain import clear_domain, fill_domain, is_empty
from parvis.insights.demo.feeds import sources
from parvis.insights.demo.places import places
from parvis.insights.demo.world import DEFAULT_SEED, World, world
from parvis.lib.home import Home
from parvis.measure.keys import Keys
from parvis.measure.lake import Lake, replace_whole
from parvis.measure.main import ingest

Progress = Callable[[int, int, str], None]  # done, of how much, what
MARKER = "demo.json"


class DemoError(Exception):
    """A demo that cannot be built here: why, and what to do."""


@dataclass(frozen=True)
class DemoSummary:
    """What the demo network of an installation holds."""

    today: date
    seed: int
    spaces: int
    events_held: int
    events_ahead: int  # announced or in draft; those called off are in neither
    sources: int
    accounts: int
    activities: int
    is_new: bool  # built by this call, rather than found


def no_progress(_done: int, _total: int, _what: str) -> None:
    """For callers that show none."""


def build(
    home: Home,
    lake: Lake,
    keys: Keys,
    *,
    today: date,
    seed: int = DEFAULT_SEED,
    rebuild: bool = False,
    progress: Progress = no_progress,
) -> DemoSummary:
    """Fill an empty installation with the demo network as of the start of `today`, UTC.

    Where a demo stands already, for whatever day, this does nothing and says what is there,
    unless `rebuild` asks for it anew. One that broke off half-way is built again. The caller
    then resolves, measures and publishes.

    Raises DemoError where the installation holds something that is no demo.
    """
    found = _marker(home)
    if found and found["summary"] and not rebuild:
        return _summary(found["summary"])
    if found is None and not (is_empty() and not lake.sources()):
        raise DemoError(
            f"{home.path} holds spaces or sources that are no demo, and the demo would mix with "
            "them. Set PARVIS_HOME to a new directory to build it there."
        )
    _mark(home, None)
    progress(0, 1, "drawing the network")
    summary = _built(home, lake, keys, world(today, seed), progress)
    _mark(home, summary)
    return summary


def is_demo(home: Home) -> bool:
    """Whether this installation holds the demo network, whole."""
    found = _marker(home)
    return bool(found and found["summary"])


def _built(home: Home, lake: Lake, keys: Keys, drawn: World, progress: Progress) -> DemoSummary:
    feeds = sources(drawn, keys)
    total = sum(feed.rows for feed in feeds) + len(drawn.events)
    _empty(home)
    progress(0, total, "spaces and events")
    with transaction.atomic():
        clear_domain()
        fill_domain(drawn, keys)
    done = len(drawn.events)
    for feed in feeds:
        progress(done, total, feed.name)
        ingest(lake, feed, now=datetime.combine(drawn.today, time()))
        done += feed.rows
    progress(total, total, "done")
    return _counted(drawn, len(feeds), total - len(drawn.events))


def _counted(drawn: World, feeds: int, activities: int) -> DemoSummary:
    status = Counter(event.status for event in drawn.events)
    return DemoSummary(
        today=drawn.today,
        seed=drawn.seed,
        spaces=len(places()),
        events_held=status["held"],
        events_ahead=status["planned"] + status["draft"],
        sources=feeds,
        accounts=len(drawn.accounts.all),
        activities=activities,
        is_new=True,
    )


def _empty(home: Home) -> None:
    """Take away what an earlier demo loaded; the lake's own folder stays."""
    for path in home.lake.glob("*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _marker(home: Home) -> dict[str, Any] | None:
    try:
        return dict(json.loads((home.path / MARKER).read_text()))
    except FileNotFoundError:
        return None


def _mark(home: Home, summary: DemoSummary | None) -> None:
    """The summary once the demo is whole; None while it is being built."""
    kept = asdict(summary) | {"today": summary.today.isoformat()} if summary else None
    replace_whole(home.path / MARKER, json.dumps({"summary": kept}, indent=1))


def _summary(kept: dict[str, Any]) -> DemoSummary:
    today = date.fromisoformat(str(kept["today"]))
    return DemoSummary(**{**kept, "today": today, "is_new": False})
