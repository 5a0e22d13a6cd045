"""Cursors: where a page ended, as a word that a client hands back and need not understand."""

import base64
import binascii
import json
from typing import Annotated, Any

from pydantic import Field

from parvis.api.moments import read_moment
from parvis.core.events.errors import EventError
from parvis.core.events.listings import Place

MOST = 100
NOT_OURS = "This cursor is none of ours. Begin again without one."
Limit = Annotated[int, Field(ge=1, le=MOST, description="rows of a page")]
Cursor = Annotated[
    str, Field(max_length=200, description="the `next` of the page before; blank: the first page")
]


def cursor_of(place: Place | None) -> str | None:
    """The word for a place; None where nothing follows."""
    return None if place is None else _word(place[0].isoformat(), place[1])


def cursor_after(number: int | None) -> str | None:
    """The word for a place in a list that is numbered; None where nothing follows."""
    return None if number is None else _word(number)


def place_of(cursor: str) -> Place | None:
    """The place that a word stands for. Raises EventError for one that no page gave."""
    if not cursor:
        return None
    try:
        start, key = _parts(cursor)
        return read_moment(start), _checked(key)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise EventError(NOT_OURS) from error


def number_of(cursor: str) -> int:
    """The number that a word stands for; 0 for none. Raises EventError as `place_of` does."""
    if not cursor:
        return 0
    try:
        (number,) = _parts(cursor)
        return _checked(number)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise EventError(NOT_OURS) from error


def _word(*parts: str | int) -> str:
    text = json.dumps(parts)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _parts(cursor: str) -> list[Any]:
    padded = cursor + "=" * (-len(cursor) % 4)
    return list(json.loads(base64.b64decode(padded, altchars="-_", validate=True)))


def _checked(key: object) -> int:
    if type(key) is not int or not 0 <= key < 2**63:
        raise ValueError(key)
    return key
