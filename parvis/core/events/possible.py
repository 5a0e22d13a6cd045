"""What somebody may do next with an event: the buttons of its page, and the steps of the API."""

from datetime import datetime

from parvis.core.events.models import Event
from parvis.core.events.rules import may_approve, may_plan, why_an_event
from parvis.core.people.models import User

State = Event.State
BEFORE = (State.DRAFT, State.PROPOSED, State.APPROVED, State.PUBLISHED)


def possible_moves(event: Event, user: User, *, now: datetime) -> list[str]:
    """Return the moves (names of functions in moves.py) open to `user`, the next one first."""
    if not may_plan(user, event.space, now=now):
        return []
    approves = may_approve(user, event, now=now)
    steps = [*_towards_publishing(event, approves), *_afterwards(event, now)]
    return [*steps, "cancel"] if event.state in BEFORE else steps


def may_change(event: Event, user: User, *, now: datetime) -> bool:
    return event.state in BEFORE and may_plan(user, event.space, now=now)


def _towards_publishing(event: Event, approves: bool) -> list[str]:
    if event.state == State.DRAFT:
        is_free = approves or event.approved_at is not None or not why_an_event(event)
        return ["publish"] if is_free else ["propose"]
    if event.state == State.PROPOSED and approves:
        return ["approve", "publish", "send_back"]
    if event.state == State.APPROVED:
        return ["publish", "send_back"] if approves else ["publish"]
    return []


def _afterwards(event: Event, now: datetime) -> list[str]:
    if now < event.starts_at:
        return []
    if event.state == State.PUBLISHED:
        return ["report", "say_held"]
    return ["report"] if event.state in (State.HELD, State.REPORTED) else []
