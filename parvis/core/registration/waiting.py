"""The waiting list: a place that is freed is offered in order, and the offer ends by itself."""

from datetime import datetime

from django.db import IntegrityError, transaction

from parvis.core.events.models import Event
from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.letters import confirm, offer, say_lapsed
from parvis.core.registration.models import Registration
from parvis.core.registration.places import events_with_work, lapse, locked, next_in_line

State = Registration.State


def take_offer(
    *, registration: Registration, now: datetime, by: User | None = None
) -> Registration:
    """Take the place that is offered; a second time changes nothing.

    Raises RegistrationError where nothing is offered (any more).
    """
    with transaction.atomic():
        locked(registration.event)
        row = fresh(registration)
        if row.state == State.CONFIRMED:
            return row
        if row.state != State.OFFERED:
            raise RegistrationError(_nothing_offered(row))
        if row.offered_until is not None and row.offered_until <= now:
            raise RegistrationError(
                "This offer has run out. The place goes to whoever waits next; sign up again to "
                "wait for another."
            )
        row.state, row.offered_until, row.changed_at = State.CONFIRMED, None, now
        row.save(update_fields=["state", "offered_until", "changed_at"])
        confirm(row, now=now)
        record(action="registration.take-offer", target=row, by=by, now=now)
    return row


def pass_on(event: Event, *, now: datetime) -> None:
    """Take back offers that ran out and offer what is free. Under the event's lock."""
    for row in lapse(event, now):
        if row.email:
            say_lapsed(row, now=now)
        record(action="registration.lapse", target=row, by=None, now=now)
    for row in next_in_line(event, now):
        if row.email:
            offer(row, now=now)
        record(action="registration.offer", target=row, by=None, now=now)


def pass_on_offers(*, now: datetime) -> int:
    """Do so at every event where an offer has run out, or a place is free and somebody waits.

    Returns at how many. Two workers at once do it once: the second finds nothing left under the
    lock. An event where it fails holds up no other; the first failure is raised at the end.
    """
    events, failed = events_with_work(now), []
    for event in events:
        try:
            with transaction.atomic():
                pass_on(locked(event), now=now)
        except IntegrityError as error:  # its own rows; a database that is away ends the round
            failed.append(error)
    if failed:
        raise failed[0]
    return len(events)


def fresh(registration: Registration) -> Registration:
    """Read a row again, locked, with its event: what was read before the lock may be old."""
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("event__space", "event__room").get(pk=registration.pk)


def _nothing_offered(row: Registration) -> str:
    if row.event.state == row.event.State.CANCELLED:
        return f"“{row.event}” does not take place."
    if row.state == State.WAITING:
        return "No place is free yet. A mail offers you the next one when it is your turn."
    if row.state == State.LAPSED:
        return "This offer has run out. Sign up again to wait for another place."
    return "This sign-up was cancelled. Sign up again if you want to come after all."
