"""What follows when somebody signs in, or connects an account, at another system."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from parvis.core.people.models import User
from parvis.insights.connecting import claim_connected
from parvis.insights.recognising import recognise_one


def follow_sign_in(sender: object, request: HttpRequest, user: User, **more: Any) -> None:  # noqa: ARG001
    """allauth tells of each sign-in; with `sociallogin` it was elsewhere."""
    if more.get("sociallogin"):
        _claim(user)


def follow_connection(sender: object, request: HttpRequest, sociallogin: Any, **more: Any) -> None:  # noqa: ARG001
    """allauth tells of an account that was connected to one that is signed in."""
    _claim(sociallogin.user)


def _claim(user: User) -> None:
    now, proves = timezone.now(), settings.SIGN_IN.proves
    if claim_connected(settings.HOME, user, proves=proves, now=now):
        recognise_one(settings.HOME, user, now=now)
