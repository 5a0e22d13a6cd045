"""When people are there: spells of work in an area, each with its pace. The hidden truth.

A spell ends by leaving; some come back once, after more than a year. The busier somebody is, the
longer they stay. At the beginning of the hard season more leave than otherwise.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from parvis.insights.demo.parameters import (
    AREAS,
    HISTORY_DAYS,
    Crowd,
    Parameters,
    stream,
)
from parvis.insights.demo.people import BOT, BOTS, STAFF, STAYS, People, shares

Floats = NDArray[np.float64]
STAFF_DAYS_PER_MONTH, MONTH = 2.6, 30.4


@dataclass(frozen=True)
class Spells:
    """Columns: who worked in which area from when to when, on how many days a day."""

    person: NDArray[np.int32]
    area: NDArray[np.int8]
    start: Floats
    end: Floats
    pace: Floats

    def __len__(self) -> int:
        return len(self.person)


def spells(people: People, parameters: Parameters, today: date, seed: int) -> Spells:
    """The spells of all who stay; those who come once have none."""
    rng = stream(seed, today.toordinal(), "spells")
    who = np.flatnonzero((people.shape == STAYS) & (people.start < HISTORY_DAYS))
    crowd, area, start = parameters.crowd, people.area[who].astype(int), people.start[who]
    median = np.array([a.days_per_month for a in AREAS])[area] / MONTH
    pace = median * rng.lognormal(0, crowd.rate_spread, len(who))
    end = _exodus(start, start + _life(pace / median, area, crowd, rng), crowd, rng)
    pace, end = _paid(people, who, pace, end)
    first = (who, area, start, end, pace)
    paid = people.standing[who] > 0
    parts = [first, _second_area(first, paid, crowd, rng), _return(first, paid, crowd, rng)]
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return Spells(columns[0].astype(np.int32), columns[1].astype(np.int8), *columns[2:])


def _life(
    relative: Floats, area: NDArray[np.int64], crowd: Crowd, rng: np.random.Generator
) -> Floats:
    scale = np.array([a.life for a in AREAS])[area]
    return scale * relative**crowd.busy_stay * rng.weibull(crowd.life_shape, len(area))


def _exodus(start: Floats, end: Floats, crowd: Crowd, rng: np.random.Generator) -> Floats:
    hard = HISTORY_DAYS - crowd.dip[0] + rng.exponential(20, len(end))
    leaves = (start < hard) & (end > hard) & (rng.random(len(end)) < crowd.dip_leaves)
    return np.where(leaves, hard, end)


def _paid(
    people: People, who: NDArray[np.int64], pace: Floats, end: Floats
) -> tuple[Floats, Floats]:
    """Staff and bots keep their own pace, and stay."""
    standing = people.standing[who]
    own = np.where(standing == STAFF, STAFF_DAYS_PER_MONTH / MONTH, pace)
    own[standing == BOT] = [days / MONTH for *_, days in BOTS]
    return own, np.where(standing > 0, HISTORY_DAYS, end)


Part = tuple[NDArray[np.int64], NDArray[np.int64], Floats, Floats, Floats]


def _second_area(
    first: Part, paid: NDArray[np.bool_], crowd: Crowd, rng: np.random.Generator
) -> Part:
    """Some look round and help elsewhere too, never in the tiny areas."""
    weights = shares([0.0 if area.tiny else area.starts_per_year for area in AREAS])
    rows = np.flatnonzero((rng.random(len(paid)) < crowd.second_area) & ~paid)
    who, home, start, end, pace = (column[rows] for column in first)
    area = rng.choice(len(AREAS), len(rows), p=weights)
    begins = start + rng.exponential(120, len(rows))
    keep = (begins < end) & (area != home)
    return who[keep], area[keep], begins[keep], end[keep], 0.3 * pace[keep]


def _return(first: Part, paid: NDArray[np.bool_], crowd: Crowd, rng: np.random.Generator) -> Part:
    """Some come back after an absence in which their year has run out."""
    rows = np.flatnonzero((rng.random(len(paid)) < crowd.returns) & ~paid)
    who, area, _, end, pace = (column[rows] for column in first)
    begins = end + crowd.away_at_least + rng.exponential(crowd.away_more, len(rows))
    ends = begins + 150 * rng.weibull(crowd.life_shape, len(rows))
    keep = (begins < HISTORY_DAYS) & ~np.array([a.tiny for a in AREAS])[area]
    return who[keep], area[keep], begins[keep], ends[keep], pace[keep]
