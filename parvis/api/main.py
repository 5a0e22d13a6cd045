"""The API as a whole. `/api/docs` shows it, `/api/openapi.json` describes it."""

from django.http import HttpRequest
from ninja import NinjaAPI, Router, Swagger

from parvis.api import (
    areas,
    asking,
    doors,
    free,
    impact,
    moving,
    opportunities,
    planning,
    registrations,
    series,
    spaces,
)
from parvis.api.errors import UnknownError, answer_errors

ABOUT = """\
Read what is public without signing in. Who plans in a space may plan there, change and move events,
by the same rules as on the pages: send a personal token (`parvis token make`) as
`Authorization: Bearer …`, or use the session of the site with its CSRF token.

Moments are ISO 8601 with an offset, and stand beside the named time zone of their space; a time
without an offset is refused. Null is unknown, never zero. Every error is `{"error": "a sentence"}`.
"""
DOCS = Swagger(settings={"validatorUrl": None, "displayRequestDuration": True})

api = NinjaAPI(
    title="Parvis",
    version="1",
    description=ABOUT,
    docs=DOCS,
    auth=asking.SIGNED_IN,  # what a router does not open is closed
    urls_namespace="api",
)
answer_errors(api)
unknown = Router(auth=asking.OPEN)


@unknown.api_operation(
    ["GET", "POST", "PUT", "PATCH", "DELETE"], "/{path:rest}", include_in_schema=False
)
def nothing_here(request: HttpRequest, rest: str) -> None:  # noqa: ARG001 - the framework's
    """Answer unknown addresses as JSON, too."""
    raise UnknownError(f"There is nothing at /api/{rest}. /api/docs lists what there is.")


# events: with planning
PARTS = (spaces, areas, opportunities, planning, impact, moving, series, registrations, doors, free)
for part in PARTS:
    api.add_router("", part.router)
api.add_router("", unknown)  # last: it takes every address
