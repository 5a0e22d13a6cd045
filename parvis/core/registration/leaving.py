"""Giving a place back, in one click, without being asked why."""

from datetime import datetime

from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.letters import say_cancelled
from parvis.core.registration.models import Registration
from parvis.core.registration.places import locked
from parvis.core.registration.waiting import fresh, pass_on

State = Registration.State


def cancel_registration(
    *, registration: Registration, now: datetime, by: User | None = None
) -> Registration:
    """Cancel a sign-up, a wait or an offer; the place goes on to whoever waits next.

    A second time changes nothing. Raises RegistrationError once the event is over.
    """
    with transaction.atomic():
        event = locked(registration.event)
        row = fresh(registration)
        if row.state == State.CANCELLED:
            return row
        if now >= event.ends_at:
            raise RegistrationError(f"“{event}” is over: there is nothing left to cancel.")
        give_up(row, now=now, by=by)
        if row.email:
            say_cancelled(row, now=now)
        pass_on(event, now=now)
    return row


def give_up(row: Registration, *, now: datetime, by: User | None) -> None:
    """Take a row's place from it. Under the event's lock; whoever calls passes the place on."""
    row.state, row.offered_until, row.changed_at = State.CANCELLED, None, now
    row.save(update_fields=["state", "offered_until", "changed_at"])
    record(action="registration.cancel", target=row, by=by, now=now)
