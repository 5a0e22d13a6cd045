"""What is kept about one address: to be taken along, or forgotten."""

from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core.events.models import Event
from parvis.core.ground.actions import record
from parvis.core.ground.outbox import Mail
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.hooks import Address, tell_to_forget, told_about
from parvis.core.registration.models import HOLDING, Registration
from parvis.core.registration.opinions import Feedback
from parvis.core.registration.places import locked
from parvis.core.registration.queries import of_address
from parvis.core.registration.waiting import fresh, pass_on

NAMELESS = "(erased)"


def kept_about(row: Registration) -> dict[str, Any]:
    """Everything that is kept about the address of `row`, as JSON can hold it.

    What features above keep stands beside the sign-ups, under names of theirs (see hooks.py).
    """
    rows = of_address(row.email_key).select_related("feedback")
    rows = rows.prefetch_related("areas", "check_ins")
    found = list(rows)
    mails = Mail.objects.filter(to__in={row.email, *(one.email for one in found)}).order_by(
        "made_at"
    )
    return {
        "address": row.email,
        "sign_ups": [_said(one) for one in found],
        "mails": [
            {"subject": one.subject, "written_at": one.made_at.isoformat(), "state": one.state}
            for one in mails
        ],
        **told_about(Address.of(row.email, *(one.email for one in found))),
    }


def forget(*, registration: Registration, now: datetime) -> int:
    """Take name, address, answers and consents out of everything under the address of a row.

    What was attended stays counted, as nobody's. What is to come is given up, and passed on. Mail
    that waits for the address, or was sent to it, is deleted. Features above forget with it (see
    hooks.py). Returns how many sign-ups.
    """
    with transaction.atomic():
        rows = of_address(registration.email_key).order_by("event_id")
        keys = list(rows.values_list("event", "pk", "email"))
        addresses = {email for _, _, email in keys}
        if addresses:
            tell_to_forget(Address.of(*addresses), now)
        for event_key, key, _ in keys:  # in one order, as whoever else locks several events
            event = locked(Event(pk=event_key))
            row = fresh(Registration(pk=key))
            gives_back = row.state in HOLDING and now < event.ends_at
            _erase(row, now)
            if gives_back:
                pass_on(event, now=now)
        for address in addresses:
            Mail.objects.filter(to__iexact=address).delete()
    return len(keys)


def _erase(row: Registration, now: datetime) -> None:
    is_to_come = row.state == Registration.State.CONFIRMED and now < row.event.starts_at
    if is_to_come or row.state in (Registration.State.OFFERED, Registration.State.WAITING):
        row.state, row.offered_until = Registration.State.CANCELLED, None
    for purpose in PURPOSES:
        setattr(row, f"{purpose}_since", None)
    row.name, row.email, row.email_key = NAMELESS, "", ""
    row.access_needs, row.handle, row.handle_at, row.answers = "", "", "", {}
    row.changed_at = now
    row.save()
    row.areas.clear()
    # What they wrote under their name may say who they are.
    Feedback.objects.filter(registration=row).update(registration=None, what_next="")
    record(action="registration.erase", target=row, by=None, now=now)


def _said(row: Registration) -> dict[str, Any]:
    consents = {name: getattr(row, f"{name}_since") for name in PURPOSES}
    return {
        "event": str(row.event),
        "space": str(row.event.space),
        "starts_at": row.event.starts_at.isoformat(),
        "state": row.get_state_display(),
        "name": row.name,
        "address": row.email,
        "asked_at": row.asked_at.isoformat(),
        "focus_areas": [area.slug for area in row.areas.all()],
        "access_needs": row.access_needs,
        "handle": row.handle,
        "handle_at": row.handle_at,
        "answers": row.answers,
        "allowed_since": {n: at.isoformat() if at else None for n, at in consents.items()},
        "consent_texts": row.consent_texts,
        "feedback": _feedback(row),
        "came_in_at": [one.at.isoformat() for one in row.check_ins.all() if one.is_counted],
    }


def _feedback(row: Registration) -> dict[str, str] | None:
    """What somebody answered under their name. Without it, nobody knows which answer is theirs."""
    given = getattr(row, "feedback", None)
    return {"worth": given.worth, "what_next": given.what_next} if given else None
