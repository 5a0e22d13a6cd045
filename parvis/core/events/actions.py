"""Planning and changing events. `by` is who does it; None stands for the command line.

How an event moves from draft to reported is in moves.py, events that come again in repeating.py.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from parvis.core.events.booking import save_booked
from parvis.core.events.errors import EventError
from parvis.core.events.hooks import Change, tell_followers
from parvis.core.events.models import Event
from parvis.core.events.plausible import refuse_implausible, refuse_past
from parvis.core.events.rules import refuse_planning
from parvis.core.ground.actions import record
from parvis.core.needs.letters import tell_planned
from parvis.core.needs.models import Need, Proposal
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.spaces.models import Space

NONE = timedelta()
# What a coordinator says of an event. Times, state and reports have actions of their own.
FIELDS = (
    *("title", "description", "kind", "level", "language", "bring", "capacity", "room", "area"),
    *("is_public", "has_catering", "takes_over", "coordinator", "sponsor", "need", "proposal"),
    *("expected_attendance", "expected_outcomes", "cost", "currency"),
)
CLONED = tuple(name for name in FIELDS if name not in ("need", "proposal"))
OVER = (Event.State.HELD, Event.State.REPORTED, Event.State.CANCELLED)


def plan_event(
    *,
    space: Space,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    now: datetime,
    setup: timedelta = NONE,
    clearup: timedelta = NONE,
    further_areas: list[FocusArea] | None = None,
    **fields: Any,
) -> Event:
    """Put a draft into a space's calendar, with any of FIELDS. A room that is named is held.

    A need or a proposal that it answers becomes planned. Raises NotAllowedError unless `by` runs
    the space or leads the network, EventError with everything that is wrong, RoomTakenError with
    the events that have the room.
    """
    refuse_planning(by, space, now)
    event = Event(space=space, starts_at=starts_at, ends_at=ends_at, changed_at=now)
    set_fields(event, {"title": title, **fields})
    event.book(setup=setup, clearup=clearup)
    refuse_past(starts_at, now)
    refuse_implausible(event)
    with transaction.atomic():
        save_booked(event)
        event.further_areas.set(further_areas or [])
        answer(event.need, event.proposal, by=by, now=now)
        record(action="events.plan", target=event, by=by, now=now, space=space.slug)
    return event


def change_event(
    *,
    event: Event,
    by: User | None,
    now: datetime,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    setup: timedelta | None = None,
    clearup: timedelta | None = None,
    further_areas: list[FocusArea] | None = None,
    **fields: Any,
) -> Event:
    """Change what is said of an event that is not over, or when and where it is.

    Errors as for `plan_event`; what is not named stays as it is.
    """
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        found = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
        refuse_over(found)
        before = {name: getattr(found, name) for name in (*FIELDS, "starts_at", "ends_at")}
        around = {
            "setup": found.setup if setup is None else setup,
            "clearup": found.clearup if clearup is None else clearup,
        }
        set_fields(found, fields)
        found.starts_at, found.ends_at = starts_at or found.starts_at, ends_at or found.ends_at
        found.book(**around)
        refuse_implausible(found)
        touch(found, now)
        save_booked(found)
        if further_areas is not None:
            found.further_areas.set(further_areas)
        changed = [name for name, value in before.items() if getattr(found, name) != value]
        record(action="events.change", target=found, by=by, now=now, changed=changed)
        tell_followers(Change(found, "change", by, now, changed))
    return found


def clone_event(*, event: Event, starts_at: datetime, by: User | None, now: datetime) -> Event:
    """Plan a draft like `event` at another time, in the same room. Errors as for `plan_event`."""
    fields = {name: getattr(event, name) for name in CLONED}
    return plan_event(
        space=event.space,
        starts_at=starts_at,
        ends_at=starts_at + (event.ends_at - event.starts_at),
        setup=event.setup,
        clearup=event.clearup,
        further_areas=list(event.further_areas.all()),
        by=by,
        now=now,
        **fields,
    )


def touch(event: Event, now: datetime) -> None:
    """Let calendars that have the event see that it is a newer one."""
    event.sequence += 1
    event.changed_at = now


def refuse_over(event: Event) -> None:
    if event.state in OVER:
        raise EventError(f"“{event}” is {event.get_state_display()} and cannot be changed.")


def answer(need: Need | None, proposal: Proposal | None, *, by: User | None, now: datetime) -> None:
    """Let a need or a proposal know that an event answers it."""
    waiting = [Need.State.OPEN, Need.State.DECLINED]
    for asked, model in ((need, Need), (proposal, Proposal)):
        if asked is None:
            continue
        found = model.objects.select_for_update().get(pk=asked.pk)
        if found.state == "unconfirmed":
            raise EventError(f"“{found}” is not confirmed by its mail yet. Wait until it is.")
        if found.state == "withdrawn":
            raise EventError(f"“{found}” was withdrawn by who asked for it.")
        if found.state in waiting:
            found.state, found.declined_because = "planned", ""
            found.decided_by, found.decided_at = by, now
            found.save()
            record(action="needs.plan", target=found, by=by, now=now)
            tell_planned(found, now=now)


def set_fields(event: Event, fields: dict[str, Any]) -> None:
    """Set fields that may be set. Raises EventError for another."""
    for name, value in fields.items():
        if name not in FIELDS:
            raise EventError(f"{name!r} cannot be set. What can be: {', '.join(FIELDS)}.")
        setattr(event, name, value.strip() if isinstance(value, str) else value)
