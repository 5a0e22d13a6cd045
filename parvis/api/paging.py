"""Cursors: where a page ended, as a word that a client hands back and need not understand."""

import base64
import binascii
import json
from datetime import datetime
from typing import Annotated

from pydantic import Field

from parvis.api.moments import read_moment
from parvis.core.events.errors import EventError
from parvis.core.events.listings import Place

MOST = 100
Limit = Annotated[int, Field(ge=1, le=MOST, description="rows of a page")]
Cursor = Annotated[
    str, Field(max_length=200, description="the `next` of the page before; blank: the first page")
]


def cursor_of(place: Place | None) -> str | None:
    """The word for a place; None where nothing follows."""
    if place is None:
        return None
    text = json.dumps([place[0].isoformat(), place[1]])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(cursor: str) -> Place | None:
    """The place that a word stands for. Raises EventError for one that no page gave."""
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        start, key = json.loads(base64.b64decode(padded, altchars="-_", validate=True))
        return _checked(read_moment(start), key)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise EventError("This cursor is none of ours. Begin again without one.") from error


def _checked(start: datetime, key: object) -> Place:
    if type(key) is not int or not 0 <= key < 2**63:
        raise ValueError(key)
    return start, key
