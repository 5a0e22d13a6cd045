"""Who asks."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from parvis.core.people.models import User


def user_of(request: HttpRequest) -> User:
    """The signed-in user. Raises PermissionDenied, so that nobody ever acts as None."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
