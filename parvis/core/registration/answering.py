"""What visitors answer the day after, and what those who run the event are shown of it.

An answer without a name keeps nothing that leads back: no registration, no log entry, no moment;
and the day that is kept with it, and with the sign-up that has answered, is the day after the
event for all of them, so that the one answer of a day is not that of the one who answered then.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core import signing
from django.db import transaction

from parvis.core.events.models import Event
from parvis.core.events.reminders import reminded_at
from parvis.core.ground.actions import record
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.links import LinkError
from parvis.core.registration.models import LONGEST_ANSWER, Registration
from parvis.core.registration.opinions import Feedback
from parvis.core.registration.waiting import fresh

SALT = "parvis.feedback"
WORKS_FOR = timedelta(days=30)  # after the event
TOGETHER = 3  # nameless answers are shown from so many on: of one or two, people guess whose

Worth = Feedback.Worth


class AnsweredError(RegistrationError):
    """Somebody who has answered already. Not a fault: the sentence thanks them."""


@dataclass(frozen=True)
class Said:
    """What somebody answered."""

    worth: str
    what_next: str = ""
    is_nameless: bool = True


@dataclass(frozen=True)
class Opinions:
    """What may be shown of an event's answers. `held_back`: nameless, and too few yet."""

    counts: Sequence[tuple[str, int]]  # yes, partly, no
    words: Sequence[tuple[str, str]]  # what next, and who; no name: not given
    held_back: int

    @property
    def shown(self) -> int:
        return sum(count for _, count in self.counts)


def feedback_token(row: Registration) -> str:
    """Return what stands in the link to the two questions. It opens nothing else."""
    return signing.Signer(salt=SALT).sign(str(row.pk))


def asked_by(token: str, *, now: datetime) -> Registration:
    """Find whose link it is. Raises LinkError for one that is broken or too old."""
    try:
        key = int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        raise LinkError(
            "This link is not whole. Copy all of it from the mail, to the last character."
        ) from None
    row = Registration.objects.select_related("event__space").filter(pk=key).first()
    if row is None:
        raise LinkError("What this link opened has been deleted.")
    if now > row.event.ends_at + WORKS_FOR:
        raise LinkError(
            f"This link worked until {WORKS_FOR.days} days after “{row.event}”. That is past."
        )
    return row


def answer(*, registration: Registration, said: Said, now: datetime) -> Feedback:
    """Keep what somebody answered, with their name or without; once.

    Raises AnsweredError a second time, RegistrationError for an answer that cannot be.
    """
    if said.worth not in Worth.values:
        raise RegistrationError("Say whether it was worth it: yes, partly or no.")
    what_next = said.what_next.strip()
    if len(what_next) > LONGEST_ANSWER:
        raise RegistrationError(f"Shorten what is next to {LONGEST_ANSWER} characters.")
    with transaction.atomic():
        row = fresh(registration)
        if row.answered_on is not None:
            raise AnsweredError("You have answered already. Thank you.")
        given_on = _day_of(row.event, said, now)
        made = Feedback.objects.create(
            event=row.event,
            registration=None if said.is_nameless else row,
            worth=said.worth,
            what_next=what_next,
            given_on=given_on,
        )
        row.answered_on = given_on
        row.save(update_fields=["answered_on"])  # and no moment: it would tell who was nameless
        if not said.is_nameless:
            record(action="registration.answer", target=row, by=None, now=now)
    return made


def opinions_of(event: Event) -> Opinions:
    """What those who run an event are shown. One query.

    In the order of the words, not of the answers: that would tell who was first.
    """
    found = list(Feedback.objects.filter(event=event).select_related("registration"))
    nameless = [one for one in found if one.registration is None]
    held_back = len(nameless) if len(nameless) < TOGETHER else 0
    shown = [one for one in found if not held_back or one.registration is not None]
    counts = Counter(one.worth for one in shown)
    words = [(one.what_next, _name(one)) for one in shown if one.what_next]
    return Opinions([(w.label, counts[w]) for w in Worth], sorted(words), held_back)


def _name(one: Feedback) -> str:
    return one.registration.name if one.registration is not None else ""


def _day_of(event: Event, said: Said, now: datetime) -> date:
    at = reminded_at(event) if said.is_nameless else now
    return at.astimezone(event.space.zone).date()
