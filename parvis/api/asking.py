"""Who asks: by a token or by a session, or nobody in particular. Only here the clock is read."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthenticationError, HttpError
from ninja.security import HttpBearer, SessionAuth

from parvis.core.people.models import User
from parvis.core.people.tokens import user_of_token

now = timezone.now


class Token(HttpBearer):
    """`Authorization: Bearer parvis_…`; a token that opens nothing is refused, not passed over."""

    def authenticate(self, request: HttpRequest, token: str) -> User:  # noqa: ARG002
        user = user_of_token(secret=token, now=now())
        if user is None:
            raise AuthenticationError(
                message="This token opens nothing: it was revoked, or mistyped. Make another."
            )
        return user


class Session(SessionAuth):
    """A browser that is signed in. What it sends must carry the CSRF token of our pages."""

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:  # noqa: ARG002
        return request.user if isinstance(request.user, User) else None

    def _get_key(self, request: HttpRequest) -> str | None:
        try:
            return super()._get_key(request)
        except HttpError as error:
            raise HttpError(
                403,
                "Sign in first: send a token as `Authorization: Bearer …`. A page that is signed "
                "in sends its CSRF token as X-CSRFToken.",
            ) from error


def anybody(request: HttpRequest) -> AnonymousUser:  # noqa: ARG001
    """Reading what is public needs nobody; it comes last, after those who say who they are."""
    return AnonymousUser()


SIGNED_IN = [Token(), Session()]
OPEN = [*SIGNED_IN, anybody]


def user_of(request: HttpRequest) -> User:
    """The user who asks. Nobody ever acts as None, who is the command line."""
    user = getattr(request, "auth", None)
    if not isinstance(user, User):
        raise AuthenticationError
    return user


def reader_of(request: HttpRequest) -> tuple[User | None, datetime]:
    """The user who reads, None for the public; and when."""
    user = getattr(request, "auth", None)
    return (user if isinstance(user, User) else None), now()
