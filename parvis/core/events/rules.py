"""Who may do what with events, and what the house rules ask of one."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from parvis.core.events.models import Event
from parvis.core.people.models import Role, User
from parvis.core.people.rules import NotAllowedError, has_role
from parvis.core.spaces.house import rules_of
from parvis.core.spaces.models import Space
from parvis.core.spaces.openings import openings
from parvis.core.spaces.rooms import HouseRules
from parvis.core.spaces.rules import may_run_space

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

Approver = HouseRules.Approver


def may_plan(user: "User | AnonymousUser | None", space: Space, *, now: datetime) -> bool:
    """Whether they coordinate this space today, or lead the network."""
    today = now.astimezone(space.zone).date()
    return may_run_space(user, space, on=today) or has_role(user, Role.Name.LEAD)


def refuse_planning(by: User | None, space: Space, now: datetime) -> None:
    """Raise NotAllowedError unless `by` may plan there. None is the command line, which may."""
    if by is not None and not may_plan(by, space, now=now):
        raise NotAllowedError(f"{by} may not plan events at {space}. Its coordinators may.")


def may_approve(user: User | None, event: Event, *, now: datetime) -> bool:
    """Whether they may approve this event by the house rules. The command line may."""
    if user is None or has_role(user, Role.Name.LEAD):
        return True
    approver = rules_of(event.space).approver
    if approver == Approver.LEAD:
        return False
    own = approver == Approver.OTHER and event.coordinator_id == user.pk
    return not own and may_plan(user, event.space, now=now)


def why_an_event(event: Event) -> list[str]:
    """What makes this gathering an event, and not a meeting. An event needs approval."""
    rules = rules_of(event.space)
    reasons = (
        (rules.public_is_event and event.is_public, "it is public"),
        (rules.catering_is_event and event.has_catering, "it has catering or supplies"),
        (rules.takes_over_is_event and event.takes_over, "it takes over part of the space"),
        (rules.after_hours_is_event and is_after_hours(event), "it falls outside opening hours"),
    )
    return [reason for holds, reason in reasons if holds]


def is_after_hours(event: Event) -> bool:
    """Whether any of it falls outside the opening hours. Unknown hours have no outside."""
    if not event.space.hours.exists():
        return False
    first, last = event.starts_local.date(), event.ends_local.date()
    days = openings([event.space], first - timedelta(1), last)[event.space_id].hours
    hours = [stretch for day in days.values() for stretch in day]
    return not any(start <= event.starts_at and event.ends_at <= end for start, end in hours)


def missing(event: Event, *, now: datetime) -> Iterator[str]:
    """What the house rules still ask before the event can be proposed or published."""
    rules = rules_of(event.space)
    if event.is_public and not event.area_id:
        yield "Say which focus area it is for."
    if rules.sponsor_required and not event.sponsor_id:
        yield "A sponsor must be present throughout: name a staff member."
    if rules.attendee_list_required and event.expected_attendance is None:
        yield "This space asks for an attendee list: say how many people are expected."
    if event.starts_at - now < timedelta(days=rules.lead_time_days):
        yield f"This space asks for {rules.lead_time_days} days' notice: choose a later day."
    yield from _too_late(event, rules)


def _too_late(event: Event, rules: HouseRules) -> Iterator[str]:
    if not rules.after_hours_allowed and is_after_hours(event):
        yield "This space has no events outside its opening hours: choose a time within them."
    if rules.latest_end and _ends_after(event, rules.latest_end):
        yield f"Events here end by {rules.latest_end:%H:%M}: set an earlier end."


def _ends_after(event: Event, latest: time) -> bool:
    """Past `latest` on the day it starts, or into the night: 00:00 to 05:59 belong to that day."""
    if latest < NIGHT_ENDS:
        limit = datetime.combine(event.starts_local.date() + timedelta(1), latest)
    else:
        limit = datetime.combine(event.starts_local.date(), latest)
    return event.ends_local.replace(tzinfo=None) > limit


NIGHT_ENDS = time(6)
