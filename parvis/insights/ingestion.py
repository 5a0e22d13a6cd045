"""Loading sources into an installation's lake, each for a focus area that the installation has.

Django must be loaded (`installation.start_django`) before anything here is imported.
"""

from collections.abc import Callable
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from parvis.insights.installation import lake_keys
from parvis.insights.pathways import area_slugs
from parvis.lib.home import Home
from parvis.measure import main, tables
from parvis.measure.lake import Lake
from parvis.measure.loading import LoadReport
from parvis.measure.sources.base import Source
from parvis.measure.sources.git import GitSource
from parvis.measure.sources.mapping import read_mapping
from parvis.measure.sources.table import TableSource

Progress = Callable[[int, str], None]  # so much done, of what


class AreaError(Exception):
    """A focus area that the installation does not have: its name, and the nearest."""


def check_area(slug: str) -> str:
    """The slug, if a focus area in use has it. Raises AreaError, naming the nearest."""
    known = area_slugs()
    if slug in known:
        return slug
    near = get_close_matches(slug, known, n=1, cutoff=0.5)
    remedy = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
    raise AreaError(f"There is no focus area {slug!r}. {remedy}")


def ingest_git(
    home: Home,
    *,
    location: str,
    name: str,
    area: str,
    branch: str | None = None,
    mailmap: Path | None = None,
    replace: bool = False,
    now: datetime,
    progress: Progress = main.no_progress,
) -> LoadReport:
    """Load a git history into the lake. `now` is naive UTC.

    Raises AreaError for an unknown area, SourceError when nothing can be read.
    """
    lake = Lake(home.lake)
    known = lake.sources().get(name)
    source = GitSource(
        location,
        name=name,
        area=check_area(area),
        keys=lake_keys(home),
        now=now,
        known=known.cursor if known else None,
        mailmap=mailmap,
        branch=branch,
        replace=replace,
        cache=home.path / "clones",
    )
    return ingest(home, source, now=now, progress=progress)


def ingest_table(
    home: Home,
    *,
    file: Path,
    mapping: Path,
    name: str,
    area: str | None = None,
    replace: bool = False,
    now: datetime,
    progress: Progress = main.no_progress,
) -> LoadReport:
    """Load a table through a mapping; `area` is for rows that name none. `now` is naive UTC.

    Raises AreaError for an unknown `area`, SourceError when file or mapping cannot be used.
    """
    source = TableSource(
        file,
        read_mapping(mapping),
        name=name,
        area=check_area(area) if area else None,
        keys=lake_keys(home),
        now=now,
        replace=replace,
    )
    return ingest(home, source, now=now, progress=progress)


def uncounted_areas(home: Home, name: str) -> list[str]:
    """Areas that a source's rows name and the installation does not have: they count nowhere."""
    found: set[str] = set()
    for path in Lake(home.lake).files(tables.ACTIVITY, name):
        column = pq.read_table(path, columns=["area"]).column("area")
        found.update(filter(None, pc.unique(column).to_pylist()))
    return sorted(found - set(area_slugs()))


def ingest(
    home: Home, source: Source, *, now: datetime, progress: Progress = main.no_progress
) -> LoadReport:
    """Load a source into the installation's lake. Raises SourceError when it cannot be read."""
    return main.ingest(Lake(home.lake), source, now=now, progress=progress)
