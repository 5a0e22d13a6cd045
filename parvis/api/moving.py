"""Moving events: proposed, approved, published, held, reported, cancelled."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from parvis.api import asking
from parvis.api.errors import FAILURES
from parvis.api.events import event_seen
from parvis.api.moments import Count, Text
from parvis.api.planning import Strict, whole
from parvis.api.shapes import PlanOut
from parvis.core.events import moves
from parvis.core.events.models import Event

router = Router(tags=["Moving events"], auth=asking.SIGNED_IN)
ANSWERS = {200: PlanOut, **FAILURES}


class WhyIn(Strict):
    """Why, for those who planned it."""

    because: Text = ""


class ReportIn(Strict):
    """What came of an event. Null is unknown, never zero."""

    headcount: Count | None
    registered: Count | None = None
    outcomes: Text = ""
    helped: Text = ""
    hindered: Text = ""
    lesson: Text = ""
    hours: Decimal | None = Field(None, ge=0, lt=10_000, description="worked")
    cost: Decimal | None = Field(None, ge=0)
    currency: Text = Field("", description="ISO 4217, for example EUR")


@router.post("/events/{uuid:uid}/propose", response=ANSWERS)
def propose(request: HttpRequest, uid: UUID) -> PlanOut:
    """Ask for a draft to be approved."""
    return _move(request, uid, moves.propose)


@router.post("/events/{uuid:uid}/approve", response=ANSWERS)
def approve(request: HttpRequest, uid: UUID) -> PlanOut:
    """Approve an event, where the house rules let you."""
    return _move(request, uid, moves.approve)


@router.post("/events/{uuid:uid}/send-back", response=ANSWERS)
def send_back(request: HttpRequest, uid: UUID, said: WhyIn) -> PlanOut:
    """Make a proposed event a draft again, saying what has to change."""
    return _move(request, uid, moves.send_back, because=said.because)


@router.post("/events/{uuid:uid}/publish", response=ANSWERS)
def publish(request: HttpRequest, uid: UUID) -> PlanOut:
    """Publish an event; who may approve it approves it by this."""
    return _move(request, uid, moves.publish)


@router.post("/events/{uuid:uid}/cancel", response=ANSWERS)
def cancel(request: HttpRequest, uid: UUID, said: WhyIn) -> PlanOut:
    """Cancel an event that is not over; its room is free at once."""
    return _move(request, uid, moves.cancel, because=said.because)


@router.post("/events/{uuid:uid}/held", response=ANSWERS)
def say_held(request: HttpRequest, uid: UUID) -> PlanOut:
    """Say that a published event took place."""
    return _move(request, uid, moves.say_held)


@router.post("/events/{uuid:uid}/report", response=ANSWERS)
def report(request: HttpRequest, uid: UUID, said: ReportIn) -> PlanOut:
    """Report on an event that took place, or correct its report."""
    return _move(request, uid, moves.report, **said.dict())


def _move(request: HttpRequest, uid: UUID, move: Callable[..., Event], **said: Any) -> PlanOut:
    event, _ = event_seen(request, uid)
    return whole(move(event=event, by=asking.user_of(request), now=asking.now(), **said))
