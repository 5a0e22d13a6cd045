"""Headers that every page carries."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]


def content_policy(get_response: Handler) -> Handler:
    """Say what a page may load: our own files, nothing inline, nothing from elsewhere."""
    policy = "; ".join(f"{name} {value}" for name, value in settings.CONTENT_POLICY.items())

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return respond
