"""Focus areas: what one can contribute to, and the points on the way."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from parvis.api import asking
from parvis.core.pathways.queries import active_areas

router = Router(tags=["Focus areas"], auth=asking.OPEN)


class PointOut(Schema):
    """`k` activities of these kinds within so many days reach this level."""

    level: str
    kinds: list[str]
    k: int
    window_days: int
    recognition: str
    next_step: str


class AreaOut(Schema):
    """A focus area and its pathway."""

    slug: str
    name: str
    summary: str
    points: list[PointOut] = Field(description="in order")


@router.get("/areas", response={200: list[AreaOut]})
def list_areas(request: HttpRequest) -> list[AreaOut]:  # noqa: ARG001 - the framework's
    """List the focus areas in use, with their conversion points."""
    return [AreaOut.from_orm(area) for area in active_areas()]
