"""What is done about events. `by` is who does it; None stands for the command line."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction

from parvis.core.events.models import Event
from parvis.core.events.rules import may_plan
from parvis.core.ground.actions import record
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError
from parvis.core.spaces.models import Space

NO_COUNTS: Mapping[str, int] = MappingProxyType({})


class EventError(Exception):
    """An event that cannot be as asked: what is wrong with it."""


def plan_event(
    *,
    space: Space,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    by: User | None,
    now: datetime,
    area: FocusArea | None = None,
    is_public: bool = True,
) -> Event:
    """Put a draft into a space's calendar.

    Raises NotAllowedError unless `by` runs the space or leads the network, EventError with what
    is wrong.
    """
    _check_may_plan(by, space, now)
    event = Event(
        space=space,
        area=area,
        title=title.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        is_public=is_public,
    )
    event.book()
    with transaction.atomic():
        _check(event)
        event.save()
        record(action="events.plan", target=event, by=by, now=now, space=space.slug)
    return event


def publish(*, event: Event, by: User | None, now: datetime) -> Event:
    """Publish a draft. Raises EventError for any other state, NotAllowedError as for planning."""
    return _move(event, "publish", Event.State.DRAFT, Event.State.PUBLISHED, by=by, now=now)


def cancel(*, event: Event, by: User | None, now: datetime) -> Event:
    """Cancel a published event. Errors as for `publish`."""
    return _move(event, "cancel", Event.State.PUBLISHED, Event.State.CANCELLED, by=by, now=now)


def report_held(
    *,
    event: Event,
    by: User | None,
    now: datetime,
    headcount: int | None = None,
    registered: int | None = None,
) -> Event:
    """Say that a published event took place, with the counts that are known (None: unknown).

    Raises EventError for any other state, before the event began, or for a count below zero.
    """
    if now < event.starts_at:
        raise EventError(f"“{event}” has not begun. Report it once it has.")
    said = {"headcount": headcount, "registered": registered}
    known = {name: count for name, count in said.items() if count is not None}
    states = Event.State.PUBLISHED, Event.State.HELD
    return _move(event, "report-held", *states, by=by, now=now, counts=known)


def _move(
    event: Event,
    action: str,
    before: Event.State,
    after: Event.State,
    *,
    by: User | None,
    now: datetime,
    counts: Mapping[str, int] = NO_COUNTS,
) -> Event:
    """Take an event from one state to the next; whoever comes second finds it moved."""
    _check_may_plan(by, event.space, now)
    with transaction.atomic():
        found = Event.objects.select_for_update().get(pk=event.pk)
        if found.state != before:
            raise EventError(f"“{found}” is {found.get_state_display()}, not {before.label}.")
        found.state = after
        for name, value in counts.items():
            setattr(found, name, value)
        _check(found)
        found.save(update_fields=["state", *counts])
        record(action=f"events.{action}", target=found, by=by, now=now, **counts)
    return found


def _check(event: Event) -> None:
    try:
        event.full_clean()
    except ValidationError as error:
        raise EventError(" ".join(error.messages)) from error


def _check_may_plan(by: User | None, space: Space, now: datetime) -> None:
    if by is not None and not may_plan(by, space, now=now):
        raise NotAllowedError(f"{by} may not plan events at {space}. Its coordinators may.")
