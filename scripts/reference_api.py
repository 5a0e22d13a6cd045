"""The reference page of the HTTP API, from its own description. Called by scripts/reference.py."""

import os
import tempfile
from typing import Any

NOBODY = 401  # what an operation answers that asks who you are
HEAD = """\
# The HTTP API

This page is made from the API's own description, which a running site has at `/api/openapi.json`;
`/api/docs` shows it with every field, and lets you try it. How to begin:
[use the API](../how-to/use-the-api.md).

What is marked **open** needs no sign-in and shows what is public. The rest needs a personal token
(`Authorization: Bearer …`) or the session of the site with its CSRF token, and asks the same rules
as the pages.

Moments are ISO 8601 with an offset and stand beside the named time zone of their space; a time
without an offset is refused. Null is unknown, never zero. Lists come in pages of at most 100: send
what `next` says back until it is null.

| status | meaning |
| --- | --- |
| 400 | the body is no JSON |
| 401 | say who you are: no token, or one that opens nothing |
| 403 | you may not do this here; the sentence says who may |
| 404 | there is no such thing, or you may not know of it |
| 409 | the room is taken: `clashes` says by what, `free_rooms` and `free_times` what is free; or \
sign-up is closed; or the door says no, and `verdict` says which |
| 422 | it cannot be so; the sentence says what is wrong and what to do |

Every error is `{"error": "a sentence"}`. Planning an event or a series takes an `Idempotency-Key`:
the same request sent again under it, within 30 days, gets the first answer and plans nothing more.
A sign-up and a check-in have a `key` of their own for that, in what is sent.
"""


def api() -> str:
    """Every operation, in the order of the API, with what it takes."""
    found: dict[str, list[str]] = {}
    for path, operations in _description()["paths"].items():
        for verb, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append(_operation(verb, path, operation))
    parts = [f"## {tag}\n\n" + "\n\n".join(listed) for tag, listed in found.items()]
    return "\n".join([HEAD, "\n\n".join(parts)]) + "\n"


def _description() -> dict[str, Any]:
    """The API's OpenAPI description, made without a site."""
    import django  # noqa: PLC0415  after the settings below
    from django.apps import apps  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
    if not apps.ready:
        os.environ.setdefault("PARVIS_HOME", tempfile.mkdtemp())
        django.setup()
    from parvis.api.main import api as described  # noqa: PLC0415  needs the models

    return dict(described.get_openapi_schema(path_prefix="/api/"))


def _operation(verb: str, path: str, operation: dict[str, Any]) -> str:
    is_open = NOBODY not in operation["responses"]
    named = [p["name"] for p in operation.get("parameters", ()) if p["in"] != "path"]
    takes = f" Takes {', '.join(f'`{name}`' for name in named)}." if named else ""
    said = f"{_one_line(operation['description'])}{' **Open.**' if is_open else ''}{takes}"
    return f"### `{verb.upper()} {path}`\n\n{said}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
