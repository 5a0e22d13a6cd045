"""Somebody's own word on accounts elsewhere: “this is me”, proved, or “this is not me”."""

from datetime import datetime

from allauth.account.models import EmailAddress  # where sign-in keeps what is proven
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from parvis.core.ground.actions import record
from parvis.core.people.claims import AccountClaim
from parvis.core.people.models import User

LONGEST_LABEL, LONGEST_SOURCE = 120, 80


class ClaimError(Exception):
    """A word on an account that cannot stand: why, and what to do."""


def claim(
    *, user: User, node: str, source: str, label: str, proof: str, now: datetime
) -> AccountClaim:
    """Note that an account is theirs, as `proof` shows; said again, it changes nothing.

    What they said before of the same account is taken back. Raises ClaimError for an account that
    somebody else proved to be theirs, and for a claim without a proof.
    """
    if proof not in (AccountClaim.Proof.SIGN_IN, AccountClaim.Proof.MAIL):
        raise ClaimError("That an account is yours has to be proved: sign in there, or by mail.")
    return _say(user, node, source, label, is_mine=True, proof=proof, now=now)


def disown(*, user: User, node: str, source: str, label: str, now: datetime) -> AccountClaim:
    """Note that an account is not theirs. It is kept apart from them until they take that back."""
    return _say(user, node, source, label, is_mine=False, proof="", now=now)


def take_back(*, user: User, key: int, now: datetime) -> AccountClaim:
    """Let something they said no longer stand. Raises ClaimError for what is not theirs to say."""
    with transaction.atomic():
        own = AccountClaim.objects.select_for_update().filter(user=user, taken_back_at=None)
        found = own.filter(pk=key).first()
        if found is None:
            raise ClaimError("Nothing like that stands any more. Look at the list again.")
        _take_back(found, now)
    return found


def standing_claims() -> QuerySet[AccountClaim]:
    """What somebody said of accounts and still stands, the oldest first."""
    return AccountClaim.objects.filter(taken_back_at=None).order_by("said_at", "pk")


def proved_addresses(user: User) -> list[str]:
    """The addresses whose mail somebody showed that they read; the one they sign in with first."""
    known = EmailAddress.objects.filter(user=user, verified=True).order_by("-primary", "pk")
    others = standing_claims().filter(user=user, is_mine=True, proof=AccountClaim.Proof.MAIL)
    found = [*known.values_list("email", flat=True), *others.values_list("label", flat=True)]
    return list(dict.fromkeys(found))


def _say(
    user: User, node: str, source: str, label: str, *, is_mine: bool, proof: str, now: datetime
) -> AccountClaim:
    try:
        with transaction.atomic():
            User.objects.select_for_update().get(pk=user.pk)  # one word at a time
            before = AccountClaim.objects.filter(user=user, node=node, taken_back_at=None).first()
            if before is not None and before.is_mine == is_mine:
                return before
            if before is not None:
                _take_back(before, now)
            said = AccountClaim.objects.create(
                user=user,
                node=node,
                source=source[:LONGEST_SOURCE],
                label=label[:LONGEST_LABEL],
                is_mine=is_mine,
                proof=proof,
                said_at=now,
            )
            what = "people.claim" if is_mine else "people.disown"
            record(action=what, target=said, by=user, now=now, node=node, proof=proof)
    except IntegrityError as error:
        raise ClaimError(
            f"Somebody else has proved that {label} at {source} is theirs. If that is wrong, write "
            "to a data steward of the network."
        ) from error
    return said


def _take_back(found: AccountClaim, now: datetime) -> None:
    found.taken_back_at = max(now, found.said_at)
    found.save(update_fields=["taken_back_at"])
    record(action="people.take-back-claim", target=found, by=found.user, now=now, node=found.node)
