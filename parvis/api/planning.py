"""Planning and changing events, by the same actions as the pages."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, Schema, Status
from pydantic import ConfigDict, Field

from parvis.api import asking
from parvis.api.errors import TAKEN
from parvis.api.events import event_seen, router
from parvis.api.free import offering
from parvis.api.moments import Count, Minutes, Moment, Slug, Text
from parvis.api.naming import named, refuse_others
from parvis.api.shapes import Kind, Level, PlanOut, plan_out
from parvis.api.spaces import space_called
from parvis.core.events.actions import change_event, plan_event
from parvis.core.events.listings import with_parts
from parvis.core.events.models import Event
from parvis.core.people.repeats import once

PLANNING = ["Planning"]
AROUND = {"setup_minutes": "setup", "clearup_minutes": "clearup"}
RepeatKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="your own word for this request: sent again, it gets the first answer",
    ),
]


class Strict(Schema):
    """A body in which a mistyped name is an error, and not passed over."""

    model_config = ConfigDict(extra="forbid")


class Said(Strict):
    """What is said of an event. Null is unknown; what is left out keeps what it was."""

    description: Text = ""
    kind: Kind = "meetup"
    level: Level = "everybody"
    language: Text = Field("", description="BCP 47, for example fr")
    bring: Text = ""
    capacity: Count | None = None
    room: Slug | None = None
    area: Slug | None = None
    is_public: bool = True
    has_catering: bool = False
    takes_over: bool = False
    coordinator: Text | None = Field(None, description="the address they sign in with")
    sponsor: Text | None = Field(None, description="the address a staff member signs in with")
    expected_attendance: Count | None = None
    expected_outcomes: Text = ""
    cost: Decimal | None = None
    currency: Text = Field("", description="ISO 4217, for example EUR")


class Whole(Said):
    """What is said of one event, and not of many at once."""

    further_areas: list[Slug] = Field([], max_length=20)
    need: Count | None = Field(None, description="the need that it answers")
    proposal: Count | None = None
    setup_minutes: Minutes = 0
    clearup_minutes: Minutes = 0


class PlanIn(Whole):
    """A new event."""

    space: Slug
    title: Text = Field(examples=["Mending evening"])
    starts_at: Moment
    ends_at: Moment


class ChangeIn(Whole):
    """What changes of an event; what is left out stays as it is."""

    title: Text = ""
    starts_at: Moment | None = None
    ends_at: Moment | None = None


@router.post("/events", response={201: PlanOut, **TAKEN}, tags=PLANNING)
def plan(request: HttpRequest, said: PlanIn, repeat_key: RepeatKey = None) -> Status[Any]:
    """Plan an event: a draft in its space's calendar. A room that is named is held."""
    space = space_called(said.space)
    refuse_others(request, space)
    fields = fields_of(said)
    starts_at = said.starts_at - timedelta(minutes=said.setup_minutes)
    ends_at = said.ends_at + timedelta(minutes=said.clearup_minutes)

    def act() -> PlanOut:
        with offering(space, starts_at, ends_at):
            event = plan_event(
                **{**named(fields, space), "space": space},
                by=asking.user_of(request),
                now=asking.now(),
            )
        return whole(event)

    return Status(201, repeatable(request, repeat_key, act))


@router.patch("/events/{uuid:uid}", response={200: PlanOut, **TAKEN}, tags=PLANNING)
def change(request: HttpRequest, uid: UUID, said: ChangeIn) -> PlanOut:
    """Change what is said of an event that is not over, or when and where it is."""
    event, _ = event_seen(request, uid)
    refuse_others(request, event.space)
    fields = fields_of(said)
    starts_at = (said.starts_at or event.starts_at) - fields.get("setup", event.setup)
    ends_at = (said.ends_at or event.ends_at) + fields.get("clearup", event.clearup)
    with offering(event.space, starts_at, ends_at):
        changed = change_event(
            event=event,
            by=asking.user_of(request),
            now=asking.now(),
            **named(fields, event.space),
        )
    return whole(changed)


def fields_of(said: Schema) -> dict[str, Any]:
    """What a body says, by the names that the actions have; minutes as lengths of time."""
    given = said.dict(exclude_unset=True)
    return {
        AROUND.get(name, name): timedelta(minutes=value) if name in AROUND else value
        for name, value in given.items()
    }


def whole(event: Event) -> PlanOut:
    """An event as it now stands."""
    return plan_out(with_parts(Event.objects.filter(pk=event.pk)).get())


def repeatable(request: HttpRequest, key: str | None, act: Callable[[], Schema]) -> Any:
    """Act; or answer as before, where the client sent the same request under the same key."""
    if key is None:
        return act()
    asked = b"\n".join([str(request.method).encode(), request.path.encode(), request.body])
    user, now = asking.user_of(request), asking.now()
    return once(user=user, key=key, asked=asked, now=now, act=lambda: act().model_dump(mode="json"))
