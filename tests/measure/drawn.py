"""Tables drawn in a test, and the figures an engine makes of them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from parvis.measure import main, tables
from parvis.measure.engines.base import Engine
from parvis.measure.metrics.inputs import Facts, Inputs, begun_before
from parvis.measure.person_days import beginnings

SERIES = ("series", "source", "area", "kind")
AREAS = ("coding", "support")
ONE_CHANGE = [
    {"area": a, "level": "active", "kinds": ("change",), "k": 1, "window": 365} for a in AREAS
]


def drawn_rows(picture: str) -> list[dict[str, Any]]:
    """Person-days from a drawing: a line each, `person area kind day [count] [source]`."""
    rows = []
    for line in filter(str.strip, picture.splitlines()):
        person, area, kind, day, *more = line.split()
        count = int(more[0]) if more else 1
        source = more[1] if len(more) > 1 else f"{area}-git"
        rows.append(row(int(person), area, kind, date.fromisoformat(day), count, source))
    return rows


def row(
    person: int, area: str, kind: str, day: date, count: int = 1, source: str | None = None
) -> dict[str, Any]:
    where = source or f"{area}-git"
    return {
        "person": person,
        "source": where,
        "area": area,
        "kind": kind,
        "day": day,
        "count": count,
    }


def points_table(points: Iterable[dict[str, Any]]) -> pa.Table:
    rows = [
        {**{k: p[k] for k in ("area", "level", "k", "window")}, "point": n, "kind": kind}
        for n, p in enumerate(points)
        for kind in p["kinds"]
    ]
    return pa.Table.from_pylist(rows, schema=tables.POINTS.schema)


def covered(source: str, since: str, until: str, *, from_birth: bool = True) -> dict[str, Any]:
    return {
        "source": source,
        "area": None,
        "covered_from": datetime.fromisoformat(since),
        "covered_to": datetime.fromisoformat(until),
        "from_birth": from_birth,
    }


def figures(
    engine: Engine,
    days: list[dict[str, Any]],
    as_of: date,
    points: list[dict[str, Any]] | None = None,
    coverage: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """All figures of drawn person-days, through the same path as those of a lake."""
    points = ONE_CHANGE if points is None else points
    known = _known(days, coverage)
    areas = sorted({p["area"] for p in points})
    spanned = inputs_of(engine, days, as_of, points, coverage)
    return main._figures(engine, spanned, known, areas, main.no_progress)


def inputs_of(
    engine: Engine,
    days: list[dict[str, Any]],
    as_of: date,
    points: list[dict[str, Any]] | None = None,
    coverage: list[dict[str, Any]] | None = None,
) -> Inputs:
    """What the metrics read of drawn person-days."""
    points = ONE_CHANGE if points is None else points
    facts = _facts(engine, days, as_of, points, _known(days, coverage))
    return main.with_spans(engine, facts, points_table(points))


def _known(days: list[dict[str, Any]], coverage: list[dict[str, Any]] | None) -> pa.Table:
    if coverage is None:
        sources = sorted({r["source"] for r in days})
        coverage = [covered(s, "1990-01-01", "2100-01-01") for s in sources]
    return pa.Table.from_pylist(coverage, schema=tables.COVERAGE.schema)


def _facts(
    engine: Engine,
    days: list[dict[str, Any]],
    as_of: date,
    points: list[dict[str, Any]],
    known: pa.Table,
) -> Facts:
    number = {s: n for n, s in enumerate(sorted({_series(r) for r in days}))}
    rows = [{**r, "series": number[_series(r)]} for r in days]
    held = engine.hold(pa.Table.from_pylist(rows, schema=tables.PERSON_DAYS.schema), "days")
    names = [dict(zip(SERIES, (n, *s), strict=True)) for s, n in number.items()]
    return Facts(
        as_of=as_of,
        days=held.filter(held.day < as_of),
        begun=begun_before(engine.keep(beginnings(held), "beginnings"), as_of),
        series=engine.hold(pa.Table.from_pylist(names, schema=tables.SERIES.schema), "series"),
        points=engine.hold(points_table(points), "points"),
        coverage=engine.hold(known, "coverage"),
        persons=engine.hold(_persons(days), "persons"),
        source_days=engine.hold(_source_days(days), "source_days"),
        longest_window=max(p["window"] for p in points),
    )


def _series(r: dict[str, Any]) -> tuple[str, str, str]:
    return r["source"], r["area"], r["kind"]


def _persons(days: list[dict[str, Any]]) -> pa.Table:
    first: dict[int, date] = {}
    for r in days:
        first[r["person"]] = min(first.get(r["person"], r["day"]), r["day"])
    rows = [
        {"person": p, "standing": "contributor", "accounts": 1, "first_on": day}
        for p, day in sorted(first.items())
    ]
    return pa.Table.from_pylist(rows, schema=tables.PERSONS.schema)


def _source_days(days: list[dict[str, Any]]) -> pa.Table:
    rows = [
        {k: r[k] for k in ("source", "area", "day")} | {"activities": r["count"], "accounts": 1}
        for r in days
    ]
    return pa.Table.from_pylist(rows, schema=tables.SOURCE_DAYS.schema)
