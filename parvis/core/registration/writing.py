"""A coordinator writes to those of an event: to whom they may, once, and not too often."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from parvis.core.events.afterwards import Reminder
from parvis.core.events.models import Event
from parvis.core.events.rules import refuse_planning
from parvis.core.ground.actions import record
from parvis.core.ground.posting import Letter, post_many, site_link
from parvis.core.people.models import User
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.letters import LOOK_AFTER
from parvis.core.registration.links import mail_link, token_of
from parvis.core.registration.models import Registration
from parvis.core.registration.places import locked
from parvis.core.registration.turnout import is_in
from parvis.lib.wall_clock import between

A_DAY, PER_DAY = timedelta(days=1), 5
MARK = "letter:"  # of the row that says a letter went out
LONGEST_SUBJECT, LONGEST_TEXT = 120, 5000

State = Registration.State


class Audience(models.TextChoices):
    """To whom a coordinator may write."""

    PLACE = "place", "who have a place"
    WAITING = "waiting", "who wait for a place"
    CAME = "came", "who came"


@dataclass(frozen=True)
class Draft:
    """What a coordinator wrote, and to whom."""

    audience: str
    subject: str
    text: str


@dataclass(frozen=True)
class Recipients:
    """Who gets a letter, and how many do not, and why."""

    rows: list[Registration]
    purpose: str  # the consent it needs
    not_allowed: int  # did not give it, or took it back
    no_address: int

    @property
    def left_out(self) -> int:
        return self.not_allowed + self.no_address


def recipients(event: Event, audience: str, *, now: datetime) -> Recipients:
    """Who may be written to: before the end about this event, afterwards about a next step."""
    purpose = "reminders" if now < event.ends_at else "follow_up"
    found = list(_whom(event, audience))
    reached = [row for row in found if row.email]
    allowed = [row for row in reached if getattr(row, f"{purpose}_since") is not None]
    for row in allowed:
        row.event = event  # loaded once
    return Recipients(allowed, purpose, len(reached) - len(allowed), len(found) - len(reached))


def write_letter(
    *, event: Event, draft: Draft, form_key: UUID, by: User | None, now: datetime
) -> int:
    """Post a letter to all of an audience who allow it. Returns to how many; a form, once.

    Answers go to `by`. Raises NotAllowedError; RegistrationError for no words, nobody to write to,
    or a sixth letter in a day.
    """
    refuse_planning(by, event.space, now)
    refuse_empty(draft)
    what = f"{MARK}{form_key.hex[: 20 - len(MARK)]}"  # as long as its field
    with transaction.atomic():
        event = locked(event)
        if event.reminders.filter(what=what).exists():
            return 0
        _refuse_many(event, now)
        whom = recipients(event, draft.audience, now=now)
        if not whom.rows:
            raise RegistrationError(
                "There is nobody to write to: nobody of them allowed it and left an address."
            )
        Reminder.objects.create(event=event, what=what, sent_at=now)
        sent = post_many([letter(row, draft, whom.purpose, by) for row in whom.rows], now=now)
        counts = {"sent": sent, "left_out": whom.left_out}
        record(
            action="registration.write",
            target=event,
            by=by,
            now=now,
            audience=draft.audience,
            **counts,
        )
    return sent


def letter(row: Registration, draft: Draft, purpose: str, by: User | None) -> Letter:
    """The mail as one person gets it: it says who wrote, why it came, and how to stop it."""
    event = row.event
    stop = site_link("registration-stop", token_of(row, by_mail=True), purpose)
    when = between(event.starts_at, event.ends_at, event.space.zone)
    audience = Audience(draft.audience).label
    return Letter(
        row.email,
        draft.subject.strip(),
        f"Hello {row.name},\n\n{_plain(draft.text)}\n\n{by or event.space}\n\n"
        f"This was written to all {audience} at “{event}” ({event.space}, {when}). It came because "
        f"you allowed: “{PURPOSES[purpose]}” To stop mail like this: {stop}\n\n"
        f"{LOOK_AFTER}: {mail_link(row)}\n",
        reply_to=by.email if by is not None else "",
        unsubscribe=stop,
    )


def refuse_empty(draft: Draft) -> None:
    """Raise RegistrationError for a letter that says nothing, or too much."""
    if draft.audience not in Audience.values:
        raise RegistrationError("Choose to whom you write.")
    for words, text, most in (
        ("subject", draft.subject, LONGEST_SUBJECT),
        ("letter", draft.text, LONGEST_TEXT),
    ):
        if not text.strip():
            raise RegistrationError(f"Write the {words}.")
        if len(text) > most:
            raise RegistrationError(f"Shorten the {words} to {most:,} characters.")


def _plain(text: str) -> str:
    """A browser sends lines as paper did, with a return of the carriage."""
    return text.replace("\r\n", "\n").strip()


def _whom(event: Event, audience: str) -> models.QuerySet[Registration]:
    rows = Registration.objects.filter(event=event)
    if audience == Audience.CAME:
        return rows.filter(is_in())
    return rows.filter(state=State.WAITING if audience == Audience.WAITING else State.CONFIRMED)


def _refuse_many(event: Event, now: datetime) -> None:
    lately = event.reminders.filter(what__startswith=MARK, sent_at__gt=now - A_DAY).count()
    if lately >= PER_DAY:
        raise RegistrationError(
            f"{PER_DAY} letters went out about this event in the last 24 hours. Write again "
            "tomorrow: people stop reading."
        )
