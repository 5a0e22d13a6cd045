"""Signing people up and looking after their sign-ups, for those who run the event.

The public signs up on the event's page, not here: a page can ask for consent, a program can only
hand on what somebody agreed to.
"""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import HttpRequest
from ninja import Query, Router, Status

from parvis.api import asking
from parvis.api.errors import CLOSED, FAILURES, READING, UnknownError
from parvis.api.events import Page
from parvis.api.paging import cursor_after, number_of
from parvis.api.planning import RepeatKey
from parvis.api.running import event_known, event_run
from parvis.api.sign_up_shapes import (
    QuestionOut,
    RegistrationIn,
    RegistrationsOut,
    SignedUpOut,
    SignUpOut,
    State,
    WholeRegistrationOut,
    registration_out,
    signed_up_out,
    whole_out,
)
from parvis.core.events.models import Event
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.people.repeats import LONGEST_KEY, RepeatError
from parvis.core.registration.consents import Consents
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.leaving import cancel_registration
from parvis.core.registration.listings import sign_ups_of, with_parts
from parvis.core.registration.models import Registration
from parvis.core.registration.places import rules_of
from parvis.core.registration.plausible import key_of
from parvis.core.registration.queries import sign_up_of
from parvis.core.registration.signing_up import SignedUp, Wish, admit, sign_up
from parvis.core.registration.waiting import take_offer

router = Router(tags=["Sign-ups"], auth=asking.SIGNED_IN)
REPEAT_KEYS = UUID("5b1d9b2e-7f0c-4d1f-9a53-0f4c5a8e6d21")  # of words that stand for form keys
ONE = "/events/{uuid:uid}/registrations/{int:registration}"


class Wanted(Page):
    """Which sign-ups; without a state, all."""

    state: State | None = None


@router.get("/events/{uuid:uid}/sign-up", response={200: SignUpOut, **READING}, auth=asking.OPEN)
def read_sign_up(request: HttpRequest, uid: UUID) -> SignUpOut:
    """Read whether one can sign up for an event now, what is free, and what is asked."""
    event = event_known(request, uid)
    offer, rules = sign_up_of(event, now=asking.now()), rules_of(event)
    asked = [QuestionOut(**{**PLAIN, **one}) for one in (rules.questions if rules else [])]
    return SignUpOut(
        is_open=not offer.why_not,
        why_not=offer.why_not,
        has_place=offer.has_place,
        free=offer.free,
        limit=offer.limit,
        questions=asked,
    )


PLAIN = {"is_required": False, "choices": []}


@router.post(
    "/events/{uuid:uid}/registrations",
    response={201: SignedUpOut, 200: SignedUpOut, **CLOSED},
)
def register(
    request: HttpRequest, uid: UUID, said: RegistrationIn, repeat_key: RepeatKey = None
) -> Status[Any]:
    """Sign somebody up: a place where one is free, else the waiting list; and write to them.

    An address that has signed up keeps what it has and gets its link again: the answer is then 200.
    The same `key` with another address corrects the first, as the page does.
    """
    event, by = event_run(request, uid), asking.user_of(request)
    key = said.key or _key_of(repeat_key, said.email, event, by)
    row = _signed_up(event, said, key, by).registration
    return Status(201 if row.form_key == key else 200, signed_up_out(row))


@router.get("/events/{uuid:uid}/registrations", response={200: RegistrationsOut, **FAILURES})
def list_registrations(request: HttpRequest, uid: UUID, asked: Query[Wanted]) -> RegistrationsOut:
    """List who signed up for an event, in the order in which they asked."""
    event = event_run(request, uid)
    after = number_of(asked.cursor)
    rows, last = sign_ups_of(event, after=after, most=asked.limit, state=asked.state)
    found = [registration_out(row, event) for row in rows]
    return RegistrationsOut(registrations=found, next=cursor_after(last))


@router.get(ONE, response={200: WholeRegistrationOut, **FAILURES})
def read_registration(request: HttpRequest, uid: UUID, registration: int) -> WholeRegistrationOut:
    """Read one sign-up, with the ticket and the page on which its owner looks after it."""
    event = event_run(request, uid)
    return whole_out(_row(event, registration), event)


@router.post(f"{ONE}/cancel", response={200: WholeRegistrationOut, **FAILURES})
def cancel(request: HttpRequest, uid: UUID, registration: int) -> WholeRegistrationOut:
    """Cancel a sign-up for somebody who asked for it; the place goes to whoever waits next."""
    event = event_run(request, uid)
    row, by = _row(event, registration), asking.user_of(request)
    cancel_registration(registration=row, by=by, now=asking.now())
    return whole_out(_row(event, registration), event)


@router.post(f"{ONE}/take-offer", response={200: WholeRegistrationOut, **FAILURES})
def accept(request: HttpRequest, uid: UUID, registration: int) -> WholeRegistrationOut:
    """Take the place that is offered to somebody, as they asked."""
    event = event_run(request, uid)
    row, by = _row(event, registration), asking.user_of(request)
    take_offer(registration=row, by=by, now=asking.now())
    return whole_out(_row(event, registration), event)


def _signed_up(event: Event, said: RegistrationIn, key: UUID, by: User) -> SignedUp:
    wish, now = _wish(said), asking.now()
    if said.over:
        return admit(event=event, wish=wish, form_key=key, by=by, now=now)
    origin = Registration.Origin.API
    return sign_up(event=event, wish=wish, form_key=key, origin=origin, by=by, now=now)


def _wish(said: RegistrationIn) -> Wish:
    plain = said.dict(include={"name", "email", "access_needs", "handle", "handle_at", "answers"})
    consents = Consents(**said.consents.dict())
    return Wish(**plain, consents=consents, areas=_areas(said.areas))


def _areas(slugs: list[str]) -> list[FocusArea]:
    """The focus areas of these names: one query, or none."""
    if not slugs:
        return []
    found = {area.slug: area for area in FocusArea.objects.filter(slug__in=slugs, is_active=True)}
    missing = next((slug for slug in slugs if slug not in found), None)
    if missing is not None:
        raise RegistrationError(f"There is no focus area {missing!r}. GET /api/areas lists them.")
    return list(found.values())


def _key_of(word: str | None, email: str, event: Event, by: User) -> UUID:
    """The form key that a client's own word stands for; a new one without a word.

    A word is for one address: a client that uses it twice must not correct somebody into another.
    """
    if word is None:
        return uuid4()
    if not 0 < len(word) <= LONGEST_KEY:
        raise RepeatError(f"An Idempotency-Key has 1 to {LONGEST_KEY} letters. Send another.")
    return uuid5(REPEAT_KEYS, f"{by.pk} {event.pk} {key_of(email)} {word}")


def _row(event: Event, key: int) -> Registration:
    row = with_parts(Registration.objects.filter(event=event, pk=key)).first()
    if row is None:
        raise UnknownError(f"Nobody signed up for “{event}” under the id {key}.")
    row.event = event
    return row
