"""Headers that every page carries."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def content_policy(get_response: Handler) -> Handler:
    """Say what a page may load: our own files, nothing inline, nothing from elsewhere."""
    policy = site_policy()

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return respond


def site_policy(**more: str) -> str:
    """Return the site's policy as a header, for a page that needs `more` than others."""
    allowed = {**settings.CONTENT_POLICY, **more}
    return "; ".join(f"{name} {value}" for name, value in allowed.items())
