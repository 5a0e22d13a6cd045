"""The verbs of the measuring core, on an installation: its lake, its rules, its decisions.

Django must be loaded (`installation.start_django`) before anything here is imported.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from parvis.core.pathways.queries import newest_versions
from parvis.core.people.models import LinkDecision
from parvis.core.people.queries import standing_decisions
from parvis.core.programmes.actions import keep_run
from parvis.core.programmes.models import MeasureRun
from parvis.insights.installation import lake_keys
from parvis.insights.nodes import node_from
from parvis.insights.own_nodes import claimed_decisions
from parvis.insights.pathways import points_table, version_numbers
from parvis.insights.visits import note_recruited, visits
from parvis.lib.home import Home
from parvis.measure import loading, main
from parvis.measure.engines.base import Engine
from parvis.measure.engines.duckdb import DuckDBEngine
from parvis.measure.identity import Decision, read_rules
from parvis.measure.lake import Lake
from parvis.measure.main import ResolveReport
from parvis.measure.manifest import SourceEntry
from parvis.measure.metrics.recruited import Touch

Progress = Callable[[int, str], None]  # so much done, of what


@dataclass(frozen=True)
class Measured:
    """Figures, and the state of the lake that they were measured from."""

    as_of: date
    figures: dict[str, Any]
    lake_generation: int


@contextmanager
def engine_of(home: Home) -> Iterator[Engine]:
    """The installation's measuring engine, spilling into its own directory."""
    with closing(DuckDBEngine(spill=home.path / "spill")) as engine:
        yield engine


def resolve(home: Home, *, now: datetime, progress: Progress = main.no_progress) -> ResolveReport:
    """Decide who is who, under the installation's rules and decisions. `now` is naive UTC.

    Raises RulesError when the rules cannot be read.
    """
    rules = read_rules(home.rules)
    with engine_of(home) as engine:
        return main.resolve(
            Lake(home.lake),
            engine,
            rules=rules,
            keys=lake_keys(home),
            decisions=[*decisions(), *claimed_decisions(lake_keys(home))],
            now=now,
            progress=progress,
        )


def measure(
    home: Home,
    *,
    as_of: date,
    credit: str = "equal",
    noted_at: datetime | None = None,
    progress: Progress = main.no_progress,
) -> Measured:
    """Every figure at the start of the UTC day `as_of`. Raises NotResolved before a resolve.

    `credit`: see recruited.RULES. `noted_at` (with its zone): note for the pages of events whom
    they recruited, as of now; None: measure only.
    """
    lake, keys = Lake(home.lake), lake_keys(home)
    generation, touches = lake.manifest().generation, list[Touch]()
    pathways = list(newest_versions())
    with engine_of(home) as engine:
        figures = main.measure(
            lake,
            engine,
            points=points_table(pathways),
            as_of=as_of,
            visits=visits(keys, [*decisions(), *claimed_decisions(keys)]),
            credit=credit,
            progress=progress,
            recruits=touches.extend,
        )
    if noted_at is not None:
        note_recruited(touches, as_of=as_of, now=noted_at)
    figures["pathways"] = version_numbers(pathways)
    return Measured(as_of, figures, generation)


def publish(measured: Measured, *, now: datetime) -> MeasureRun:
    """Keep the figures and show them to the public. `now` has its zone."""
    return keep_run(
        as_of=measured.as_of,
        lake_generation=measured.lake_generation,
        figures=measured.figures,
        by=None,
        now=now,
        publish=True,
    )


def sources(home: Home) -> dict[str, SourceEntry]:
    """Each source and what it covers, by name."""
    return dict(sorted(Lake(home.lake).sources().items()))


def is_stale(home: Home) -> bool:
    """Whether sources changed since identities were last resolved."""
    return Lake(home.lake).manifest().is_stale


def compact(home: Home, *, now: datetime) -> int:
    """Rewrite every source's activity as one file; how many sources had more. `now` is naive."""
    return loading.compact(Lake(home.lake), now)


def decisions() -> list[Decision]:
    """What stewards decided and counts today, as the measuring core reads it."""
    return [_decision(row) for row in standing_decisions()]


def _decision(row: LinkDecision) -> Decision:
    day = timezone.localtime(row.decided_at, timezone.get_fixed_timezone(0)).date()
    return Decision(
        left=node_from(row.left),
        right=node_from(row.right),
        verdict="same" if row.verdict == LinkDecision.Verdict.SAME else "different",
        because=row.because,
        by=f"{row.by or 'the command line'} on {day:%Y-%m-%d}",
    )
