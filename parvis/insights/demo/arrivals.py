"""The doors of the demo's events: whom they saw, and when. Most come as it starts, some late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from parvis.core.registration.checkins import CheckIn
from parvis.insights.demo.gatherings import Gathering

Way = CheckIn.Way
DOOR_USED = 0.7  # share of events held
SLIPS_BY = 0.03  # share of those who came whom nobody at the door noticed
SCANNED = 0.65  # share of tickets; the others are found by name
AROUND = (-3.0, 9.0)  # minutes from the start: mean and spread
EARLIEST, LEAVES = -40.0, 10.0  # minutes before the start, and before the end
LATE, LATE_BY = 0.15, 25.0  # share of those who come, and by how many minutes, exponential
WITHOUT_NETWORK, HEARD_BY = 0.04, 40.0  # share of check-ins heard of later, minutes, exponential
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody was let in: when, when the site heard of it, and how they were known."""

    at: datetime
    noted_at: datetime
    way: CheckIn.Way


def arrivals(
    event: Gathering, guests: Iterable[int], walkers: Iterable[int], rng: np.random.Generator
) -> dict[int, Arrival]:
    """Whom the door of an event saw, by person, walk-ins as they came; nobody if it was not used.

    `guests` had signed up, `walkers` had not.
    """
    if rng.random() >= DOOR_USED:
        return {}
    latest = (event.ends_at - event.starts_at) / MINUTE - LEAVES
    asked = {one: Way.SCAN if rng.random() < SCANNED else Way.NAME for one in guests}
    ways = asked | dict.fromkeys(walkers, Way.WALK_IN)
    seen = rng.random(len(ways)) >= SLIPS_BY
    late = (rng.random(len(ways)) < LATE) * rng.exponential(LATE_BY, len(ways))
    minutes = (rng.normal(*AROUND, len(ways)) + late).clip(EARLIEST, latest)
    heard = (rng.random(len(ways)) < WITHOUT_NETWORK) * rng.exponential(HEARD_BY, len(ways))
    rows = zip(ways.items(), seen.tolist(), minutes.tolist(), heard.tolist(), strict=True)
    found = [
        (person, _arrival(event, minute, later, way))
        for (person, way), is_seen, minute, later in rows
        if is_seen
    ]
    return dict(sorted(found, key=lambda row: row[1].at))


def _arrival(event: Gathering, minute: float, later: float, way: CheckIn.Way) -> Arrival:
    at = event.starts_at + timedelta(seconds=round(minute * 60))
    return Arrival(at, at + timedelta(seconds=1 + round(later * 60)), way)
