"""The domain's pathways as the measuring core reads them: by the version that stood."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from parvis.core.pathways.models import PathwayVersion
from parvis.core.pathways.queries import active_areas, newest_versions, versions_by_number
from parvis.core.pathways.versions import Snapshot
from parvis.measure import tables
from parvis.measure.sources.kinds import kinds


def points_table(versions: Iterable[PathwayVersion] | None = None) -> pa.Table:
    """Every point of these versions (None: those that stand now), as `tables.POINTS`."""
    found = newest_versions() if versions is None else versions
    return table_of({version.area.slug: version.points for version in found})


def table_of(pathways: Mapping[str, Sequence[Snapshot]]) -> pa.Table:
    """Points by their area's slug, as `tables.POINTS`: a row for each kind of each point."""
    rows = [
        {
            "area": slug,
            "point": point["order"],
            "level": point["level"],
            "kind": kind,
            "k": point["k"],
            "window": point["window_days"],
        }
        for slug, points in pathways.items()
        for point in points
        for kind in point["kinds"]
    ]
    return pa.Table.from_pylist(rows, schema=tables.POINTS.schema)


def version_numbers(versions: Iterable[PathwayVersion]) -> dict[str, int]:
    """{area: number of its version}, as figures name what they were counted by."""
    return {version.area.slug: version.number for version in versions}


def points_of_figures(figures: Mapping[str, Any]) -> pa.Table:
    """The points that figures were counted by; those that stand where they name none."""
    numbers = figures.get("pathways")
    return points_table(versions_by_number(numbers) if numbers else None)


def area_slugs() -> list[str]:
    """The focus areas in use."""
    return sorted(area.slug for area in active_areas())


def known_kinds() -> list[str]:
    """Every kind of contribution that a source may yield."""
    return list(kinds())
