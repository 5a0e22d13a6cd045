"""Where a reading stands, as the short text that is kept with its source."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Self

OVERLAP = timedelta(minutes=10)  # two machines' clocks differ by less
WHOLE = timedelta(days=7)  # from one reading of everything to the next


@dataclass(frozen=True)
class Cursor:
    """Moments are seconds since 1970, so that all of it fits."""

    since: int | None = None  # changes from here on are not known yet
    whole: int | None = None  # when everything was read last
    began: int | None = None  # a reading of everything is under way since
    part: int = 0  # of it: which list
    place: int = 0  # in that list: a moment or a number, as the source counts
    wait: int | None = None  # nothing is asked before

    @classmethod
    def of(cls, text: str) -> Self:
        """Read what is kept. What is not to be read begins anew."""
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            return cls()

    def __str__(self) -> str:
        said = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(said, separators=(",", ":"))

    def is_whole_due(self, now: datetime) -> bool:
        """Whether everything is to be read: at first, once a week, and to end what was begun."""
        last = self.whole
        return self.began is not None or last is None or moment(last) + WHOLE <= now

    def begun(self, now: datetime) -> "Cursor":
        """As of a reading of everything that begins, or goes on."""
        return (
            self if self.began is not None else replace(self, began=seconds(now), part=0, place=0)
        )

    def at(self, *, part: int = 0, place: int) -> "Cursor":
        """The same reading, further on."""
        return replace(self, part=part, place=place)

    def ended_whole(self) -> "Cursor":
        """Everything was read; changes since it began are asked for next."""
        began = self.began or 0
        return Cursor(since=began - int(OVERLAP.total_seconds()), whole=began)

    def ended(self, now: datetime) -> "Cursor":
        """All changes up to now were read."""
        return Cursor(since=seconds(now - OVERLAP), whole=self.whole)

    def waiting(self, until: datetime | None) -> "Cursor":
        """The same place, and when to go on."""
        return replace(self, wait=seconds(until) if until else None)


def seconds(at: datetime) -> int:
    """A moment as it is kept."""
    return int(at.timestamp())


def moment(at: int) -> datetime:
    """A moment as it was kept."""
    return datetime.fromtimestamp(at, UTC)


def iso(at: int) -> str:
    """A moment as both systems want it."""
    return f"{moment(at):%Y-%m-%dT%H:%M:%SZ}"
