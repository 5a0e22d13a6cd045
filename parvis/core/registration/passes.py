"""Links that open the door of one event: made by a coordinator, gone with the event."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from parvis.core.events.models import Event
from parvis.core.events.rules import refuse_planning
from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.registration.checkins import DoorPass
from parvis.core.registration.errors import RegistrationError

# What a door is asked for each time somebody comes; the rest is read where it is needed.
NEEDED = (
    *("event", "name", "user", "revoked_at", "user__email", "user__display_name"),
    *("event__title", "event__state", "event__capacity", "event__starts_at", "event__ends_at"),
    *("event__books_from", "event__space", "event__space__name", "event__space__time_zone"),
)
OPEN_AFTER = timedelta(hours=2)  # after the end: the last ones are still being noted
SEND_WITHIN = timedelta(days=7)  # what a device noted before the end may still arrive


class PassError(RegistrationError):
    """A link to a door that does not open it (any more): why, and whom to ask.

    `is_ended`: the event is over or the link was taken back, so a device may forget its list.
    """

    def __init__(self, message: str, *, is_ended: bool = False) -> None:
        self.is_ended = is_ended
        super().__init__(message)


def make_pass(
    *, event: Event, name: str, by: User | None, now: datetime, is_own: bool = False
) -> tuple[DoorPass, str]:
    """Make a link for the door of an event, for somebody of this name. Return it and its secret.

    `is_own`: for `by` themselves, who may then admit over the limit. The secret is not kept.
    Raises NotAllowedError unless `by` plans there, RegistrationError for no name or an event that
    is over.
    """
    refuse_planning(by, event.space, now)
    holder = " ".join(name.split())
    if not holder or len(holder) > 80:  # noqa: PLR2004  # the field's length
        raise RegistrationError("Say whom the link is for, in at most 80 characters.")
    if now >= event.ends_at + OPEN_AFTER or event.state == Event.State.CANCELLED:
        raise RegistrationError(f"“{event}” is over or cancelled: it needs no door.")
    secret = secrets.token_urlsafe(16)
    with transaction.atomic():
        made = DoorPass.objects.create(
            event=event,
            name=holder,
            digest=digest(secret),
            user=by if is_own else None,
            made_at=now,
            made_by=by,
        )
        record(action="registration.make-door-link", target=event, by=by, now=now, link=made.pk)
    return made, secret


def take_pass_back(*, door_pass: DoorPass, by: User | None, now: datetime) -> None:
    """End a link at once; what its device noted before may still arrive. Raises NotAllowedError."""
    refuse_planning(by, door_pass.event.space, now)
    with transaction.atomic():
        ended = DoorPass.objects.filter(pk=door_pass.pk, revoked_at=None).update(revoked_at=now)
        if ended:
            action = "registration.end-door-link"
            record(action=action, target=door_pass.event, by=by, now=now, link=door_pass.pk)


def open_door(secret: str, *, now: datetime) -> DoorPass:
    """The pass that opens the door page and its list now. One query. Raises PassError."""
    found = _pass_of(secret)
    refuse_ended(found, now=now)
    return found


def refuse_ended(found: DoorPass, *, now: datetime) -> None:
    """Raise PassError unless this pass opens the door now."""
    if found.revoked_at is not None:
        raise PassError("This link was ended. Ask a coordinator for another.", is_ended=True)
    if now >= found.event.ends_at + OPEN_AFTER:
        raise PassError(f"The door of “{found.event}” is closed: it is over.", is_ended=True)
    if found.event.state == Event.State.CANCELLED:
        raise PassError(f"“{found.event}” does not take place.", is_ended=True)


def late_door(secret: str, *, now: datetime) -> DoorPass:
    """The pass under which a device may still send what it noted. One query. Raises PassError."""
    found = _pass_of(secret)
    if now >= found.event.ends_at + SEND_WITHIN:
        raise PassError(
            f"“{found.event}” ended more than {SEND_WITHIN.days} days ago: what the device noted "
            "can no longer be sent. Tell a coordinator how many came.",
            is_ended=True,
        )
    return found


def forget_passes(*, now: datetime) -> int:
    """Delete links to doors that closed more than a week ago. Returns how many."""
    old = DoorPass.objects.filter(event__ends_at__lt=now - SEND_WITHIN)
    return old.delete()[1].get("core.DoorPass", 0)


def digest(secret: str) -> str:
    """What is kept of a link. It is random, so a plain hash tells nothing of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _pass_of(secret: str) -> DoorPass:
    passes = DoorPass.objects.select_related("event__space", "user").only(*NEEDED)
    found = passes.filter(digest=digest(secret)).first()
    if found is None:
        raise PassError("This link opens no door. Copy all of it, or ask for another.")
    return found
