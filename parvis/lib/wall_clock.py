"""From a clock on a wall to a moment: the hour that a spring night skips does not exist."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


class NoSuchTimeError(ValueError):
    """A time that no clock there shows: when, where, and what is nearest."""


def moment(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment (UTC) at which a clock in `zone` shows the naive time `local`.

    A time that comes twice, on an autumn night, is the first of the two unless `local.fold` is 1.
    Raises NoSuchTimeError for a time that the clocks skip.
    """
    found = local.replace(tzinfo=zone).astimezone(UTC)
    shown = found.astimezone(zone).replace(tzinfo=None)
    if shown != local.replace(tzinfo=None):
        raise NoSuchTimeError(
            f"{local:%H:%M} on {local:%A %-d %B %Y} does not exist in {zone.key}: the clocks are "
            f"put forward that night. Take {shown:%H:%M}, or a time before."
        )
    return found


def on_clock(at: datetime, zone: ZoneInfo) -> datetime:
    """Return the naive time that a clock in `zone` shows at a moment."""
    return at.astimezone(zone).replace(tzinfo=None)


def between(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Say when something is, for a person: day once when both ends fall on it."""
    first, last = start.astimezone(zone), end.astimezone(zone)
    text = f"{first:%A %-d %B %Y, %H:%M} to "
    return text + (f"{last:%H:%M}" if first.date() == last.date() else f"{last:%A %-d %B, %H:%M}")
