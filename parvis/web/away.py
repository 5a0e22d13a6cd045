"""A database that is away for a while: a sentence, and when to come again, in place of an error."""

import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

Handler = Callable[[HttpRequest], HttpResponse]
RETRY_AFTER = 5  # seconds
SENTENCE = "The site cannot reach its database just now. Nothing was kept by halves: try again."


class DatabaseAway:
    """Answer 503 where the database refuses a connection, or lets somebody wait too long."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError):
            return away(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Before Django makes a page of it: what a view raised."""
        return away(request) if isinstance(error, OperationalError | InterfaceError) else None


def broken(request: HttpRequest) -> HttpResponse:
    """Answer what no view answered: outside of views too the database may have been asked."""
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        return away(request)
    return server_error(request)


def away(request: HttpRequest) -> HttpResponse:
    """The answer, for a program or for a person; it asks the database for nothing."""
    if request.path.startswith(("/api/", "/door/")):
        answer: HttpResponse = JsonResponse({"error": SENTENCE}, status=503)
    else:
        answer = HttpResponse(render_to_string("503.html"), status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    return answer
