"""The rule of a series, read and unfolded on the clock of its space. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from parvis.core.events.errors import EventError
from parvis.lib.wall_clock import NoSuchTimeError, moment, on_clock

MOST = 400  # occurrences of one series
OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
UTC_FORM, DAY_LENGTH = "%Y%m%dT%H%M%SZ", 8


@dataclass(frozen=True)
class Occurrence:
    """One time a rule gives: on the space's clock (naive), and as a moment (UTC)."""

    local: datetime
    at: datetime


def parts_of(rule: str) -> dict[str, str]:
    """Return the parts of an RRULE by name, in capitals. Raises EventError."""
    text = rule.strip().upper().removeprefix("RRULE:")
    try:
        parts = dict(part.split("=", 1) for part in text.split(";") if part)
    except ValueError as error:
        raise EventError(f"{rule!r} is no rule. Write one like FREQ=WEEKLY;COUNT=10.") from error
    if parts.get("FREQ", "") in ("", *OFTEN):
        raise EventError("A series comes DAILY, WEEKLY, MONTHLY or YEARLY: say so with FREQ=.")
    if ("COUNT" in parts) == ("UNTIL" in parts):
        raise EventError("Say when a series ends: by COUNT= or by UNTIL=, one of the two.")
    return parts


def text_of(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())


def canonical(rule: str, zone: ZoneInfo) -> str:
    """Return the rule as calendars want it, UNTIL as a moment in UTC. Raises EventError."""
    parts = parts_of(rule)
    if "UNTIL" in parts:
        parts["UNTIL"] = _last_moment(parts["UNTIL"], zone).strftime(UTC_FORM)
    return text_of(parts)


def occurrences(rule: str, first: datetime, zone: ZoneInfo) -> list[Occurrence]:
    """Return every time of a rule whose first start is `first` on the space's clock.

    19:00 stays 19:00 when the clocks change. Raises EventError for a rule that cannot be read or
    gives more than MOST, for a first start that the rule does not give, and for a time that the
    clocks skip.
    """
    found = list(islice(_unfolded(rule, first, zone), MOST + 1))
    if len(found) > MOST:
        raise EventError(
            f"This rule gives more than {MOST} events. End it earlier; a series can be continued."
        )
    if not found or found[0] != first:
        raise EventError(
            f"The rule does not give its first start, {first:%A %-d %B %Y %H:%M}. Start on a day "
            "that the rule names."
        )
    try:
        return [Occurrence(local, moment(local, zone)) for local in found]
    except NoSuchTimeError as error:
        raise EventError(f"{error} Or leave that day out.") from error


def _unfolded(rule: str, first: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    parts = parts_of(rule)
    if "UNTIL" in parts:  # on the clock, as the starts are
        local = on_clock(_last_moment(parts["UNTIL"], zone), zone)
        parts["UNTIL"] = local.strftime("%Y%m%dT%H%M%S")
    try:
        read = rrulestr(text_of(parts), dtstart=first)
    except (ValueError, KeyError, TypeError) as error:
        raise EventError(f"{rule!r} cannot be read as a rule: {error}.") from error
    assert isinstance(read, rrule)  # noqa: S101 - one RRULE gives no set
    return iter(read)


def _last_moment(until: str, zone: ZoneInfo) -> datetime:
    try:
        if until.endswith("Z"):
            return datetime.strptime(until, UTC_FORM).replace(tzinfo=UTC)
        if len(until) == DAY_LENGTH:
            day = datetime.strptime(until, "%Y%m%d")  # noqa: DTZ007 - a day on the space's clock
            return moment(day + timedelta(hours=23, minutes=59, seconds=59), zone)
        return moment(datetime.strptime(until, "%Y%m%dT%H%M%S"), zone)  # noqa: DTZ007
    except ValueError as error:
        raise EventError(f"UNTIL={until} is no day. Write it like UNTIL=20261231.") from error
