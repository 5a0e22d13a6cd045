"""Tasks for newcomers that are open, narrowed by what somebody has."""

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from parvis.api import asking
from parvis.api.errors import READING, UnknownError
from parvis.api.moments import MomentOut, Slug, Text
from parvis.api.paging import Cursor, Limit, cursor_after, number_of
from parvis.core.pathways.finding import open_opportunities
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import LONGEST
from parvis.core.pathways.opportunities import Opportunity

router = Router(tags=["Tasks"], auth=asking.OPEN)
Difficulty = Literal["first", "some", "much"]


class Wanted(Schema):
    """Which tasks; what is left out keeps all."""

    area: Slug | None = None
    minutes: Annotated[int, Field(ge=1, le=LONGEST)] | None = Field(
        None, description="known to take no longer"
    )
    language: Annotated[str, Field(pattern=r"^[a-zA-Z0-9-]*$", max_length=16)] | None = Field(
        None, description="in it, or in none; `pt` has `pt-BR`"
    )
    difficulty: Difficulty | None = None
    words: Annotated[Text, Field(max_length=100)] = Field(
        "", description="each stands in the title, the summary or what one needs"
    )
    cursor: Cursor = ""
    limit: Limit = 50


class OpportunityOut(Schema):
    """A task. Null is unknown, not zero; a blank language is any."""

    number: int
    title: str
    summary: str
    area: str
    minutes: int | None
    difficulty: Difficulty = Field(description="a first one, some practice, much experience")
    language: str = Field(description="BCP 47; blank: any")
    prerequisites: str
    link: str = Field(description="where it is; blank: ask at an event")
    opened_at: MomentOut


class OpportunitiesOut(Schema):
    """A page of tasks, those that came last first."""

    opportunities: list[OpportunityOut]
    next: str | None = Field(description="send it as `cursor` for the next page; null: the last")


@router.get("/opportunities", response={200: OpportunitiesOut, **READING})
def list_opportunities(
    request: HttpRequest,  # noqa: ARG001 - the framework's
    asked: Query[Wanted],
) -> OpportunitiesOut:
    """List open tasks for newcomers."""
    if asked.area is not None and not FocusArea.objects.filter(slug=asked.area).exists():
        raise UnknownError(f"There is no focus area {asked.area!r}. GET /api/areas lists them.")
    found = open_opportunities(**asked.dict(exclude={"cursor", "limit"})).order_by("-pk")
    after = number_of(asked.cursor)
    if after:
        found = found.filter(pk__lt=after)
    rows = list(found[: asked.limit + 1])
    more = rows[asked.limit - 1].pk if len(rows) > asked.limit else None
    return OpportunitiesOut(
        opportunities=[_out(one) for one in rows[: asked.limit]], next=cursor_after(more)
    )


def _out(one: Opportunity) -> OpportunityOut:
    said = ("title", "summary", "minutes", "difficulty", "language", "prerequisites", "link")
    return OpportunityOut(
        **{name: getattr(one, name) for name in said},
        number=one.pk,
        area=one.area.slug,
        opened_at=one.opened_at.isoformat(),
    )
