"""Reading dates: those that can be read in one way only, or as the mapping says."""

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from parvis.measure.keys import scrub
from parvis.measure.sources.span import EPOCH, MICROSECONDS, Span, as_microseconds

ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?",
    re.IGNORECASE,
)
MAIL = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? [-+A-Z]\S+")
TWO_WAYS = re.compile(r"\d{1,2}([/.-])\d{1,2}\1\d{2,4}\b")
HAS_TIME = re.compile(r"%[-#]?[HIcXTRsp]")
NUMBER = re.compile(r"-?\d{1,18}(?:\.\d+)?")
EPOCHS = {"epoch": 1_000_000, "epoch-ms": 1_000}
MACHINE_ZONES = ("Z", "UTC")  # a machine's clock; it does not say where the writer was
SHOWN = 40
REMEMBERED = 100_000
MEND = "Mend the row and load the file again."


@dataclass(frozen=True)
class Problem:
    """Why a cell cannot be used, and what to do."""

    problem: str
    remedy: str = MEND


Moment = tuple[int, int | None]  # µs since 1970 in UTC; minutes the writer is ahead of UTC


class Moments:
    """Reads the dates of one table; `read` gives the moment a cell names, or why it cannot."""

    def __init__(self, formats: tuple[str, ...], zone: ZoneInfo | None, span: Span) -> None:
        self.formats = formats
        self.zone = zone
        self.span = span
        self.read = lru_cache(REMEMBERED)(self._parse)  # the same text is read once

    def _parse(self, text: str) -> Moment | Problem:
        if not text:
            return Problem("there is no date")
        try:
            found = self._by_formats(text) or self._by_itself(text)
        except (ValueError, OverflowError):
            return Problem(f"{quoted(text)} is an impossible date")
        if len(found) != 1:
            return _two_ways(text, found) if found else self._unread(text)
        complaint = self.span.complaint(found[0][0])
        return Problem(f"its date {complaint}") if complaint else found[0]

    def _by_formats(self, text: str) -> list[Moment]:
        """The moments the mapping's formats read in it: none, one, or several that disagree."""
        read = (self._by_format(text, one) for one in self.formats)
        return list(dict.fromkeys(moment for moment in read if moment))

    def _by_format(self, text: str, one: str) -> Moment | None:
        if one in EPOCHS:
            return (int(float(text) * EPOCHS[one]), None) if NUMBER.fullmatch(text) else None
        try:
            value = datetime.strptime(text, one)  # noqa: DTZ007 - the zone comes next
        except ValueError:
            return None
        return self._moment(value, has_time=bool(HAS_TIME.search(one)))

    def _by_itself(self, text: str) -> list[Moment]:
        """The moment, where the text can mean only one. Raises ValueError for an impossible one."""
        if iso := ISO.fullmatch(text):
            day, time, zone = iso.groups()
            zone = "+00:00" if zone and zone.upper() in MACHINE_ZONES else zone or ""
            value = datetime.fromisoformat(f"{day}T{time}{zone}" if time else day)
            moment = self._moment(value, has_time=bool(time))
            return [(moment[0], None)] if text.upper().endswith(MACHINE_ZONES) else [moment]
        if MAIL.fullmatch(text):
            return [self._moment(parsedate_to_datetime(text), has_time=True)]
        return []

    def _moment(self, value: datetime, *, has_time: bool) -> Moment:
        stated = value.utcoffset()
        if stated is not None:
            return as_microseconds(value), int(stated.total_seconds() // 60)
        zoned = value.replace(tzinfo=self.zone) if has_time and self.zone else value
        return as_microseconds(zoned), None

    def _unread(self, text: str) -> Problem:
        remedy = (
            "Name the format in the mapping's date.formats, for example "
            f'"{"%d/%m/%Y" if TWO_WAYS.match(text) else "%d %B %Y"}".'
        )
        if self.formats:
            return Problem(f"{quoted(text)} has none of the formats of the mapping", remedy)
        if TWO_WAYS.match(text):
            return Problem(f"{quoted(text)} can be day first or month first", remedy)
        return Problem(f"{quoted(text)} is not a date that can be read in one way only", remedy)


def quoted(text: str) -> str:
    """A cell as messages show it: no address in it, and not all of a long one."""
    plain = scrub(text)
    return repr(plain if len(plain) <= SHOWN else f"{plain[:SHOWN]}...")


def _two_ways(text: str, found: list[Moment]) -> Problem:
    days = " and as ".join(f"{EPOCH + m[0] * MICROSECONDS:%Y-%m-%d %H:%M}" for m in found)
    return Problem(
        f"{quoted(text)} reads as {days} by the formats of the mapping",
        "Keep only the right format in date.formats.",
    )
