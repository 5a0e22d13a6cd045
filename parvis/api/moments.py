"""Values that requests bring, and what is said of those that cannot be."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema

EXAMPLE = "2026-05-04T19:00:00+02:00"
PLUS_LOST = re.compile(r" \d\d:?\d\d$")
YEARS = range(1970, 2200)
MOMENT = {"type": "string", "format": "date-time", "examples": [EXAMPLE]}


def read_moment(given: Any) -> datetime:
    """Return the moment (UTC) that a text of ISO 8601 with an offset names. Raises ValueError."""
    if isinstance(given, datetime) and given.tzinfo:
        return given.astimezone(UTC)
    text = str(given)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        lost = " Its + was lost on the way: write it as %2B in an address."
        hint = lost if PLUS_LOST.search(text) else ""
        raise ValueError(f"{text!r} is no moment.{hint} Write it like {EXAMPLE}.") from error
    if found.tzinfo is None:
        raise ValueError(
            f"{text!r} has no offset from UTC, so it could be any of two dozen moments. "
            f"Write it like {EXAMPLE}."
        )
    if found.year not in YEARS:
        raise ValueError(f"{text!r} is too far away. Give a year from 1970 to 2199.")
    return found.astimezone(UTC)


def shown(moment: datetime, zone: ZoneInfo) -> str:
    """A moment on a clock, with that clock's offset from UTC."""
    return moment.astimezone(zone).isoformat()


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("A text holds no NUL character. Leave it out.")
    return text


def _not_a_flag(given: Any) -> Any:
    if isinstance(given, bool | float):
        raise ValueError("Write a whole number.")  # noqa: TRY004 - pydantic wants a ValueError
    return given


Moment = Annotated[datetime, PlainValidator(read_moment), WithJsonSchema(MOMENT)]
MomentOut = Annotated[str, WithJsonSchema(MOMENT)]
Text = Annotated[str, AfterValidator(_no_nul)]
Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=50, examples=["paris"])]
Count = Annotated[int, BeforeValidator(_not_a_flag), Field(ge=0, le=2_000_000_000)]
Minutes = Annotated[int, BeforeValidator(_not_a_flag), Field(ge=0, le=7 * 24 * 60)]
