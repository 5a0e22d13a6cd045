"""What is written to those who signed up. Each mail says why it came, and holds the one link."""

from collections.abc import Sequence
from datetime import datetime

from parvis.core.events.models import Event
from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import Enclosure, Letter, post_mail, site_link
from parvis.core.registration.links import mail_link, token_of
from parvis.core.registration.models import Registration
from parvis.lib.wall_clock import between

State = Registration.State
LOOK_AFTER = "See, change or cancel your sign-up"


def confirm(row: Registration, *, now: datetime) -> Mail:
    """Say that somebody has a place, with the ticket and the calendar entry."""
    return _post(
        row,
        f"Your place: {row.event}",
        f"you have a place at “{row.event}”.\n\n{where_and_when(row.event)}\n\n"
        "Show the code of the ticket at the door, on your phone or on paper. If you cannot come, "
        "please cancel, so that somebody else can.",
        now,
        enclosures=[_calendar(row), _ticket(row)],
    )


def confirm_waiting(row: Registration, *, now: datetime) -> Mail:
    """Say that somebody is on the waiting list, and how a place is offered."""
    return _post(
        row,
        f"On the waiting list: {row.event}",
        f"all places at “{row.event}” are taken. You are on the waiting list, in the order in "
        f"which people asked.\n\n{where_and_when(row.event)}\n\nWhen a place is free and it is "
        "your turn, a mail offers it to you for a while. You need not do anything until then.",
        now,
    )


def restate(row: Registration, *, now: datetime) -> Mail:
    """Say again how somebody stands, with the link: for who signs up a second time."""
    say = {State.CONFIRMED: confirm, State.OFFERED: offer}.get(State(row.state), confirm_waiting)
    return say(row, now=now)


def offer(row: Registration, *, now: datetime) -> Mail:
    """Offer a place that was freed, and say until when."""
    if row.offered_until is None:
        raise ValueError("An offer has an end.")
    local = row.offered_until.astimezone(row.event.space.zone)
    return _post(
        row,
        f"A place for you: {row.event}",
        f"a place at “{row.event}” is free, and it is your turn.\n\n{where_and_when(row.event)}\n\n"
        f"It is kept for you until {local:%A %-d %B, %H:%M} ({row.event.space.time_zone}). After "
        "that it goes to whoever waits next.",
        now,
        button="Take the place",
    )


def say_lapsed(row: Registration, *, now: datetime) -> Mail:
    """Say that an offer has run out, and that nothing else is needed."""
    return _post(
        row,
        f"No longer kept: a place at {row.event}",
        f"the place at “{row.event}” that was kept for you is no longer kept. If you still want to "
        "come, sign up again.",
        now,
    )


def say_cancelled(row: Registration, *, now: datetime) -> Mail:
    """Say that a sign-up is cancelled, and take the event out of the calendar."""
    return _post(
        row,
        f"Cancelled: your sign-up for {row.event}",
        f"your sign-up for “{row.event}” is cancelled, as you asked. Thank you for saying so.",
        now,
        enclosures=[("cancellation", str(row.pk))],
    )


def turned_away(row: Registration, *, whom: str, now: datetime) -> Mail:
    """Say politely that somebody may not come, and whom to ask."""
    return _post(
        row,
        f"Your sign-up for {row.event}",
        f"we have taken back your sign-up for “{row.event}”. If you want to talk about it, please "
        f"write to {whom}.",
        now,
        enclosures=[("cancellation", str(row.pk))],
    )


def event_cancelled(row: Registration, *, because: str) -> Letter:
    """Say that the event itself does not take place."""
    reason = f"\n\nThe reason given: {because}" if because else ""
    return _letter(
        row,
        f"Cancelled: {row.event}",
        f"“{row.event}” does not take place: {_when(row.event)}.{reason}",
        enclosures=[("cancellation", str(row.pk))],
    )


def event_changed(row: Registration) -> Letter:
    """Say when and where the event is now. Who cannot come then, cancels."""
    holds = row.state == State.CONFIRMED
    return _letter(
        row,
        f"Changed: {row.event}",
        f"something about “{row.event}” has changed. It is now:\n\n{where_and_when(row.event)}\n\n"
        + _stands(row),
        enclosures=[_calendar(row)] if holds else [],
    )


def remind(row: Registration, *, now: datetime) -> Letter:
    """Remind of an event the day before, as somebody allowed."""
    return _letter(
        row,
        f"{_which_day(row.event, now)}: {row.event}",
        f"you signed up for “{row.event}”.\n\n{where_and_when(row.event)}\n\nIf you cannot come, "
        "please cancel, so that somebody else can.\n\nThis mail came because you allowed a "
        "reminder; it is the only one.",
        enclosures=[_ticket(row)],
        unsubscribe=site_link("registration-stop", token_of(row, by_mail=True), "reminders"),
    )


def welcome(row: Registration, *, now: datetime) -> Mail:
    """Thank somebody who came without signing up, and give them their link."""
    return _post(
        row,
        f"Good that you came: {row.event}",
        f"you came to “{row.event}” and left your address at the door. With this link you see what "
        "is kept of it, and change what you allow.",
        now,
    )


def _stands(row: Registration) -> str:
    """How somebody stands after a change of the event."""
    if row.state == State.CONFIRMED:
        return "Your place is still yours. If you cannot come, please cancel."
    if row.state == State.OFFERED and row.offered_until is not None:
        local = row.offered_until.astimezone(row.event.space.zone)
        return f"A place is still kept for you until {local:%A %-d %B, %H:%M}: take it by the link."
    return "You are still on the waiting list."


def _which_day(event: Event, now: datetime) -> str:
    is_today = event.starts_local.date() == now.astimezone(event.space.zone).date()
    return "Today" if is_today else "Tomorrow"


def where_and_when(event: Event) -> str:
    """Two or three lines, on the space's clock."""
    room = f", {event.room}" if event.room else ""
    address = f"\n{event.space.address}" if event.space.address else ""
    return f"{_when(event)}\n{event.space}{room}{address}"


def _when(event: Event) -> str:
    zone = event.space.zone
    return f"{between(event.starts_at, event.ends_at, zone)} ({event.space.time_zone})"


def _post(
    row: Registration,
    subject: str,
    text: str,
    now: datetime,
    *,
    button: str = LOOK_AFTER,
    enclosures: Sequence[Enclosure] = (),
) -> Mail:
    made = _letter(row, subject, text, button=button, enclosures=enclosures)
    return post_mail(
        to=made.to, subject=made.subject, text=made.text, enclosures=made.enclosures, now=now
    )


def _letter(
    row: Registration,
    subject: str,
    text: str,
    *,
    button: str = LOOK_AFTER,
    enclosures: Sequence[Enclosure] = (),
    unsubscribe: str = "",
) -> Letter:
    whole = f"Hello {row.name},\n\n{text}\n\n{button}: {mail_link(row)}\n"
    return Letter(row.email, subject, whole, unsubscribe=unsubscribe, enclosures=enclosures)


def _calendar(row: Registration) -> Enclosure:
    return "calendar", str(row.pk)


def _ticket(row: Registration) -> Enclosure:
    return "ticket", str(row.pk)
