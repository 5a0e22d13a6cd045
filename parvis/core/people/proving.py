"""Proving an address by mail: whoever opens the link that was sent to it reads its mail."""

from datetime import UTC, datetime, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.ground.models import LogEntry
from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import post_mail, site_link
from parvis.core.people.claiming import LONGEST_LABEL, ClaimError, proved_addresses
from parvis.core.people.models import User

SALT = "parvis.address"
WORKS_FOR = timedelta(days=2)
ASKED, AT_MOST, WITHIN = "people.ask-proof", 5, timedelta(days=1)  # so that nobody is flooded


def ask_for_proof(*, user: User, address: str, now: datetime) -> Mail:
    """Send a link to an address that somebody says is theirs.

    Raises ClaimError for no address, one that is proved, and after too many in a day.
    """
    wanted = _checked(address)
    if wanted.lower() in {one.lower() for one in proved_addresses(user)}:
        raise ClaimError(f"{wanted} is proved to be yours already.")
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # so that nobody asks too often at once
        lately = LogEntry.objects.filter(action=ASKED, by=user, happened_at__gt=now - WITHIN)
        if lately.count() >= AT_MOST:
            raise ClaimError(f"{AT_MOST} such mails a day are enough. Try again tomorrow.")
        record(action=ASKED, target=user, by=user, now=now)
        return post_mail(
            to=wanted,
            subject="Is this address yours?",
            text=_text(user, token_for(user, wanted, now=now)),
            now=now,
        )


def token_for(user: User, address: str, *, now: datetime) -> str:
    """What stands in the link."""
    said = {"user": user.pk, "address": address, "at": int(now.timestamp())}
    return signing.Signer(salt=SALT).sign_object(said)


def address_in(token: str, *, user: User, now: datetime) -> str:
    """The address that a link proves to be this user's.

    Raises ClaimError for a link that is broken, too old, or was asked for by somebody else.
    """
    try:
        said = signing.Signer(salt=SALT).unsign_object(token)
    except signing.BadSignature:
        raise ClaimError(
            "This link is not whole. Copy all of it from the mail, to the last character."
        ) from None
    if said["user"] != user.pk:
        raise ClaimError(
            "Somebody with another account asked for this link. Sign in with the account that is "
            "to have the address, and ask for a link there."
        )
    if now > datetime.fromtimestamp(said["at"], UTC) + WORKS_FOR:
        raise ClaimError(f"This link worked for {WORKS_FOR.days} days. Ask for a new one.")
    return str(said["address"])


def _checked(address: str) -> str:
    wanted = address.strip()
    try:
        validate_email(wanted)
    except ValidationError:
        raise ClaimError(
            f"“{wanted[:80]}” is no mail address. Write it like ada@example.org."
        ) from None
    if len(wanted) > LONGEST_LABEL:
        raise ClaimError(f"An address of more than {LONGEST_LABEL} characters is not kept here.")
    return wanted


def _text(user: User, token: str) -> str:
    return (
        f"Hello,\n\n{user.get_full_name()} ({user.email}) says that this address is theirs, so "
        "that what was done with it elsewhere is found on their page.\n\nIf that is you, open "
        f"this link where you are signed in:\n\nYes, it is mine: {site_link('me-address', token)}"
        f"\n\nIt works for {WORKS_FOR.days} days. If it is not you, do nothing: nothing is joined "
        "with this address, and no more mail comes because of this."
    )
