"""Changing what somebody said at sign-up, and what they allow."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.registration.consents import Consents, note
from parvis.core.registration.models import Registration
from parvis.core.registration.places import rules_of
from parvis.core.registration.plausible import plain_name
from parvis.core.registration.questions import checked_answers
from parvis.core.registration.signing_up import Wish, refuse_long
from parvis.core.registration.waiting import fresh


def change_answers(
    *, registration: Registration, wish: Wish, is_proved: bool, now: datetime
) -> Registration:
    """Take the name, answers and consents anew; the address and the place stay as they are.

    `is_proved`: by somebody who reads the mail. A link that a page gave before ends with that.
    Raises RegistrationError with what is wrong.
    """
    name = plain_name(wish.name)
    with transaction.atomic():
        row = fresh(registration)
        rules = rules_of(row.event)
        row.answers = checked_answers(rules.questions if rules else [], wish.answers)
        row.name, row.access_needs = name, wish.access_needs.strip()
        row.handle, row.handle_at = wish.handle.strip(), wish.handle_at.strip()
        refuse_long(row)
        if is_proved:
            row.form_key = uuid4()
        _set_consents(row, wish.consents, now)
        row.areas.set(wish.areas)
        record(action="registration.change", target=row, by=None, now=now)
    return row


def withdraw(*, registration: Registration, purpose: str, now: datetime) -> Registration:
    """Take one consent back: what the one-click link of a mail does."""
    with transaction.atomic():
        row = fresh(registration)
        given = {name: getattr(row, f"{name}_since") is not None for name in NAMES}
        _set_consents(row, Consents(**{**given, purpose: False}), now)
    return row


NAMES = ("reminders", "follow_up", "linking")


def _set_consents(row: Registration, consents: Consents, now: datetime) -> None:
    changed = note(row, consents, now=now)
    row.changed_at = now
    row.save()
    if changed:
        record(action="registration.consent", target=row, by=None, now=now, changed=changed)
