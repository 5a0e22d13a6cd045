"""Somebody comes without having signed up: two fields, the same consents, and they are in."""

from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Q

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.consents import PURPOSES, Consents, given_by, note
from parvis.core.registration.door import (
    FULL,
    REFUSED,
    UNDONE,
    Answer,
    Seen,
    is_room_full,
    let_in,
    note_arrival,
    undone_before,
)
from parvis.core.registration.errors import NotComingError, RegistrationError
from parvis.core.registration.excluding import refuse_excluded
from parvis.core.registration.letters import welcome
from parvis.core.registration.models import Registration
from parvis.core.registration.places import locked, standing
from parvis.core.registration.plausible import key_of, plain_address, plain_name


@dataclass(frozen=True)
class Stranger:
    """What the door asks of somebody who has not signed up. An address is not needed."""

    name: str
    email: str = ""
    consents: Consents = field(default_factory=Consents)


def walk_in(*, event: Event, stranger: Stranger, seen: Seen) -> Answer:
    """Let somebody in who has not signed up. Who had signed up with the address is that person.

    Raises RegistrationError for a name or an address that cannot be, unless it has been done
    already (`seen.is_firm`): then what can be kept is kept.
    """
    name, email = _plain(stranger, is_firm=seen.is_firm)
    key = key_of(email)
    with transaction.atomic():
        event = locked(event)
        same = Q(form_key=seen.key) | (Q(email_key=key) if key else Q())
        rows = Registration.objects.select_for_update(of=("self",), no_key=True)
        found = rows.filter(same, event=event).first()
        if found is not None:
            _allow(found, stranger.consents, seen)
            return let_in(event=event, registration=found.pk, seen=replace(seen, over=True))
        if seen.is_firm and undone_before(seen.key):
            return Answer(UNDONE, f"{name} is not in.")
        inside = CheckIn.objects.filter(event=event, is_counted=True).count()
        is_full = is_room_full(event, inside)
        if is_full and not seen.is_firm and not (seen.over and seen.may_exceed):
            return Answer(FULL, f"The room is full: {inside} of {event.capacity} are in.")
        try:
            refuse_excluded(email_key=key, space=event.space, now=seen.now)
        except NotComingError as error:
            if not seen.is_firm:
                return Answer(REFUSED, str(error))
        row = _row(event, name, email, stranger, seen)
        if email:
            welcome(row, now=seen.now)
        full = CheckIn.Note.FULL if is_full else CheckIn.Note.NONE
        return note_arrival(event, row, seen, note=full)


def _row(event: Event, name: str, email: str, stranger: Stranger, seen: Seen) -> Registration:
    found = standing(event)
    row = Registration(
        event=event,
        number=found.last + 1,
        state=Registration.State.CONFIRMED,
        origin=Registration.Origin.WALK_IN,
        name=name,
        email=email,
        email_key=key_of(email),
        form_key=seen.key,
        asked_at=seen.at,
        changed_at=seen.now,
        is_over=found.free is not None and found.free < 1,
    )
    note(row, stranger.consents, now=seen.now)
    row.save()
    return row


def _allow(row: Registration, given: Consents, seen: Seen) -> None:
    """Add what is allowed at the door to what was allowed before; nothing is withdrawn by this."""
    before = given_by(row)
    both = Consents(*(getattr(given, name) or getattr(before, name) for name in PURPOSES))
    if note(row, both, now=seen.now):
        row.changed_at = seen.now
        row.save()


def _plain(stranger: Stranger, *, is_firm: bool) -> tuple[str, str]:
    """The name and the address. Of what has been done already, as much as can be kept."""
    name, email = "Somebody who came", ""
    try:
        name = plain_name(stranger.name)
    except RegistrationError:
        if not is_firm:
            raise
    try:
        email = plain_address(stranger.email) if stranger.email.strip() else ""
    except RegistrationError:
        if not is_firm:
            raise
    return name, email
