"""What is kept of somebody who signs in: to be taken along, or forgotten with their account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress  # where sign-in keeps what is proven
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import ProtectedError

from parvis.core.followup.recognition import Recognition
from parvis.core.ground.actions import record
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.mentoring import Mentor
from parvis.core.people.claims import AccountClaim
from parvis.core.people.models import User
from parvis.core.registration import mine
from parvis.core.registration.hooks import Address, tell_to_forget, told_about
from parvis.core.registration.plausible import key_of
from parvis.core.registration.queries import of_address


@dataclass(frozen=True)
class Forgotten:
    """What was erased: sign-ups, and the account too unless it `keeps` duties, in words."""

    sign_ups: int
    keeps: tuple[str, ...] = ()


def duties(user: User) -> tuple[str, ...]:
    """Why an account cannot be erased by its owner: what others entrusted them with, in words."""
    roles = [str(role.get_name_display()) for role in user.roles.order_by("name")]
    terms = user.coordinates.select_related("space").order_by("pk")
    roles += [f"coordinator of {one.space}" for one in terms]
    is_mentor = Mentor.objects.filter(user=user, until=None).exists()
    return (*roles, *(["mentor"] if is_mentor else []))


def kept_of_user(user: User, addresses: Iterable[str]) -> dict[str, Any]:
    """Everything that is kept of a user and under their proved addresses, as JSON can hold it.

    What is found in the lake is for `insights` to add.
    """
    claims = AccountClaim.objects.filter(user=user)
    recognitions = Recognition.objects.filter(user=user).select_related("area")
    return {
        "account": {
            "address": user.email,
            "name": user.display_name,
            "joined_at": user.joined_at.isoformat(),
            "duties": list(duties(user)),
        },
        "under_addresses": [_kept_under(address) for address in addresses],
        "claims": [_claim(row) for row in claims],
        "recognitions": [_recognition(row) for row in recognitions],
    }


def forget_user(*, user: User, addresses: Iterable[str], now: datetime) -> Forgotten:
    """Erase what is kept under the proved `addresses` of a user, and their account.

    What was attended and tried stays counted, as nobody's. An account with duties stays, without
    what is their own; one that others' records lead to stays without its name and address.
    """
    keeps = duties(user)
    with transaction.atomic():
        sign_ups = sum(_forget_under(address, now) for address in addresses)
        user.claims.all().delete()
        user.recognitions.all().delete()
        record(action="people.forget", target=user, by=None, now=now, sign_ups=sign_ups)
        if not keeps:
            _erase_account(user)
    return Forgotten(sign_ups, keeps)


def _forget_under(address: str, now: datetime) -> int:
    row = of_address(key_of(address)).first()
    if row is not None:
        return mine.forget(registration=row, now=now)
    tell_to_forget(Address.of(address), now)
    Mail.objects.filter(to__iexact=address).delete()
    return 0


def _erase_account(user: User) -> None:
    try:
        with transaction.atomic():
            User.objects.get(pk=user.pk).delete()
    except ProtectedError:  # what they once asked for or signed stays, as nobody's
        EmailAddress.objects.filter(user=user).delete()
        user.tokens.all().delete()
        nobody = {"email": f"erased-{user.pk}@invalid", "display_name": mine.NAMELESS}
        unusable = {"password": UNUSABLE_PASSWORD_PREFIX, "is_active": False}
        User.objects.filter(pk=user.pk).update(**nobody, **unusable)


def _kept_under(address: str) -> dict[str, Any]:
    row = of_address(key_of(address)).first()
    if row is not None:
        return mine.kept_about(row)
    return {"address": address, "sign_ups": [], **told_about(Address.of(address))}


def _claim(row: AccountClaim) -> dict[str, Any]:
    taken_back = row.taken_back_at.isoformat() if row.taken_back_at else None
    return {
        "source": row.source,
        "account": row.label,
        "is_mine": row.is_mine,
        "proof": row.get_proof_display(),
        "said_at": row.said_at.isoformat(),
        "taken_back_at": taken_back,
    }


def _recognition(row: Recognition) -> dict[str, Any]:
    return {
        "badge": str(row.uid),
        "focus_area": row.area_name,
        "level": row.level,
        "pathway_version": row.version,
        "point": row.point,
        "reached_on": row.reached_on.isoformat(),
        "given_at": row.given_at.isoformat(),
        "evidence": row.evidence,
    }
