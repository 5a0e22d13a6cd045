"""What a device says it did, read one by one: a bad one spoils no other."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest

MOST, HEAVIEST = 100, 256 * 1024  # acts and bytes of one request
LONGEST = 1000  # characters of any text
LARGEST = 2**63 - 1
WAYS = ("scan", "name", "walk-in")


class WrongActError(Exception):
    """An act that cannot be read: what is wrong with it."""


@dataclass(frozen=True)
class Act:
    """One thing a device did, or asks for."""

    key: UUID
    what: str
    at: datetime
    way: str
    is_firm: bool
    over: bool
    said: dict[str, Any]

    def text(self, name: str) -> str:
        """A text, without what no database takes. Raises WrongActError for what is none."""
        found = self.said.get(name, "")
        if not isinstance(found, str) or len(found) > LONGEST:
            raise WrongActError(f"“{name}” is a text of at most {LONGEST} characters.")
        return clean(found)

    def number(self, name: str) -> int:
        """The key of a row. Raises WrongActError."""
        found = self.said.get(name)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= LARGEST:
            raise WrongActError(f"“{name}” is the number of a sign-up.")
        return found

    def other_key(self, name: str) -> UUID:
        return _uuid(self.said.get(name), name)

    def says(self, name: str) -> bool:
        return self.said.get(name) is True


def read_body(request: HttpRequest) -> dict[str, Any]:
    """Read what was sent. Raises WrongActError for what cannot be read at all."""
    if int(request.headers.get("Content-Length") or 0) > HEAVIEST or len(request.body) > HEAVIEST:
        raise WrongActError(f"Send at most {HEAVIEST // 1024} KiB at once.")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        raise WrongActError("Send JSON: an object with device, sent_at and acts.") from None
    if not isinstance(said, dict) or not isinstance(said.get("acts"), list):
        raise WrongActError("Send an object with device, sent_at and a list of acts.")
    if len(said["acts"]) > MOST:
        raise WrongActError(f"Send at most {MOST} acts at once.")
    return said


def clean(text: str) -> str:
    """A text without what no database takes."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def read_act(said: Any) -> Act:
    """Read one act. Raises WrongActError with what is wrong."""
    if not isinstance(said, dict):
        raise WrongActError("An act is an object.")
    what = said.get("what")
    if what not in ("scan", "in", "walk-in", "undo"):
        raise WrongActError("“what” is scan, in, walk-in or undo.")
    way = said.get("way")
    return Act(
        key=_uuid(said.get("key"), "key"),
        what=what,
        at=read_moment(said.get("at"), "at"),
        way=str(way) if way in WAYS else {"in": "name"}.get(str(what), str(what)),
        is_firm=said.get("firm") is True,
        over=said.get("over") is True,
        said=said,
    )


def read_moment(text: Any, name: str) -> datetime:
    """A moment with its zone, of this age. Raises WrongActError."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        found = datetime.min  # noqa: DTZ901 - says only that there is none
    if found.tzinfo is None or not 2000 < found.year < 3000:  # noqa: PLR2004 - years
        raise WrongActError(f"“{name}” is a moment such as 2026-11-25T18:52:00Z.")
    return found


def _uuid(text: Any, name: str) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise WrongActError(f"“{name}” is a UUID.") from None
