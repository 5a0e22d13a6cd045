"""Tokens of programs: made, used and revoked. `by` is who does it; None is the command line."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from parvis.core.ground.actions import record
from parvis.core.people.access import ApiToken
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError

BEGINS = "parvis_"  # so that one that leaked can be found
LONGEST_NAME = 80
NOTED_EVERY = timedelta(hours=1)


class TokenError(Exception):
    """A token that cannot be made or revoked: what is wrong with it."""


def make_token(*, user: User, name: str, by: User | None, now: datetime) -> tuple[ApiToken, str]:
    """Make a token for a program of `user`. Returns it with its secret, which is not kept.

    Raises NotAllowedError unless `by` is the user, TokenError without a name.
    """
    _check_own(user, by)
    said = name.strip()
    if not said or len(said) > LONGEST_NAME:
        raise TokenError("Say in 1 to 80 letters what uses the token, for example “calendar”.")
    secret = BEGINS + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(user=user, name=said, digest=digest(secret), made_at=now)
        record(action="people.make-token", target=token, by=by, now=now, name=said)
    return token, secret


def revoke_token(*, token: ApiToken, by: User | None, now: datetime) -> ApiToken:
    """Let a token open nothing from now on. Revoking it again changes nothing.

    Raises NotAllowedError unless `by` is its user.
    """
    _check_own(token.user, by)
    with transaction.atomic():
        found = ApiToken.objects.select_for_update().get(pk=token.pk)
        if found.revoked_at is None:
            found.revoked_at = now
            found.save(update_fields=["revoked_at"])
            record(action="people.revoke-token", target=found, by=by, now=now)
    return found


def user_of_token(*, secret: str, now: datetime) -> User | None:
    """Whose token this is, noting its use to the hour; None when it opens nothing."""
    standing = ApiToken.objects.filter(digest=digest(secret), revoked_at=None)
    token = standing.filter(user__is_active=True).select_related("user").first()
    if token is None:
        return None
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
    if token.last_used_at is None or token.last_used_at <= now - NOTED_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    return token.user


def user_called(email: str) -> User:
    """The user who signs in with that address. Raises TokenError."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise TokenError(f"Nobody signs in here as {email}. Give the address they sign in with.")
    return user


def token_numbered(number: int) -> ApiToken:
    """The token of that number. Raises TokenError."""
    token = ApiToken.objects.filter(pk=number).select_related("user").first()
    if token is None:
        raise TokenError(f"There is no token {number}. `parvis token list` shows somebody's.")
    return token


def digest(secret: str) -> str:
    """What is kept of a token. It is random, so a plain hash tells nothing of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _check_own(user: User, by: User | None) -> None:
    if by is not None and by.pk != user.pk:
        raise NotAllowedError(f"{by} may not make or revoke tokens of {user}. Each has their own.")
