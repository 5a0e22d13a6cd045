"""Reading sign-ups: for who signed up, and for the public page of an event."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from parvis.core.events.models import Event
from parvis.core.registration.errors import ClosedError
from parvis.core.registration.models import Registration
from parvis.core.registration.places import standing
from parvis.core.registration.signing_up import refuse_closed

State = Registration.State


@dataclass(frozen=True)
class Offer:
    """What an event's page says of signing up. `why_not` where it cannot be done."""

    free: int | None  # None: as many as want to come
    limit: int | None
    has_place: bool
    why_not: str = ""


def sign_up_of(event: Event, *, now: datetime) -> Offer:
    """How signing up for an event stands now. Two queries."""
    try:
        refuse_closed(event, now)
    except ClosedError as error:
        return Offer(None, None, has_place=False, why_not=str(error))
    found = standing(event)
    return Offer(found.free, found.limit, found.has_place)


def place_in_line(row: Registration) -> int:
    """How many wait before somebody, and they: 1 is next."""
    waiting = Registration.objects.filter(event=row.event_id, state=State.WAITING)
    return waiting.filter(number__lt=row.number).count() + 1


def of_address(email_key: str) -> QuerySet[Registration]:
    """All that somebody signed up for, the latest event first."""
    if not email_key:
        return Registration.objects.none()
    found = Registration.objects.filter(email_key=email_key)
    return found.select_related("event__space", "event__room").order_by("-event__starts_at")


def coming_of(row: Registration, *, now: datetime) -> QuerySet[Registration]:
    """What else the same person comes to, soonest first."""
    states = [State.CONFIRMED, State.OFFERED, State.WAITING]
    rest = of_address(row.email_key).filter(event__ends_at__gt=now, state__in=states)
    return rest.exclude(pk=row.pk).order_by("event__starts_at")
