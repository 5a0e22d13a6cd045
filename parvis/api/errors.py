"""Errors as JSON, each with a sentence that says what is wrong and what to do."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from parvis.api.moments import MomentOut
from parvis.core.events.errors import EventError
from parvis.core.people.repeats import RepeatError
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.errors import ClosedError, RegistrationError

NOBODY = (
    "Say who you are: send a token as `Authorization: Bearer …`. `parvis token make` makes one."
)


class ErrorOut(Schema):
    """What went wrong, in a sentence."""

    error: str


class StretchOut(Schema):
    """From one moment to another, on the space's clock."""

    starts_at: MomentOut
    ends_at: MomentOut
    time_zone: str


class ClashOut(StretchOut):
    """An event that has the room; its hours include set-up and clear-up."""

    uid: str
    title: str


class RoomName(Schema):
    """A room that is free."""

    slug: str
    name: str


class TakenOut(ErrorOut):
    """A room that somebody has: who, and what is free instead."""

    clashes: list[ClashOut]
    free_rooms: list[RoomName]
    free_times: list[StretchOut]


class TakenError(Exception):
    """A room that is taken, with what is free instead."""

    def __init__(self, taken: TakenOut) -> None:
        self.taken = taken
        super().__init__(taken.error)


class UnknownError(Exception):
    """Something that a request names and that there is not."""


FAILURES = {401: ErrorOut, 403: ErrorOut, 404: ErrorOut, 422: ErrorOut}
TAKEN = {**FAILURES, 409: TakenOut}
CLOSED = {**FAILURES, 409: ErrorOut}
READING = {404: ErrorOut, 422: ErrorOut}


def answer_errors(api: NinjaAPI) -> None:
    """Let each kind of error have its status and its sentence."""

    def say(request: HttpRequest, status: int, error: str, **more: Any) -> HttpResponse:
        return api.create_response(request, {"error": error, **more}, status=status)

    @api.exception_handler(AuthenticationError)
    def nobody(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        said = str(error.message)
        return say(request, 401, NOBODY if said == "Unauthorized" else said)

    @api.exception_handler(NotAllowedError)
    def forbidden(request: HttpRequest, error: NotAllowedError) -> HttpResponse:
        return say(request, 403, str(error))

    @api.exception_handler(Http404)
    @api.exception_handler(UnknownError)
    def unknown(request: HttpRequest, error: Exception) -> HttpResponse:
        return say(request, 404, str(error) or "There is nothing here. See /api/docs.")

    @api.exception_handler(TakenError)
    def taken(request: HttpRequest, error: TakenError) -> HttpResponse:
        return api.create_response(request, error.taken.model_dump(mode="json"), status=409)

    @api.exception_handler(ClosedError)
    def closed(request: HttpRequest, error: ClosedError) -> HttpResponse:
        return say(request, 409, str(error))

    # Who may not come (NotComingError) gets the polite sentence that a page shows, under no status
    # of its own: a program has no more to know of it than a visitor.
    @api.exception_handler(RegistrationError)
    @api.exception_handler(EventError)
    @api.exception_handler(RepeatError)
    def impossible(request: HttpRequest, error: Exception) -> HttpResponse:
        return say(request, 422, str(error))

    @api.exception_handler(ValidationError)
    def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return say(request, 422, " ".join(_sentence(one) for one in error.errors))

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return say(request, error.status_code, str(error))


def _sentence(error: dict[str, Any]) -> str:
    """One fault of a request: which field, and what is wrong with it."""
    where = ".".join(str(part) for part in error["loc"][1:] if part not in ("said", "asked"))
    said = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {said}{'' if said.endswith('.') else '.'}" if where else f"{said}."
