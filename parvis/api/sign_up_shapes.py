"""How a sign-up looks in the API, to those who run the event."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from parvis.api.moments import MomentOut, Slug, Text, shown
from parvis.api.planning import Strict
from parvis.core.events.models import Event
from parvis.core.ground.posting import site_link
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.links import token_of
from parvis.core.registration.models import Registration
from parvis.core.registration.tickets import Ticket, code_of

State = Literal["confirmed", "waiting", "offered", "lapsed", "cancelled"]


class QuestionOut(Schema):
    """A question of the event's coordinators; answer it under its key."""

    key: str
    words: str
    is_required: bool
    choices: list[str] = Field(description="one of them is the answer; empty: any text is")


class SignUpOut(Schema):
    """How signing up for an event stands."""

    is_open: bool
    why_not: str = Field(description="why it is not open; blank where it is")
    has_place: bool = Field(description="whether who signs up now gets a place and does not wait")
    free: int | None = Field(description="null: as many as want to come, or not open")
    limit: int | None = Field(description="null: no limit, or not open")
    questions: list[QuestionOut]


class ConsentsIn(Strict):
    """What somebody has agreed to. Give none that they did not give themselves."""

    reminders: bool = False
    follow_up: bool = False
    linking: bool = False


class RegistrationIn(Strict):
    """Somebody who wants to come."""

    name: Text
    email: Text = Field("", description="may be left out only with `over`")
    consents: ConsentsIn = ConsentsIn()
    areas: list[Slug] = Field([], max_length=20, description="focus areas of interest")
    access_needs: Text = ""
    handle: Text = Field("", description="their name in a contribution system")
    handle_at: Text = Field("", description="which system")
    answers: dict[Text, Text] = Field({}, max_length=20, description="by the keys of the questions")
    key: UUID | None = Field(None, description="of your own: sent again, it signs up once")
    over: bool = Field(default=False, description="give a place even where none is free")


class SignedUpOut(Schema):
    """What came of a sign-up."""

    id: int
    number: int = Field(description="the order in which people asked")
    state: State
    is_over: bool = Field(description="admitted over the limit")
    ticket: str | None = Field(description="the code to show at the door; null without a place")
    link: str = Field(description="the page on which they look after their sign-up")


class ConsentsOut(Schema):
    """Since when each is allowed; null: it is not."""

    reminders: MomentOut | None
    follow_up: MomentOut | None
    linking: MomentOut | None


class RegistrationOut(Schema):
    """Somebody who signed up. `came_at` is null for nobody knows, not for stayed away."""

    id: int
    number: int = Field(description="the order in which people asked")
    state: State
    origin: Literal["page", "coordinator", "walk-in", "api"]
    is_over: bool
    name: str
    email: str
    asked_at: MomentOut
    offered_until: MomentOut | None
    came_at: MomentOut | None
    areas: list[str]
    access_needs: str
    handle: str
    handle_at: str
    answers: dict[str, str]
    consents: ConsentsOut


class WholeRegistrationOut(RegistrationOut):
    """With what they need to get in, and to look after it themselves."""

    ticket: str | None
    link: str


class RegistrationsOut(Schema):
    """A page of sign-ups, in the order in which people asked."""

    registrations: list[RegistrationOut]
    next: str | None = Field(description="send it as `cursor` for the next page; null: the last")


def signed_up_out(row: Registration) -> SignedUpOut:
    """Show what came of a sign-up."""
    said = {name: getattr(row, name) for name in ("id", "number", "state", "is_over")}
    return SignedUpOut(**said, **_means(row))


def registration_out(row: Registration, event: Event) -> RegistrationOut:
    """Show a sign-up that came with its parts."""
    return RegistrationOut(**_said(row, event))


def whole_out(row: Registration, event: Event) -> WholeRegistrationOut:
    """Show a sign-up with its ticket and its page."""
    return WholeRegistrationOut(**_said(row, event), **_means(row))


SAID = ("id", "number", "state", "origin", "is_over", "name", "email", "access_needs", "handle")


def _said(row: Registration, event: Event) -> dict[str, Any]:
    arrivals = row.arrivals  # type: ignore[attr-defined]  # see listings.with_parts
    moments = {
        "asked_at": row.asked_at,
        "offered_until": row.offered_until,
        "came_at": arrivals[0].at if arrivals else None,
    }
    since = {name: getattr(row, f"{name}_since") for name in PURPOSES}
    return {
        **{name: getattr(row, name) for name in (*SAID, "handle_at", "answers")},
        **_shown(moments, event),
        "areas": [area.slug for area in row.areas.all()],
        "consents": ConsentsOut(**_shown(since, event)),
    }


def _shown(moments: Mapping[str, datetime | None], event: Event) -> dict[str, Any]:
    return {name: shown(at, event.space.zone) if at else None for name, at in moments.items()}


def _means(row: Registration) -> dict[str, Any]:
    """The ticket, of who has a place; and the page of the sign-up.

    The link proves no mailbox: nobody who runs the event got it by mail.
    """
    has_place = row.state == Registration.State.CONFIRMED
    return {
        "ticket": code_of(Ticket(row.pk, row.event_id)) if has_place else None,
        "link": site_link("registration", token_of(row, by_mail=False)),
    }
