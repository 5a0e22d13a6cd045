"""What goes with the mails of a sign-up: the ticket, and the event for one's own calendar.

The maker's argument is the key of the registration. All is made as it holds when the mail is sent.
"""

from datetime import datetime

from parvis.core.ground.enclosures import Attachment, register_maker
from parvis.core.registration.models import Registration
from parvis.insights.feeds.invitation import invitation
from parvis.insights.ticket_codes import ticket_png


def register() -> None:
    """Let mails enclose what is made here. Each process that sends mail calls it once."""
    register_maker("ticket", ticket)
    register_maker("calendar", calendar)
    register_maker("cancellation", cancellation)


def ticket(key: str, now: datetime) -> Attachment | None:  # noqa: ARG001  # as every maker
    """The ticket as a picture; none for who has no place any more."""
    row = _row(key)
    if row is None or row.state != Registration.State.CONFIRMED:
        return None
    picture = ticket_png(row)
    words = f"Your ticket for {row.event}, as a code for the door"
    return Attachment("ticket.png", picture, "image/png", is_inline=True, alt=words)


def calendar(key: str, now: datetime) -> Attachment | None:
    """The event as it is now; nothing for who has no place any more."""
    row = _row(key)
    if row is None or row.state != Registration.State.CONFIRMED:
        return None
    return _entry(key, now, is_off=False)


def cancellation(key: str, now: datetime) -> Attachment | None:
    """The event, to go out of a calendar; for who signed up again meanwhile, nothing."""
    row = _row(key)
    if row is not None and row.holds_a_place and row.event.state != row.event.State.CANCELLED:
        return None
    return _entry(key, now, is_off=True)


def _entry(key: str, now: datetime, *, is_off: bool) -> Attachment | None:
    row = _row(key)
    if row is None:
        return None
    text = invitation(row, now=now, is_off=is_off)
    is_cancelled = is_off or row.event.state == row.event.State.CANCELLED
    method = "CANCEL" if is_cancelled else "PUBLISH"
    return Attachment("event.ics", text, "text/calendar", method=method)


def _row(key: str) -> Registration | None:
    whole = Registration.objects.select_related("event__space", "event__room")
    return whole.filter(pk=int(key)).first()
