"""Badges, for whoever has their link: a page, a credential, and the same signed.

The link is not to be guessed, and whom they show it to is its owner's to decide.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from parvis.core.followup.recognition import Recognition
from parvis.core.programmes.queries import the_network
from parvis.insights import badges
from parvis.insights.badge_pictures import picture

View = Callable[..., HttpResponse]


def the_issuer() -> badges.Issuer:
    """The network as it gives badges."""
    return badges.Issuer(the_network().name, settings.SITE_URL.rstrip("/"))


@require_safe
def page(request: HttpRequest, uid: str) -> HttpResponse:
    """Show a badge, what it was given for, and how to check it."""
    row, issuer = _badge(uid), the_issuer()
    context = {
        "badge": row,
        "picture": picture(row),
        "issuer": issuer,
        "title": badges.title(row),
        "criteria": badges.criteria(row),
        "link": issuer.badge(row, "/"),
    }
    return render(request, "public/badge.html", context)


@require_safe
def credential(request: HttpRequest, uid: str) -> HttpResponse:  # noqa: ARG001
    """Give a badge as an Open Badges 3.0 credential, to read."""
    return _open(
        JsonResponse(badges.credential(_badge(uid), the_issuer()), json_dumps_params=PLAIN)
    )


@require_safe
def token(request: HttpRequest, uid: str) -> HttpResponse:  # noqa: ARG001
    """Give the same credential signed, to check."""
    key = badges.key_of_badges(settings.HOME)
    signed = badges.token(_badge(uid), the_issuer(), key)
    return _open(HttpResponse(signed, content_type="application/vc+jwt"))


@require_safe
def image(request: HttpRequest, uid: str) -> HttpResponse:
    """Draw a badge."""
    context = {"picture": picture(_badge(uid))}
    drawn = render(request, "public/part/badge.svg", context, content_type="image/svg+xml")
    return _open(drawn)


@require_safe
def issuer(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Say who gives badges here."""
    return _open(JsonResponse(the_issuer().profile, json_dumps_params=PLAIN))


@require_safe
def keys(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Give the public key with which badges are checked."""
    found = badges.key_set(the_issuer(), badges.key_of_badges(settings.HOME))
    return _open(
        JsonResponse(found, json_dumps_params=PLAIN, content_type="application/jwk-set+json")
    )


PLAIN = {"indent": 1, "ensure_ascii": False}


def _badge(uid: str) -> Recognition:
    return get_object_or_404(Recognition.objects.select_related("user", "area"), uid=uid)


def _open(answer: HttpResponse) -> HttpResponse:
    """Let programs of other sites read it: checking a badge is what it is for."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Robots-Tag"] = "noindex"
    return answer
