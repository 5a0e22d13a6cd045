"""How an event moves: draft, proposed, approved, published, held, reported; or cancelled.

Each step checks what it needs and says what is missing. Whoever comes second finds it moved.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from parvis.core.events.actions import touch
from parvis.core.events.afterwards import Learning, Report
from parvis.core.events.booking import check
from parvis.core.events.errors import EventError
from parvis.core.events.hooks import Change, tell_followers
from parvis.core.events.models import Event
from parvis.core.events.plausible import refuse_implausible
from parvis.core.events.rules import may_approve, missing, refuse_planning, why_an_event
from parvis.core.events.told import tell_askers
from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError
from parvis.core.spaces.house import rules_of

State = Event.State
BEFORE = (State.DRAFT, State.PROPOSED, State.APPROVED, State.PUBLISHED)


def propose(*, event: Event, by: User | None, now: datetime) -> Event:
    """Ask for a draft to be approved. Raises EventError with what the house rules still miss."""

    def step(found: Event) -> None:
        _complete(found, now)
        found.state = State.PROPOSED

    return _move(event, "propose", [State.DRAFT], step, by=by, now=now)


def approve(*, event: Event, by: User | None, now: datetime) -> Event:
    """Approve an event. Raises NotAllowedError unless the house rules let `by` do it."""

    def step(found: Event) -> None:
        _approve(found, by, now)
        found.state = State.APPROVED

    return _move(event, "approve", [State.DRAFT, State.PROPOSED], step, by=by, now=now)


def send_back(*, event: Event, because: str, by: User | None, now: datetime) -> Event:
    """Make a proposed event a draft again, saying why. Errors as for `approve`."""
    if not because.strip():
        raise EventError("Say what has to change before it can be approved.")

    def step(found: Event) -> None:
        _refuse_approving(found, by, now)
        found.state = State.DRAFT

    states = [State.PROPOSED, State.APPROVED]
    return _move(event, "send-back", states, step, by=by, now=now, because=because.strip())


def publish(*, event: Event, by: User | None, now: datetime) -> Event:
    """Publish an event. Who may approve it approves it by this; others need it approved first.

    Raises EventError for another state or with what is missing, NotAllowedError.
    """

    def step(found: Event) -> None:
        reasons = why_an_event(found)
        if reasons and found.approved_at is None:
            if not may_approve(by, found, now=now):
                raise EventError(_needs_approval(found, reasons))
            _approve(found, by, now)
        _complete(found, now)
        found.state, found.published_at = State.PUBLISHED, found.published_at or now

    states = [State.DRAFT, State.PROPOSED, State.APPROVED]
    return _move(event, "publish", states, step, by=by, now=now)


def cancel(*, event: Event, by: User | None, now: datetime, because: str = "") -> Event:
    """Cancel an event that is not over; its room is free at once. Raises EventError."""

    def step(found: Event) -> None:
        found.state = State.CANCELLED

    return _move(event, "cancel", BEFORE, step, by=by, now=now, because=because.strip())


def say_held(*, event: Event, by: User | None, now: datetime) -> Event:
    """Say that a published event took place. Raises EventError before it began."""

    def step(found: Event) -> None:
        _refuse_early(found, now)
        found.state = State.HELD

    return _move(event, "say-held", [State.PUBLISHED], step, by=by, now=now)


def report(
    *,
    event: Event,
    by: User | None,
    now: datetime,
    headcount: int | None,
    registered: int | None = None,
    outcomes: str = "",
    helped: str = "",
    hindered: str = "",
    lesson: str = "",
    hours: Decimal | None = None,
    cost: Decimal | None = None,
    currency: str = "",
) -> Event:
    """Report on an event that took place, or correct its report. None is unknown, never zero.

    Raises EventError before it began, for another state, or for a count below zero.
    """

    def step(found: Event) -> None:
        _refuse_early(found, now)
        found.state, found.headcount = State.REPORTED, headcount
        found.registered = found.registered if registered is None else registered
        if cost is not None:
            found.cost, found.currency = cost, currency.strip().upper()

    said = {
        Learning.Kind.OPPORTUNITY: helped,
        Learning.Kind.CHALLENGE: hindered,
        Learning.Kind.LESSON: lesson,
    }
    with transaction.atomic():
        states = [State.PUBLISHED, State.HELD, State.REPORTED]
        found = _move(event, "report", states, step, by=by, now=now, headcount=headcount)
        kept = {"outcomes": outcomes.strip(), "hours": hours, "by": by, "reported_at": now}
        Report.objects.update_or_create(event=found, defaults=kept)
        Learning.objects.filter(event=found).delete()
        rows = [(kind, words.strip()) for kind, words in said.items()]
        Learning.objects.bulk_create(
            [Learning(event=found, kind=kind, words=words) for kind, words in rows if words]
        )
    return found


def _move(
    event: Event,
    action: str,
    states: Sequence[str],
    step: Callable[[Event], None],
    *,
    by: User | None,
    now: datetime,
    **details: str | int | None,
) -> Event:
    """Take an event from one of these states to the next, with its log entry."""
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        found = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        if found.state not in states:
            wanted = " or ".join(State(state).label for state in states)
            raise EventError(f"“{found}” is {found.get_state_display()}, not {wanted}.")
        step(found)
        touch(found, now)
        check(found)
        found.save()
        record(action=f"events.{action}", target=found, by=by, now=now, **details)
        because = str(details.get("because", ""))
        tell_askers(found, action, because=because, now=now)
        tell_followers(Change(found, action, by, now, because=because))
    return found


def _complete(event: Event, now: datetime) -> None:
    refuse_implausible(event)
    wanted = list(missing(event, now=now))
    if wanted:
        raise EventError(" ".join(wanted))


def _approve(event: Event, by: User | None, now: datetime) -> None:
    _refuse_approving(event, by, now)
    _complete(event, now)
    event.approved_by, event.approved_at = by, now


def _refuse_approving(event: Event, by: User | None, now: datetime) -> None:
    if not may_approve(by, event, now=now):
        approver = rules_of(event.space).get_approver_display()
        raise NotAllowedError(f"{by} may not approve “{event}”. It is approved by {approver}.")


def _needs_approval(event: Event, reasons: Sequence[str]) -> str:
    approver = rules_of(event.space).get_approver_display()
    return (
        f"This gathering is an event, because {' and '.join(reasons)}; it is approved by "
        f"{approver}. Propose it first."
    )


def _refuse_early(event: Event, now: datetime) -> None:
    if now < event.starts_at:
        raise EventError(f"“{event}” has not begun. Report it once it has.")
