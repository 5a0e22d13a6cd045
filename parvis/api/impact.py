"""The figures that the network publishes, with small counts of people suppressed."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from parvis.api import asking
from parvis.api.errors import READING, UnknownError
from parvis.api.moments import MomentOut
from parvis.core.programmes.models import MeasureRun
from parvis.measure.disclosure import publish

router = Router(tags=["Impact"], auth=asking.OPEN)


class ImpactOut(Schema):
    """The latest published figures."""

    as_of: date = Field(description="the state at the start of this UTC day")
    made_at: MomentOut
    figures: dict[str, Any] = Field(
        description="by metric; what would name few people is a text that says so"
    )


@router.get("/impact", response={200: ImpactOut, **READING})
def read_impact(request: HttpRequest) -> ImpactOut:  # noqa: ARG001 - the framework's
    """Read the figures as the public sees them, whoever asks."""
    run = MeasureRun.objects.latest_published()
    if run is None:
        raise UnknownError("No figures are published yet.")
    figures = publish(run.figures)
    return ImpactOut(as_of=run.as_of, made_at=run.made_at.isoformat(), figures=figures)
