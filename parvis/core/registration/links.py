"""Links that need no password: whoever holds one may look after one registration.

A link that came by mail proves that its holder reads that mailbox, so it also opens what else is
known under that address. The link that the page gives right after sign-up proves nothing yet: it
opens what was said with that very form, and ends when somebody who reads the mail changes that.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

from parvis.core.ground.posting import site_link
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.models import Registration

SALT = "parvis.registration"
WORKS_FOR = timedelta(days=90)  # after the event
PAGE, MAIL = "p", "m"


class LinkError(RegistrationError):
    """A link that opens nothing: it is broken, too old, or what it opened is gone."""


@dataclass(frozen=True)
class Held:
    """What a link opens, and whether it came by mail."""

    registration: Registration
    is_proved: bool


def token_of(registration: Registration, *, by_mail: bool) -> str:
    """Return what stands in a link."""
    way = MAIL if by_mail else f"{PAGE}{_form_of(registration)}"
    return signing.Signer(salt=SALT).sign(f"{registration.pk}-{way}")


def mail_link(registration: Registration, name: str = "registration") -> str:
    """Return the whole address of a page that the link opens, for a mail."""
    return site_link(name, token_of(registration, by_mail=True))


def held_by(token: str, *, now: datetime) -> Held:
    """Find what a link opens. Raises LinkError for one that is broken or too old."""
    try:
        key, _, way = signing.Signer(salt=SALT).unsign(token).partition("-")
    except signing.BadSignature:
        raise LinkError(
            "This link is not whole. Copy all of it from the mail, to the last character."
        ) from None
    whole = Registration.objects.select_related("event__space", "event__room")
    found = whole.filter(pk=int(key)).first()
    if found is None:
        raise LinkError("What this link opened has been deleted.")
    if way != MAIL and way != f"{PAGE}{_form_of(found)}":
        raise LinkError("This link was for an earlier sign-up. Open the link in the latest mail.")
    if now > found.event.ends_at + WORKS_FOR:
        raise LinkError(
            f"This link worked until {WORKS_FOR.days} days after “{found.event}”. That is past."
        )
    return Held(found, way == MAIL)


def _form_of(registration: Registration) -> str:
    """What changes with each form that is sent: a page's link opens the sign-up it was made for."""
    return registration.form_key.hex[:12]
