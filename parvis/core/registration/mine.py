"""What is kept about one address: to be taken along, or forgotten."""

from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.ground.outbox import Mail
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.models import HOLDING, Registration
from parvis.core.registration.opinions import Feedback
from parvis.core.registration.places import locked
from parvis.core.registration.queries import of_address
from parvis.core.registration.waiting import pass_on

NAMELESS = "(erased)"


def kept_about(row: Registration) -> dict[str, Any]:
    """Everything that sign-ups keep about the address of `row`, as JSON can hold it."""
    rows = of_address(row.email_key).select_related("feedback")
    rows = rows.prefetch_related("areas", "check_ins")
    return {"address": row.email, "sign_ups": [_said(one) for one in rows]}


def forget(*, registration: Registration, now: datetime) -> int:
    """Take name, address, answers and consents out of everything under the address of a row.

    What was attended stays counted, as nobody's. What is to come is given up, and passed on. Mail
    that waits for the address, or was sent to it, is deleted. Returns how many sign-ups.
    """
    rows = list(of_address(registration.email_key).order_by("event_id"))
    for row in rows:
        with transaction.atomic():
            event = locked(row.event)
            gives_back = row.state in HOLDING and now < event.starts_at
            _erase(row, now, gives_back=gives_back)
            if gives_back:
                pass_on(event, now=now)
    if registration.email:
        Mail.objects.filter(to__iexact=registration.email).delete()
    return len(rows)


def _erase(row: Registration, now: datetime, *, gives_back: bool) -> None:
    if gives_back or row.state == Registration.State.WAITING:
        row.state, row.offered_until = Registration.State.CANCELLED, None
    for purpose in PURPOSES:
        setattr(row, f"{purpose}_since", None)
    row.name, row.email, row.email_key = NAMELESS, "", ""
    row.access_needs, row.handle, row.handle_at, row.answers = "", "", "", {}
    row.changed_at = now
    row.save()
    row.areas.clear()
    Feedback.objects.filter(registration=row).update(registration=None)
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
