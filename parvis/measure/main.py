"""One function for each verb of the measuring core.

Nothing here reads the clock: `now` and `as_of` are handed in, as is the engine.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from parvis.measure import loading, tables
from parvis.measure.engines.base import Engine
from parvis.measure.identity import Decision, Rules, WhoIsWho, who_is_who
from parvis.measure.keys import Keys
from parvis.measure.lake import Lake, read_files
from parvis.measure.loading import LoadReport
from parvis.measure.manifest import Manifest, Resolved
from parvis.measure.metrics import (
    active,
    coverage,
    definition_check,
    first_steps,
    growth,
    levels,
    lifecycle,
    months,
    newness,
    people,
    recruited,
    retention,
)
from parvis.measure.metrics.inputs import ALL, Facts, Inputs, begun_before
from parvis.measure.metrics.recruited import Touch
from parvis.measure.person_days import (
    SERIES_WORDS,
    beginnings,
    held_twice,
    person_days,
    series_of,
    source_days,
    use_of_accounts,
)
from parvis.measure.sources.base import Source
from parvis.measure.visits import Visits, known_of

Progress = Callable[[int, str], None]


class NotResolved(Exception):  # noqa: N818 - reads as the sentence it is
    """Measures were asked of a lake in which nobody has been resolved yet."""


@dataclass(frozen=True)
class ResolveReport:
    """What a resolve found: people by standing, joins by reason, rows of person-days."""

    people: dict[str, int]
    links: dict[str, int]
    accounts: int
    person_days: int


def no_progress(_done: int, _what: str) -> None:
    """For callers that show none."""


def ingest(
    lake: Lake, source: Source, *, now: datetime, progress: Progress = no_progress
) -> LoadReport:
    """Load a source: rows whose ids are new are added; the same load again changes nothing.

    `now` is naive UTC. Raises SourceError when the source cannot be read; the lake is then as it
    was. Rows that cannot be used are set aside, with the reason, and the rest is loaded.
    """
    return loading.load(lake, source, now, progress)


def resolve(
    lake: Lake,
    engine: Engine,
    *,
    rules: Rules,
    keys: Keys,
    decisions: Sequence[Decision] = (),
    now: datetime,
    progress: Progress = no_progress,
) -> ResolveReport:
    """Decide who is who and write the person-days that every measure reads.

    The result depends on what the sources hold, the rules and the decisions, and not on the
    order or number of loads. Writes persons, person_accounts, links, person_days, beginnings,
    series, source_days.
    """
    with lake.writing("resolve"):
        seen = lake.manifest()
        activity = engine.read(_paths(lake, seen, tables.ACTIVITY), tables.ACTIVITY)
        progress(0, "accounts")
        use = engine.keep(use_of_accounts(activity), "use_of_accounts")
        used = engine.run(_by_account(use))
        with ThreadPoolExecutor(1) as beside:  # while Python compares accounts, the engine is free
            kept = beside.submit(_keep_series_and_repeats, engine, activity)
            who = who_is_who(
                read_files(_paths(lake, seen, tables.ACCOUNTS), tables.ACCOUNTS),
                read_files(_paths(lake, seen, tables.ALIASES), tables.ALIASES),
                used,
                rules=rules,
                keys=keys,
                decisions=decisions,
            )
            files = _write_people(lake, who)
        progress(1, "person-days")
        contributors = engine.hold(_contributors(who), "contributors")
        files |= _write_days(lake, engine, activity, use, contributors, *kept.result())
        progress(2, "done")
        with lake.change(now) as manifest:
            manifest.resolved = Resolved(files, seen.sources_changed, now)
    lake.sweep()
    return ResolveReport(
        people=_tally(who.persons, "standing"),
        links=_tally(who.links, "reason"),
        accounts=who.person_accounts.num_rows,
        person_days=sum(pq.read_metadata(f).num_rows for f in lake.files(tables.PERSON_DAYS)),
    )


def measure(
    lake: Lake,
    engine: Engine,
    *,
    points: pa.Table,
    as_of: date,
    visits: Visits | None = None,
    credit: str = "equal",
    progress: Progress = no_progress,
    recruits: Callable[[list[Touch]], None] = lambda _: None,
) -> dict[str, Any]:
    """Every figure at the start of the UTC day `as_of`, as JSON could hold it.

    `points` are the conversion points (tables.POINTS), `credit` is one of recruited.RULES. The
    same lake, points, visits and `as_of` give the same figures at any time. `recruits` is handed
    what each event did in recruiting whom. Raises NotResolved where `resolve` of this version has
    never run.
    """
    manifest = lake.manifest()
    if manifest.outdated:
        raise NotResolved("An earlier version wrote the person-days: run `parvis resolve` again.")
    if manifest.resolved is None:
        raise NotResolved("Nobody has been resolved yet: run `parvis resolve` first.")
    inputs, covered = open_inputs(lake, engine, manifest, points, as_of)
    areas = sorted(set(points.column("area").to_pylist()))
    progress(1, "levels")
    given = visits or Visits.none()
    whose = (tables.ACCOUNTS, tables.PERSON_ACCOUNTS)
    known = known_of(given, *(_paths(lake, manifest, table) for table in whose))
    touches = _touches(engine, inputs, known)
    recruits(touches)
    every = [*touches, *recruited.left_behind(given.left_behind, as_of)]
    return {
        "as_of": as_of.isoformat(),
        "stale": manifest.is_stale,
        **_figures(engine, inputs, covered, areas, progress),
        "recruited": recruited.figure(every, given.attended, as_of, credit),
    }


def open_inputs(
    lake: Lake, engine: Engine, manifest: Manifest, points: pa.Table, as_of: date
) -> tuple[Inputs, pa.Table]:
    """What the metrics read, with the spans computed and kept; and the coverage table."""
    facts, covered = open_facts(lake, engine, manifest, points, as_of)
    return with_spans(engine, facts, points), covered


def open_facts(
    lake: Lake, engine: Engine, manifest: Manifest, points: pa.Table, as_of: date
) -> tuple[Facts, pa.Table]:
    """What stands in the lake, for metrics that need no spans; and the coverage table."""

    def read(table: tables.Table) -> ibis.Table:
        return engine.read(_paths(lake, manifest, table), table)

    covered = coverage_table(manifest)
    days = read(tables.PERSON_DAYS)
    facts = Facts(
        as_of=as_of,
        days=days.filter(days.day < ibis.literal(as_of)),
        begun=begun_before(read(tables.BEGINNINGS), as_of),
        series=read(tables.SERIES),
        points=engine.hold(points, "points"),
        coverage=engine.hold(covered, "coverage"),
        persons=read(tables.PERSONS),
        source_days=read(tables.SOURCE_DAYS),
        longest_window=max(points.column("window").to_pylist(), default=0),
    )
    return facts, covered


def with_spans(engine: Engine, facts: Facts, points: pa.Table) -> Inputs:
    """The facts, with what several metrics need computed once and kept by the engine."""
    ks = sorted(set(points.column("k").to_pylist()))
    tracks = engine.hold(levels.tracks(points), "tracks")
    counting = engine.keep(levels.counting(facts, tracks), "counting")
    in_areas = engine.keep(levels.in_areas(facts, counting, ks), "in_areas")
    spans = engine.keep(levels.spans(in_areas, tracks), "spans")
    seen = months.seen_at_month_ends(months.month_spans(spans, facts.as_of))
    return Inputs(
        **vars(facts),
        spans=spans,
        seen=engine.keep(seen, "seen"),
        unknown=engine.keep(newness.of_unknown_newness(facts, "active"), "unknown"),
    )


def coverage_table(manifest: Manifest) -> pa.Table:
    """The coverage that each source's loads recorded (tables.COVERAGE)."""
    rows = [
        {
            "source": name,
            "area": entry.area,
            "covered_from": entry.covered_from,
            "covered_to": entry.covered_to,
            "from_birth": entry.from_birth,
        }
        for name, entry in sorted(manifest.sources.items())
    ]
    return pa.Table.from_pylist(rows, schema=tables.COVERAGE.schema)


def _figures(
    engine: Engine, inputs: Inputs, covered: pa.Table, areas: list[str], progress: Progress
) -> dict[str, Any]:
    def ran(expression: ibis.Table, what: str) -> pa.Table:
        progress(1, what)
        return engine.run(expression)

    alike = growth.comparable_sources(covered, inputs.as_of, inputs.longest_window)
    held = coverage.figure(ran(coverage.counts(inputs), "coverage"), covered)
    first = _first_month(held)
    moves = lifecycle.figure(inputs, ran(lifecycle.counts(inputs), "lifecycle"), first)
    none = lifecycle.empty_months(inputs, first)
    compared = ran(growth.counts(inputs, alike), "growth")
    return {
        "coverage": held,
        "people": people.figure(ran(people.counts(inputs), "people")),
        "active": active.figure(ran(active.counts(inputs), "active"), areas),
        "levels": levels.figure(ran(levels.counts(inputs), "levels"), areas),
        "lifecycle": moves.get(ALL, none),
        "lifecycle_by_area": {area: moves.get(area, none) for area in areas},
        "growth": growth.figure(inputs, compared, covered, alike),
        "retention": retention.figure(inputs, ran(retention.counts(inputs), "retention")),
        "first_steps": first_steps.figure(inputs, ran(first_steps.counts(inputs), "first steps")),
        "definition_check": definition_check.figure(
            ran(definition_check.counts(inputs), "definition check")
        ),
    }


def _touches(engine: Engine, inputs: Inputs, known: pa.Table) -> list[Touch]:
    visits = engine.hold(known, "visits")
    return recruited.touches(engine.run(recruited.counts(inputs, visits)))


def _first_month(held: list[dict[str, Any]]) -> int | None:
    """The month of the first activity of any kind, as a month number."""
    first = min((entry["first"] for entry in held if entry["first"]), default=None)
    return None if first is None else int(first[:4]) * 12 + int(first[5:7]) - 1


def _keep_series_and_repeats(engine: Engine, activity: ibis.Table) -> tuple[ibis.Table, ibis.Table]:
    """What the person-days need that does not ask who is who."""
    series = engine.keep(series_of(activity), "series", words=SERIES_WORDS)
    return series, engine.keep(held_twice(activity), "held_twice")


def _write_people(lake: Lake, who: WhoIsWho) -> dict[str, list[str]]:
    found = {
        tables.PERSON_ACCOUNTS: who.person_accounts,
        tables.LINKS: who.links,
        tables.PERSONS: who.persons,
    }
    return {table.name: _named(lake.write(table, rows)) for table, rows in found.items()}


def _write_days(  # noqa: PLR0917 - what they are made of
    lake: Lake,
    engine: Engine,
    activity: ibis.Table,
    use: ibis.Table,
    contributors: ibis.Table,
    series: ibis.Table,
    twice: ibis.Table,
) -> dict[str, list[str]]:
    days = person_days(activity, contributors, series, twice)
    files = _written(lake, engine, days, tables.PERSON_DAYS)
    again = engine.read(_in(lake, files), tables.PERSON_DAYS)  # quicker than to compute them twice
    return {
        tables.PERSON_DAYS.name: files,
        tables.BEGINNINGS.name: _written(lake, engine, beginnings(again), tables.BEGINNINGS),
        tables.SERIES.name: _written(lake, engine, series, tables.SERIES),
        tables.SOURCE_DAYS.name: _written(
            lake, engine, source_days(activity, use), tables.SOURCE_DAYS
        ),
    }


def _written(lake: Lake, engine: Engine, rows: ibis.Table, table: tables.Table) -> list[str]:
    path, name = lake.path_for(table)
    return _named(name if engine.write(rows, path, table) else None)


def _by_account(use: ibis.Table) -> ibis.Table:
    return use.group_by("account").agg(activities=use.activities.sum(), first_on=use.first_on.min())


def _contributors(who: WhoIsWho) -> pa.Table:
    mask = pc.equal(who.persons.column("standing").cast(pa.string()), "contributor")
    keep = who.persons.filter(mask).column("person")
    return who.person_accounts.filter(pc.is_in(who.person_accounts.column("person"), keep))


def _paths(lake: Lake, manifest: Manifest, table: tables.Table) -> list[str]:
    return _in(lake, manifest.files(table.name))


def _in(lake: Lake, names: list[str]) -> list[str]:
    return [str(lake.root / name) for name in names]


def _tally(rows: pa.Table, column: str) -> dict[str, int]:
    counted = pc.value_counts(rows.column(column).cast(pa.string()).combine_chunks())
    return {c["values"]: c["counts"] for c in counted.to_pylist()}


def _named(name: str | None) -> list[str]:
    return [name] if name else []
