"""Views that a signed link opens: found once, and a page that says why where it opens nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from parvis.core.registration.links import Held, LinkError, held_by

View = Callable[..., HttpResponse]


def with_link(view: View) -> View:
    """Call a view with what its token opens, in the token's place."""

    @never_cache
    @wraps(view)
    def found(request: HttpRequest, token: str, **named: Any) -> HttpResponse:
        try:
            held = held_by(token, now=timezone.now())
        except LinkError as error:
            return render(request, "me/no_link.html", {"refusal": str(error)}, status=404)
        return view(request, held, token, **named)

    return found


def only_proved(request: HttpRequest, held: Held, token: str) -> HttpResponse | None:
    """The page that asks for the link in the mail; None where this link came by mail."""
    if held.is_proved:
        return None
    context = {"registration": held.registration, "token": token}
    return render(request, "me/by_mail_only.html", context, status=403)
