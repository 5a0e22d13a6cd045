"""The one place of the command line that reads the clock."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """The moment, with its zone: for the domain."""
    return datetime.now(UTC)


def utc_now() -> datetime:
    """The moment as naive UTC: for the measuring core."""
    return now().replace(tzinfo=None)


def today() -> date:
    """The UTC day."""
    return now().date()
