"""Which moments a contribution may have: from 1990 until tomorrow."""

from datetime import UTC, datetime, timedelta

EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001 - naive UTC, as all moments of the core
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the same
MICROSECONDS = timedelta(microseconds=1)
FIRST_YEARS = range(1, 10_000)


def naive(moment: datetime) -> datetime:
    """The moment as naive UTC; one without a zone is taken to be UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def as_microseconds(moment: datetime) -> int:
    return (naive(moment) - EPOCH) // MICROSECONDS


class Span:
    """The moments a load at `now` accepts."""

    def __init__(self, now: datetime) -> None:
        self.first = as_microseconds(EARLIEST)
        self.last = as_microseconds(now) + 86_400_000_000  # clocks may run a day ahead

    def complaint(self, microseconds: int) -> str | None:
        """What is wrong with the moment, or None."""
        if self.first <= microseconds <= self.last:
            return None
        where = "before 1990" if microseconds < self.first else "in the future"
        return f"{_shown(microseconds)} lies {where}"


def _shown(microseconds: int) -> str:
    try:
        return f"{EPOCH + timedelta(microseconds=microseconds):%Y-%m-%d %H:%M}"
    except OverflowError:
        return f"second {microseconds // 1_000_000}"
