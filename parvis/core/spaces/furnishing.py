"""What is changed about a space: its page, rooms, hours, closures and house rules.

`by` is who does it; None stands for the command line. Each raises NotAllowedError unless `by` runs
the space or leads the network, and SpaceError with everything that is wrong.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.dates import WEEKDAYS

from parvis.core.ground.actions import record
from parvis.core.people.models import Role, User
from parvis.core.people.rules import NotAllowedError, has_role
from parvis.core.spaces.actions import SpaceError
from parvis.core.spaces.models import Coordinator, Space
from parvis.core.spaces.rooms import Closure, HouseRules, OpeningHours, Room
from parvis.core.spaces.rules import may_run_space
from parvis.lib.wall_clock import on_clock

Hours = Sequence[tuple[int, time, time]]  # weekday from 0 (Monday), opens, closes (00:00: the end)
PAGE = (
    *("name", "about", "street", "postal_code", "city", "subdivision", "keeps_holidays"),
    *("latitude", "longitude", "step_free", "access_notes", "code_of_conduct", "conduct_contact"),
    "events_per_week",
)


def may_furnish(user: User | None, space: Space, *, now: datetime) -> bool:
    """Whether they may change the space's page, rooms, hours and closures."""
    if user is None or has_role(user, Role.Name.LEAD):
        return True
    return may_run_space(user, space, on=on_clock(now, space.zone).date())


def may_rule(user: User | None) -> bool:
    """Whether they may set house rules and terms: these bind the coordinators themselves."""
    return user is None or has_role(user, Role.Name.LEAD)


def change_space(*, space: Space, by: User | None, now: datetime, **fields: Any) -> Space:
    """Change what the space's page says: any of PAGE."""
    _refuse(by, space, now)
    if unknown := sorted(set(fields) - set(PAGE)):
        raise SpaceError(f"{unknown[0]!r} cannot be changed. What can be: {', '.join(PAGE)}.")
    with transaction.atomic():
        found = Space.objects.select_for_update().get(pk=space.pk)
        changed = [name for name, value in fields.items() if getattr(found, name) != value]
        _put(found, fields)
        record(action="spaces.change", target=found, by=by, now=now, changed=changed)
    return found


def save_room(
    *, space: Space, room: Room | None, by: User | None, now: datetime, **fields: Any
) -> Room:
    """Add a room, or change one; `retired_on` takes it out of use from that day on."""
    _refuse(by, space, now)
    with transaction.atomic():
        found = Room.objects.select_for_update().get(pk=room.pk) if room else Room(space=space)
        if found.space_id != space.pk:
            raise SpaceError(f"{found} is a room of another space.")
        _put(found, fields)
        record(action="spaces.room", target=found, by=by, now=now, space=space.slug)
    return found


def set_hours(*, space: Space, hours: Hours, by: User | None, now: datetime) -> None:
    """Set the hours of the whole week; what is not named is closed."""
    _refuse(by, space, now)
    rows = [OpeningHours(space=space, weekday=d, opens_at=a, closes_at=b) for d, a, b in hours]
    _refuse_overlapping(rows)
    with transaction.atomic():
        Space.objects.select_for_update().get(pk=space.pk)  # one at a time
        OpeningHours.objects.filter(space=space).delete()
        for row in rows:
            _check(row, f"{row.weekday_name}: ")
        OpeningHours.objects.bulk_create(rows)
        record(action="spaces.hours", target=space, by=by, now=now, n=len(rows))


def add_closure(
    *,
    space: Space,
    room: Room | None,
    from_on: date,
    until_on: date,
    reason: str,
    by: User | None,
    now: datetime,
    is_open: bool = False,
) -> Closure:
    """Close a space, or one room, from a day up to another; or open it although it is a holiday."""
    _refuse(by, space, now)
    if room is not None and (room.space_id != space.pk or is_open):
        raise SpaceError("A room is closed by itself only in its own space; choose no room.")
    found = Closure(space=space, room=room, is_open=is_open)
    with transaction.atomic():
        _put(found, {"from_on": from_on, "until_on": until_on, "reason": reason})
        details = {"space": space.slug, "from_on": from_on.isoformat()}
        record(action="spaces.closure", target=found, by=by, now=now, **details)
    return found


def remove_closure(*, closure: Closure, by: User | None, now: datetime) -> None:
    """Take a closure back."""
    _refuse(by, closure.space, now)
    with transaction.atomic():
        record(action="spaces.no-closure", target=closure, by=by, now=now, reason=closure.reason)
        closure.delete()


def set_house_rules(*, space: Space, by: User | None, now: datetime, **fields: Any) -> HouseRules:
    """Set what the space asks of those who use it. For the network's leads."""
    _refuse_ruling(by)
    with transaction.atomic():
        Space.objects.select_for_update().get(pk=space.pk)  # one at a time
        found = HouseRules.objects.filter(space=space).first() or HouseRules(space=space)
        changed = [name for name, value in fields.items() if getattr(found, name) != value]
        _put(found, fields)
        record(action="spaces.house-rules", target=found, by=by, now=now, changed=changed)
    return found


def change_term(*, term: Coordinator, by: User | None, now: datetime, **fields: Any) -> Coordinator:
    """Set a coordinator's weekly hours, kind and last day. For the network's leads."""
    _refuse_ruling(by)
    with transaction.atomic():
        found = Coordinator.objects.select_for_update().get(pk=term.pk)
        _put(found, fields)
        record(action="spaces.term", target=found, by=by, now=now, space=found.space.slug)
    return found


def _refuse(by: User | None, space: Space, now: datetime) -> None:
    if not may_furnish(by, space, now=now):
        raise NotAllowedError(f"{by} may not change {space}. Who coordinates it may.")


def _refuse_ruling(by: User | None) -> None:
    if not may_rule(by):
        raise NotAllowedError(f"{by} may not set house rules or terms. A programme lead may.")


def _refuse_overlapping(rows: Sequence[OpeningHours]) -> None:
    for one, other in pairwise(sorted(rows, key=lambda row: (row.weekday, row.opens_at))):
        is_late = one.closes_at == time.min or one.closes_at > other.opens_at
        if one.weekday == other.weekday and is_late:
            raise SpaceError(
                f"{WEEKDAYS[one.weekday]}: the hours from {other.opens_at:%H:%M} begin before "
                f"those from {one.opens_at:%H:%M} end. Write them as one."
            )


def _put(row: models.Model, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check(row)
    row.save()


def _check(row: models.Model, about: str = "") -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise SpaceError(about + " ".join(error.messages)) from error
