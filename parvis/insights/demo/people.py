"""Who there is: contributors who come by themselves, staff and bots. Columns, one row a person.

Days are counted from the first day of history, as floats; `HISTORY_DAYS` is today.
"""

from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from parvis.insights.demo.parameters import (
    AREAS,
    HISTORY_DAYS,
    SEASON,
    Area,
    Crowd,
    Parameters,
    stream,
)
from parvis.insights.demo.places import places

CONTRIBUTOR, STAFF, BOT = range(3)
CASUAL, ONCE, STAYS, VISITS_ONLY = range(4)
BOTS = (  # name, area, days of work a month
    ("dependabot[bot]", "coding", 9.0),
    ("github-actions[bot]", "documentation", 5.0),
    ("release-bot", "engagement", 3.0),
    ("Pontoon", "localization", 12.0),
)
NEAR_A_SPACE = 0.35


@dataclass(frozen=True)
class People:
    """Columns of equal length."""

    standing: NDArray[np.int8]
    area: NDArray[np.int8]
    city: NDArray[np.int8]  # the place whose clock they live by
    near: NDArray[np.bool_]  # lives near enough to come to its events
    start: NDArray[np.float64]  # day of the first contribution; infinite: never
    shape: NDArray[np.int8]  # casual, once, stays, or visits only
    event: NDArray[np.int32]  # the event that won them; -1: none

    def __len__(self) -> int:
        return len(self.standing)

    def __add__(self, other: "People") -> "People":
        names = [field.name for field in fields(self)]
        return People(*(np.concatenate([getattr(self, n), getattr(other, n)]) for n in names))


def residents(parameters: Parameters, today: date, seed: int) -> People:
    """Everybody whom no event won: contributors by their start, then staff, then bots."""
    rng = stream(seed, today.toordinal(), "people")
    starts = [_starts(area, parameters.crowd, today, rng) for area in parameters.areas]
    areas = np.repeat(np.arange(len(starts)), [len(s) for s in starts])
    start = np.concatenate(starts)
    order = np.lexsort((areas, start))
    shape = _shapes(areas, rng)
    crowd = _people(CONTRIBUTOR, areas[order], start[order], shape[order], rng)
    return crowd + _staff(parameters, rng) + _bots(rng)


def shares(values: list[float]) -> NDArray[np.float64]:
    """Values as shares of one."""
    return np.array(values) / sum(values)


def _starts(area: Area, crowd: Crowd, today: date, rng: np.random.Generator) -> NDArray[np.float64]:
    """Days on which people begin: growth from year to year, seasons, and the hard season."""
    if area.tiny:
        return np.arange(40.0, HISTORY_DAYS - 20, 365 / area.starts_per_year) + rng.integers(0, 20)
    back = np.arange(HISTORY_DAYS, 0, -1)
    rate = area.starts_per_year / 365 * area.growth ** (-back / 365.0)
    rate *= np.array([SEASON[(today - timedelta(int(b))).month - 1] for b in back])
    rate[(back <= crowd.dip[0]) & (back > crowd.dip[1])] *= crowd.dip_starts
    days = np.repeat(np.arange(HISTORY_DAYS), rng.poisson(rate))
    return days + rng.random(len(days))


def _shapes(areas: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int8]:
    casual = np.array([area.casual for area in AREAS])[areas]
    once = casual + np.array([area.once for area in AREAS])[areas]
    u = rng.random(len(areas))
    return np.where(u < casual, CASUAL, np.where(u < once, ONCE, STAYS)).astype(np.int8)


def _people(
    standing: int,
    area: NDArray[np.int64],
    start: NDArray[np.float64],
    shape: NDArray[np.int8],
    rng: np.random.Generator,
) -> People:
    n, pull = len(area), shares([place.pull for place in places()])
    return People(
        np.full(n, standing, np.int8),
        area.astype(np.int8),
        rng.choice(len(pull), n, p=pull).astype(np.int8),
        rng.random(n) < NEAR_A_SPACE,
        start.astype(float),
        shape,
        np.full(n, -1, np.int32),
    )


def _staff(parameters: Parameters, rng: np.random.Generator) -> People:
    weights = shares([0.0 if area.tiny else area.starts_per_year for area in AREAS])
    area = rng.choice(len(AREAS), parameters.staff, p=weights)
    start = np.maximum(0.0, rng.uniform(-400, HISTORY_DAYS - 60, parameters.staff))
    return _people(STAFF, area, start, np.full(parameters.staff, STAYS, np.int8), rng)


def _bots(rng: np.random.Generator) -> People:
    slugs = [area.slug for area in AREAS]
    area = np.array([slugs.index(slug) for _, slug, _ in BOTS])
    start = np.array([5.0, 400.0, 200.0, 1.0])
    return _people(BOT, area, start, np.full(len(BOTS), STAYS, np.int8), rng)
