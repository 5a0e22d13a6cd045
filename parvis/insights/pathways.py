"""The domain's pathways as the measuring core reads them."""

import pyarrow as pa

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.queries import active_areas
from parvis.measure import tables


def points_table() -> pa.Table:
    """Every conversion point of the focus areas in use, as `tables.POINTS`: a row for each kind."""
    areas = sorted(active_areas(), key=lambda area: area.slug)
    rows = [row for area in areas for row in _rows(area)]
    return pa.Table.from_pylist(rows, schema=tables.POINTS.schema)


def area_slugs() -> list[str]:
    """The focus areas in use."""
    return sorted(area.slug for area in active_areas())


def _rows(area: FocusArea) -> list[dict[str, object]]:
    return [
        {
            "area": area.slug,
            "point": point.order,
            "level": point.level,
            "kind": kind,
            "k": point.k,
            "window": point.window_days,
        }
        for point in area.points.all()
        for kind in point.kinds
    ]
