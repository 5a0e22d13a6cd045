"""What can be done with one person's sign-up, and what is said of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from parvis.core.people.models import User
from parvis.core.registration.attendees import admit_waiting, note_came, note_not_come
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.door import AGAIN, IN
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.leaving import cancel_registration
from parvis.core.registration.models import Registration


def admitted(row: Registration, *, is_new: bool) -> str:
    """What is said of somebody who was given a place."""
    if not is_new:
        return _("%(name)s had a place already.") % {"name": row.name}
    if row.is_over:
        return _("%(name)s has a place, over the limit. The log says so.") % {"name": row.name}
    return _("%(name)s has a place.") % {"name": row.name}


Said = Mapping[str, str]


def _give_place(row: Registration, user: User, now: datetime, _said: Said) -> str:
    done = admit_waiting(registration=row, by=user, now=now)
    return admitted(done.registration, is_new=done.is_new)


def _cancel(row: Registration, user: User, now: datetime, _said: Said) -> str:
    cancel_registration(registration=row, now=now, by=user)
    return _("Cancelled: %(name)s. The place goes to whoever waits next.") % {"name": row.name}


def _note_came(row: Registration, user: User, now: datetime, said: Said) -> str:
    answer = note_came(registration=row, key=_key(said), by=user, now=now)
    if answer.verdict not in (IN, AGAIN):
        raise RegistrationError(answer.words)
    words = _("Noted: %(name)s came.") if answer.verdict == IN else _("%(name)s was in already.")
    return words % {"name": row.name}


def _key(said: Said) -> UUID:
    """The key of the button, by which two presses are one."""
    try:
        return UUID(said.get("key", ""))
    except ValueError:
        return uuid4()


def _note_not_come(row: Registration, user: User, now: datetime, _said: Said) -> str:
    counted = CheckIn.objects.filter(registration=row, is_counted=True)
    for check_in in counted.select_related("event__space"):
        note_not_come(check_in=check_in, by=user, now=now)
    return _("Taken back: %(name)s is not noted as come.") % {"name": row.name}


STEPS: dict[str, Callable[[Registration, User, datetime, Said], str]] = {
    "admit": _give_place,
    "cancel": _cancel,
    "came": _note_came,
    "not-come": _note_not_come,
}
