"""What follow-up keeps about an address: told in the person's export, forgotten with them."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.trying import GOING
from parvis.core.followup.written import NextStepMail
from parvis.core.registration.hooks import Address
from parvis.core.registration.mine import NAMELESS

T = TypeVar("T", bound=Model)


def kept_about(address: Address) -> dict[str, Any]:
    """Attempts, introductions, contributions told by hand, and mails about a next step."""
    attempts = _own(Attempt.objects.select_related("opportunity__area"), address)
    asked = _own(Introduction.objects.select_related("area", "mentor__user"), address)
    logged = _own(LoggedContribution.objects.select_related("area"), address)
    mails = NextStepMail.objects.filter(_visits(address)).order_by("first_at")
    return {
        "attempts": [_attempt(row) for row in attempts],
        "introductions": [_introduction(row) for row in asked],
        "contributions_told": [_logged(row) for row in logged],
        "next_step_mails": [_mail(row) for row in mails.select_related("registration__event")],
    }


def forget(address: Address, now: datetime) -> None:
    """Take the person out of it. In the caller's transaction, while sign-ups know the address.

    What hangs on a visit stays counted there, as nobody's: attempts without words (those that are
    going are let go), and contributions that a mentor confirmed, without what and where. The rest
    of what they told is deleted, as are introductions, and rows that hang on nothing but the
    account of somebody who signs in with this address. The account itself stays: with its roles,
    and what it earned, it is another matter. That a mail about a next step went out stays counted.
    """
    _own(Introduction.objects.order_by(), address).delete()
    logged = _own(LoggedContribution.objects.order_by(), address)
    confirmed = Q(registration__isnull=False, state=LoggedContribution.State.CONFIRMED)
    logged.exclude(confirmed).delete()
    _update(logged, user=None, told_by=None, what=NAMELESS, link="", because="")
    own = _own(Attempt.objects.order_by(), address)
    own.filter(registration=None).delete()
    going = own.filter(state__in=GOING)
    _update(going, state=Attempt.State.DROPPED, changed_at=now)
    _update(own, user=None, words="")


def _own(rows: "QuerySet[T]", address: Address) -> "QuerySet[T]":
    """Those of `rows` that are of a visit or of a user under an address (see whose.py)."""
    users = Q(user__email__in={*address.spellings, address.key})
    return rows.filter(_visits(address) | users)


def _visits(address: Address) -> Q:
    # Visits without an address share an empty key, and are not one person's.
    return Q(registration__email_key=address.key) & ~Q(registration__email_key="")


def _update(rows: "QuerySet[Any]", **fields: Any) -> None:
    """Change rows that a join found: by their keys, as an update joins nothing."""
    keys = list(rows.values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=keys).update(**fields)  # noqa: SLF001  # documented


def _attempt(row: Attempt) -> dict[str, Any]:
    return {
        "task": row.opportunity.title,
        "focus_area": row.opportunity.area.slug,
        "state": row.get_state_display(),
        "taken_at": row.taken_at.isoformat(),
        "changed_at": row.changed_at.isoformat(),
        "words": row.words,
    }


def _introduction(row: Introduction) -> dict[str, Any]:
    return {
        "focus_area": row.area.slug,
        "mentor": str(row.mentor) if row.mentor else None,
        "state": row.get_state_display(),
        "asked_at": row.asked_at.isoformat(),
        "words": row.words,
    }


def _logged(row: LoggedContribution) -> dict[str, Any]:
    return {
        "focus_area": row.area.slug,
        "kind": row.kind,
        "what": row.what,
        "on": row.on.isoformat(),
        "link": row.link,
        "state": row.get_state_display(),
        "because": row.because,
    }


def _mail(row: NextStepMail) -> dict[str, Any]:
    nudged = row.nudged_at.isoformat() if row.nudged_at else None
    return {
        "event": str(row.registration.event),
        "first_at": row.first_at.isoformat(),
        "nudged_at": nudged,
    }
