"""How an event looks in the API: to everybody, and to those who plan it."""

from decimal import Decimal
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from parvis.api.errors import RoomName
from parvis.api.moments import MomentOut, shown
from parvis.api.spaces import SpaceName
from parvis.core.events.models import Event

Kind = Literal[
    "meetup", "talk", "workshop", "sprint", "hack-night", "welcome-evening", "clinic", "other"
]
Level = Literal["everybody", "beginners", "some-experience", "experienced"]


class EventOut(Schema):
    """An event as everybody sees it. Null is unknown, not zero."""

    uid: str
    title: str
    description: str
    kind: Kind
    level: Level
    language: str = Field(description="BCP 47; blank: not said")
    bring: str
    capacity: int | None
    starts_at: MomentOut = Field(description="with the offset of the space's clock")
    ends_at: MomentOut
    time_zone: str = Field(description="the clock that is meant", examples=["Europe/Paris"])
    space: SpaceName
    room: RoomName | None
    area: str | None
    further_areas: list[str]
    state: str = Field(description="published, held, reported or cancelled")
    series: str | None = Field(description="uid of the series it is part of")


class PlanOut(EventOut):
    """An event as those who plan it see it."""

    state: str = Field(
        description="draft, proposed, approved, published, held, reported or cancelled"
    )
    is_public: bool
    has_catering: bool
    takes_over: bool
    books_from: MomentOut = Field(description="set-up begins")
    books_until: MomentOut = Field(description="clear-up ends")
    coordinator: str | None = Field(description="their e-mail address")
    sponsor: str | None
    need: int | None
    proposal: int | None
    expected_attendance: int | None
    expected_outcomes: str
    cost: Decimal | None
    currency: str
    registered: int | None
    headcount: int | None


def event_out(event: Event) -> EventOut:
    """Show what everybody may see of an event."""
    return EventOut(**_open(event))


def plan_out(event: Event) -> PlanOut:
    """Show everything that is planned of an event."""
    zone = event.space.zone
    return PlanOut(
        **_open(event),
        **{name: getattr(event, name) for name in PLANNED},
        books_from=shown(event.books_from, zone),
        books_until=shown(event.books_until, zone),
        coordinator=event.coordinator.email if event.coordinator else None,
        sponsor=event.sponsor.email if event.sponsor else None,
        need=event.need_id,
        proposal=event.proposal_id,
    )


SAID = ("title", "description", "kind", "level", "language", "bring", "capacity", "state")
PLANNED = (
    *("is_public", "has_catering", "takes_over", "expected_attendance", "expected_outcomes"),
    *("cost", "currency", "registered", "headcount"),
)


def _open(event: Event) -> dict[str, Any]:
    return {
        **{name: getattr(event, name) for name in SAID},
        "uid": str(event.uid),
        "starts_at": shown(event.starts_at, event.space.zone),
        "ends_at": shown(event.ends_at, event.space.zone),
        "time_zone": event.space.time_zone,
        "space": SpaceName.from_orm(event.space),
        "room": RoomName.from_orm(event.room) if event.room else None,
        "area": event.area.slug if event.area else None,
        "further_areas": [area.slug for area in event.further_areas.all()],
        "series": str(event.series.uid) if event.series else None,
    }
