"""What somebody signed up for under addresses of theirs, and whether they came."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from parvis.core.registration.models import Registration
from parvis.core.registration.plausible import key_of
from parvis.core.registration.turnout import door_was_used, is_in

State = Registration.State


def visits_of(addresses: Iterable[str]) -> QuerySet[Registration]:
    """All sign-ups under proved addresses, the latest event first; one query.

    `has_come`: they were seen at the door. `is_door_used`: there was a door to be seen at.
    """
    keys = {key_of(address) for address in addresses} - {""}
    found = Registration.objects.filter(email_key__in=keys)
    known = found.annotate(has_come=is_in(), is_door_used=door_was_used("event"))
    return known.select_related("event__space").order_by("-event__starts_at", "-pk")


def to_come(visits: QuerySet[Registration], *, now: datetime) -> QuerySet[Registration]:
    """Those that somebody may still come to, soonest first."""
    states = [State.CONFIRMED, State.OFFERED, State.WAITING]
    return visits.filter(event__ends_at__gt=now, state__in=states).order_by("event__starts_at")


def past(visits: QuerySet[Registration], *, now: datetime) -> QuerySet[Registration]:
    """Those to events that are over, the latest first."""
    return visits.filter(event__ends_at__lte=now)


def attended(visits: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those at which somebody was seen at the door."""
    return visits.filter(is_in())


def allowing(visits: QuerySet[Registration]) -> list[Registration]:
    """Those for which something is allowed still, the latest first."""
    return [
        row for row in visits if row.reminders_since or row.follow_up_since or row.linking_since
    ]
