"""Signing up: half a minute for the visitor, one transaction for us.

The event's row is locked first, so that places are counted one sign-up after the other. A form
that is sent again finds its own row, by the key that came with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from parvis.core.events.models import Event
from parvis.core.events.rules import refuse_planning
from parvis.core.ground.actions import record
from parvis.core.ground.queries import log_of
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.registration.consents import Consents, note
from parvis.core.registration.errors import ClosedError, RegistrationError
from parvis.core.registration.excluding import refuse_excluded
from parvis.core.registration.letters import confirm, confirm_waiting, restate, say_cancelled
from parvis.core.registration.models import LONGEST_ANSWER, Registration
from parvis.core.registration.places import Standing, locked, rules_of, standing
from parvis.core.registration.plausible import key_of, plain_address, plain_name
from parvis.core.registration.questions import checked_answers, known_answers
from parvis.core.registration.waiting import pass_on

State, Origin = Registration.State, Registration.Origin
TELL_AGAIN = timedelta(minutes=10)
PER_HOUR = 10  # sign-ups of one address: a form must not be a way to send mail to others
GONE = (State.CANCELLED, State.LAPSED)


@dataclass(frozen=True)
class Wish:
    """Who wants to come, and what they say of themselves. Only the name is needed everywhere."""

    name: str
    email: str = ""
    consents: Consents = field(default_factory=Consents)
    areas: Sequence[FocusArea] = ()
    access_needs: str = ""
    handle: str = ""
    handle_at: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SignedUp:
    """What came of it. `is_new` is false where the address, or the form, was there before."""

    registration: Registration
    is_new: bool


def sign_up(
    *,
    event: Event,
    wish: Wish,
    form_key: UUID,
    now: datetime,
    origin: str = Origin.PAGE,
    by: User | None = None,
) -> SignedUp:
    """Give somebody a place, or the next one on the waiting list, and write to them.

    An address that has signed up keeps what it has; its link is sent to it again. A form that is
    sent again with another address corrects the first. Raises ClosedError where sign-up is not
    open, NotComingError, RegistrationError with what is wrong.
    """
    name, email = plain_name(wish.name), plain_address(wish.email)
    key = key_of(email)
    with transaction.atomic():
        event = locked(event)
        rules = rules_of(event)
        refuse_closed(event, now)
        places = _up_to_date(event, now)
        sent, mine = _known(event, form_key, key)
        if mine is not None and (mine is sent or mine.state not in GONE):
            return _again(mine, form_key, now)
        refuse_excluded(email_key=key, space=event.space, now=now)
        _refuse_many(key, mine, now)
        answers = checked_answers(rules.questions if rules else [], wish.answers)
        row = mine or Registration(event=event, email_key=key)
        _place(row, places, now)
        if sent is not None and sent.name.casefold() == name.casefold():
            _correct(sent, row, now)
        elif sent is not None:
            form_key = uuid4()  # the form came back for somebody else
        row.name, row.email, row.form_key, row.origin = name, email, form_key, origin
        row.told_at = now
        _save(row, wish, answers, now)
        (confirm if row.state == State.CONFIRMED else confirm_waiting)(row, now=now)
        record(action="registration.sign-up", target=row, by=by, now=now, state=row.state)
    return SignedUp(row, is_new=True)


def admit(*, event: Event, wish: Wish, form_key: UUID, by: User | None, now: datetime) -> SignedUp:
    """Give somebody a place as a coordinator: over the limit too, which the log then says.

    An address is not needed. Who waits, or has cancelled, gets the place with the row they have.
    Raises NotAllowedError, NotComingError, RegistrationError.
    """
    refuse_planning(by, event.space, now)
    name = plain_name(wish.name)
    email = plain_address(wish.email) if wish.email.strip() else ""
    key = key_of(email)
    with transaction.atomic():
        event = locked(event)
        refuse_cancelled(event)
        refuse_over(event, now)
        sent, mine = _known(event, form_key, key)
        is_same = sent is not None and (sent.email_key, sent.name) == (key, name)
        row = mine or (sent if is_same else None)
        if row is not None and row.state == State.CONFIRMED:
            return SignedUp(row, is_new=False)
        refuse_excluded(email_key=key, space=event.space, now=now)
        if row is None:
            row = Registration(event=event, origin=Origin.COORDINATOR, name=name, email=email)
            row.email_key, row.form_key = key, uuid4() if sent is not None else form_key
            _admitted(row, standing(event), now)
            rules = rules_of(event)
            said = known_answers(rules.questions if rules else [], wish.answers)
            _save(row, wish, said, now)
        else:  # what they said of themselves, and allow, stays theirs
            _admitted(row, standing(event), now)
            row.changed_at = now
            row.save()
        if row.email:
            confirm(row, now=now)
        record(action="registration.admit", target=row, by=by, now=now, over=row.is_over)
    return SignedUp(row, is_new=True)


def refuse_closed(event: Event, now: datetime) -> None:
    """Raise ClosedError, saying why, unless this event takes sign-ups now."""
    refuse_cancelled(event)
    if event.state != Event.State.PUBLISHED or not event.is_public:
        raise ClosedError(f"“{event}” takes no sign-ups.")
    refuse_over(event, now)
    rules = rules_of(event)
    if rules is None:
        return
    if not rules.is_open:
        raise ClosedError(f"There is no sign-up for “{event}”: just come.")
    if rules.closes_at is not None and now >= rules.closes_at:
        local = rules.closes_at.astimezone(event.space.zone)
        raise ClosedError(f"Sign-up for “{event}” ended on {local:%A %-d %B, %H:%M}.")


def refuse_cancelled(event: Event) -> None:
    """Raise ClosedError for an event that does not take place."""
    if event.state == Event.State.CANCELLED:
        raise ClosedError(f"“{event}” does not take place.")


def refuse_over(event: Event, now: datetime) -> None:
    """Raise ClosedError for an event that has ended."""
    if now >= event.ends_at:
        raise ClosedError(f"“{event}” is over.")


def _known(
    event: Event, form_key: UUID, key: str
) -> tuple[Registration | None, Registration | None]:
    """The row of this form, and the row of this address: often one, or none."""
    same = Q(form_key=form_key) | (Q(email_key=key) if key else Q())
    found = list(Registration.objects.filter(same, event=event))
    sent = next((row for row in found if row.form_key == form_key), None)
    mine = next((row for row in found if key and row.email_key == key), None)
    return sent, mine


def _again(row: Registration, form_key: UUID, now: datetime) -> SignedUp:
    """The form came twice: nothing to do. Another form of the same address: send its link again.

    Not more often than every ten minutes: whoever types an address may not be who reads its mail.
    """
    if row.form_key != form_key and (row.told_at is None or row.told_at <= now - TELL_AGAIN):
        row.told_at = now
        row.save(update_fields=["told_at"])
        restate(row, now=now)
    return SignedUp(row, is_new=False)


def _up_to_date(event: Event, now: datetime) -> Standing:
    """How many places there are, after offers that ran out have gone on."""
    found = standing(event, now)
    if not found.has_late_offers:
        return found
    pass_on(event, now=now)
    return standing(event)


def _place(row: Registration, found: Standing, now: datetime) -> None:
    """A place where there is one and nobody waits for it; else the end of the line."""
    row.state = State.CONFIRMED if found.has_place else State.WAITING
    row.number, row.asked_at, row.is_over = found.last + 1, now, False


def _correct(wrong: Registration, row: Registration, now: datetime) -> None:
    """Give `row` the place that the same form got under an address that was not theirs.

    What the wrong address holds is cancelled: its link goes to somebody else.
    """
    if wrong.state not in GONE:
        kept = (wrong.state, wrong.number, wrong.offered_until, wrong.is_over)
        wrong.number = row.number  # the last one given
        row.state, row.number, row.offered_until, row.is_over = kept
        wrong.state, wrong.offered_until = State.CANCELLED, None
        say_cancelled(wrong, now=now)
        record(action="registration.correct", target=wrong, by=None, now=now)
    wrong.form_key, wrong.changed_at = uuid4(), now
    wrong.save(update_fields=["form_key", "number", "state", "offered_until", "changed_at"])


def _admitted(row: Registration, found: Standing, now: datetime) -> None:
    """A place in any case. An offer that was open holds one already."""
    is_free = row.state == State.OFFERED or found.free is None or found.free > 0
    row.state, row.offered_until, row.is_over = State.CONFIRMED, None, not is_free
    if row.pk is None:
        row.number, row.asked_at = found.last + 1, now


def _save(row: Registration, wish: Wish, answers: dict[str, str], now: datetime) -> None:
    """Write the row with what somebody said of themselves."""
    row.access_needs = wish.access_needs.strip()
    row.handle, row.handle_at = wish.handle.strip(), wish.handle_at.strip()
    refuse_long(row)
    row.answers, row.changed_at = answers, now
    note(row, wish.consents, now=now)
    is_new = row.pk is None
    row.save()
    if is_new:
        link = Registration.areas.through
        link.objects.bulk_create(
            [link(registration_id=row.pk, focusarea_id=area.pk) for area in wish.areas]
        )
    else:
        row.areas.set(wish.areas)


def refuse_long(row: Registration) -> None:
    """Raise RegistrationError for a text that is longer than its place."""
    for words, text, most in (
        ("access needs", row.access_needs, LONGEST_ANSWER),
        ("handle", row.handle, 120),
        ("name of the system", row.handle_at, 40),
    ):
        if len(text) > most:
            raise RegistrationError(f"Shorten the {words} to {most} characters.")


def _refuse_many(key: str, mine: Registration | None, now: datetime) -> None:
    """Sign-ups of an address in the last hour; and what was done with the one that stands here."""
    hour_ago = now - timedelta(hours=1)
    lately = Registration.objects.filter(email_key=key, asked_at__gt=hour_ago).count()
    if mine is not None:
        lately += log_of(mine).filter(happened_at__gt=hour_ago).count()
    if lately >= PER_HOUR:
        raise RegistrationError(
            "This address signed up too often in the last hour. Try again later."
        )
