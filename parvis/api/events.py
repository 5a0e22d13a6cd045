"""Reading events: what is public for everybody, the whole calendar for those who plan."""

from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from parvis.api import asking
from parvis.api.errors import FAILURES, READING, UnknownError
from parvis.api.moments import Moment, Slug
from parvis.api.paging import Cursor, Limit, cursor_of, place_of
from parvis.api.shapes import EventOut, Kind, PlanOut, event_out, plan_out
from parvis.api.spaces import space_called
from parvis.core.events.listings import narrowed, page_of, shown_to_all, with_parts
from parvis.core.events.models import Event
from parvis.core.events.rules import may_plan, refuse_planning
from parvis.core.pathways.models import FocusArea

# planning.py adds to it: operations on one address stand in one router
router = Router(auth=asking.SIGNED_IN)
READ: dict[str, Any] = {"tags": ["Events"], "auth": asking.OPEN}


class Page(Schema):
    """Which part of a list: where it goes on, and how many rows."""

    cursor: Cursor = ""
    limit: Limit = 50


class During(Page):
    """What begins between two moments."""

    start: Moment | None = Field(None, alias="from", description="begins then or later")
    end: Moment | None = Field(None, alias="to", description="begins before that")


class Filters(During):
    """Which events; what is left out keeps all."""

    space: Slug | None = None
    area: Slug | None = Field(None, description="as its first or a further focus area")
    kind: Kind | None = None
    language: Annotated[str, Field(pattern=r"^[a-zA-Z0-9-]*$", max_length=12)] | None = None


class EventsOut(Schema):
    """A page of events, by their start."""

    events: list[EventOut]
    next: str | None = Field(description="send it as `cursor` for the next page; null: the last")


class PlansOut(Schema):
    """A page of a calendar, drafts and all."""

    events: list[PlanOut]
    next: str | None


@router.get("/events", response={200: EventsOut, **READING}, **READ)
def list_events(request: HttpRequest, asked: Query[Filters]) -> EventsOut:  # noqa: ARG001
    """List public events that were published, by their start."""
    if asked.space is not None:
        space_called(asked.space)
    if asked.area is not None and not FocusArea.objects.filter(slug=asked.area).exists():
        raise UnknownError(f"There is no focus area {asked.area!r}. GET /api/areas lists them.")
    wanted = asked.dict(exclude={"cursor", "limit"})
    return _page(narrowed(shown_to_all(), **wanted), asked)


@router.get("/events/{uuid:uid}", response={200: PlanOut | EventOut, **READING}, **READ)
def read_event(request: HttpRequest, uid: UUID) -> EventOut:
    """Read one event; with its plan, for those who plan it."""
    event, is_planner = event_seen(request, uid)
    return plan_out(event) if is_planner else event_out(event)


@router.get("/events/{uuid:uid}/occurrences", response={200: EventsOut, **READING}, **READ)
def list_occurrences(request: HttpRequest, uid: UUID, asked: Query[During]) -> EventsOut:
    """List the public events of the series that an event is part of."""
    event, _ = event_seen(request, uid)
    if event.series_id is None:
        raise UnknownError(f"“{event}” is not part of a series.")
    found = shown_to_all().filter(series=event.series_id)
    return _page(narrowed(found, start=asked.start, end=asked.end), asked)


@router.get("/spaces/{slug}/calendar", response={200: PlansOut, **FAILURES}, tags=["Planning"])
def read_calendar(request: HttpRequest, slug: str, asked: Query[During]) -> PlansOut:
    """List everything in a space's calendar, for those who plan there."""
    space = space_called(slug)
    refuse_planning(asking.user_of(request), space, asking.now())
    found = narrowed(Event.objects.filter(space=space), start=asked.start, end=asked.end)
    rows, place = page_of(with_parts(found), after=place_of(asked.cursor), most=asked.limit)
    return PlansOut(events=[plan_out(event) for event in rows], next=cursor_of(place))


def event_seen(request: HttpRequest, uid: UUID) -> tuple[Event, bool]:
    """An event that the reader may see, and whether they plan it. Raises UnknownError."""
    user, now = asking.reader_of(request)
    event = with_parts(Event.objects.filter(uid=uid)).first()
    if event is not None:
        is_planner = user is not None and may_plan(user, event.space, now=now)
        if is_planner or _is_shown(event):
            return event, is_planner
    raise UnknownError("There is no such event.")


def _is_shown(event: Event) -> bool:
    """Whether the public sees it: published, or cancelled after it had been."""
    if shown_to_all().filter(pk=event.pk).exists():
        return True
    is_cancelled = event.is_public and event.state == Event.State.CANCELLED
    return is_cancelled and event.published_at is not None


def _page(events: QuerySet[Event], asked: Page) -> EventsOut:
    rows, place = page_of(with_parts(events), after=place_of(asked.cursor), most=asked.limit)
    return EventsOut(events=[event_out(event) for event in rows], next=cursor_of(place))
