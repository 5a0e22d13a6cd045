"""How an event takes sign-ups: open or not, until when, how many, and what it asks."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from parvis.core.events.models import Event
from parvis.core.events.rules import refuse_planning
from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.models import HOLDING, Registration, SignUpRules
from parvis.core.registration.places import locked, rules_of
from parvis.core.registration.questions import Question
from parvis.core.registration.signing_up import refuse_over
from parvis.core.registration.waiting import pass_on

FIELDS = ("is_open", "closes_at", "admits", "questions")


@dataclass(frozen=True)
class Terms:
    """What a coordinator sets. Without it an event takes sign-ups and asks nothing."""

    is_open: bool = True
    closes_at: datetime | None = None  # None: when the event ends
    admits: int | None = None  # None: the capacity
    questions: list[Question] = field(default_factory=list)


def terms_of(event: Event) -> Terms:
    """What holds for an event now."""
    rules = rules_of(event)
    if rules is None:
        return Terms()
    return Terms(rules.is_open, rules.closes_at, rules.admits, list(rules.questions))


def set_sign_up(*, event: Event, terms: Terms, by: User | None, now: datetime) -> SignUpRules:
    """Set how an event takes sign-ups. More places go on to those who wait, at once.

    Raises NotAllowedError; RegistrationError for fewer places than are promised, an end after the
    event, or an event that is over.
    """
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        event = locked(event)
        refuse_over(event, now)
        _refuse_late(event, terms)
        _refuse_too_few(event, terms)
        before = terms_of(event)
        rules = rules_of(event) or SignUpRules(event=event)
        for name, value in _fields(terms, before).items():
            setattr(rules, name, value)
        rules.save()
        changed = [name for name in FIELDS if getattr(before, name) != getattr(rules, name)]
        pass_on(event, now=now)
        record(action="registration.set-sign-up", target=event, by=by, now=now, changed=changed)
    return rules


def _fields(terms: Terms, before: Terms) -> dict[str, Any]:
    return {
        "is_open": terms.is_open,
        "closes_at": terms.closes_at,
        "admits": terms.admits,
        "questions": _with_lasting_keys(terms.questions, before.questions),
    }


def _with_lasting_keys(questions: list[Question], before: list[Question]) -> list[Question]:
    """A question keeps its key while its words stay: answers must not move to another question.

    A new one is known by its words, so that one which comes back finds its answers.
    """
    keys = {one["words"]: one["key"] for one in before}
    return [{**one, "key": keys.get(one["words"]) or _key_of(one["words"])} for one in questions]


def _key_of(words: str) -> str:
    return f"q-{sha256(words.encode()).hexdigest()[:12]}"


def _refuse_late(event: Event, terms: Terms) -> None:
    if terms.closes_at is not None and terms.closes_at > event.ends_at:
        local = event.ends_local
        raise RegistrationError(
            f"Sign-up ends with the event at the latest, on {local:%A %-d %B, %H:%M}. Choose an "
            "earlier moment, or leave it blank."
        )


def _refuse_too_few(event: Event, terms: Terms) -> None:
    places = event.capacity if terms.admits is None else terms.admits
    held = Registration.objects.filter(event=event, state__in=HOLDING, is_over=False).count()
    if places is not None and places < held:
        raise RegistrationError(
            f"Places at “{event}” that are taken or offered: {held}. So it cannot admit {places}. "
            f"Admit at least {held}, or cancel some sign-ups first."
        )
