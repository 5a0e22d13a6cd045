"""The twelve spaces of the example, and their clocks."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Place:
    """A space of the demo: where it is, when it is open, and how well it goes in truth."""

    slug: str
    city: str
    country: str
    time_zone: str
    latitude: float
    longitude: float
    opens: time
    closes: time
    weekly: float
    pull: float
    quiet: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"{self.city} space"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


def load(name: str) -> dict[str, Any]:
    """A data file of the demo."""
    return tomllib.loads(resources.files(__package__).joinpath("data", name).read_text("utf-8"))


@cache
def places() -> tuple[Place, ...]:
    return tuple(_place(row) for row in load("places.toml")["space"])


def _place(row: dict[str, Any]) -> Place:
    hours = {key: time.fromisoformat(str(row[key])) for key in ("opens", "closes")}
    return Place(**{**row, **hours, "quiet": tuple(row["quiet"])})


def offsets(first: date, days: int) -> NDArray[np.int16]:
    """Minutes ahead of UTC at noon, for each place and each day from `first`."""
    noons = [datetime.combine(first + timedelta(n), time(12), UTC) for n in range(days)]
    return np.array([_minutes(place.zone, noons) for place in places()], dtype=np.int16)


def _minutes(zone: ZoneInfo, moments: list[datetime]) -> list[int]:
    return [int(at.astimezone(zone).utcoffset().total_seconds()) // 60 for at in moments]  # type: ignore[union-attr]
