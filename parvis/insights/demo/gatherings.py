"""Events: half a year of past ones, and two months ahead, in each space's own time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from parvis.insights.demo.parameters import AHEAD_DAYS, AREAS, PAST_WEEKS, Parameters, stream
from parvis.insights.demo.places import Place, load, places

EVENING, NOON, SATURDAY = "evening", "noon", "saturday"
SLOTS = {  # start and length in minutes
    EVENING: ((18 * 60, 120), (18 * 60 + 30, 150), (19 * 60, 120), (19 * 60, 150)),
    NOON: ((12 * 60, 90), (12 * 60 + 30, 90), (16 * 60, 120)),
    SATURDAY: ((10 * 60, 420), (11 * 60, 300), (14 * 60, 240)),
}
MOST_DRAFTS = 0.6  # share of the furthest events that are not published yet
CAPACITIES = (24, 30, 40, 60, 80)


@dataclass(frozen=True)
class Gathering:
    """One event, with what is known of it in truth. Moments are aware, in UTC."""

    number: int
    place: int
    area: int
    title: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    public: bool
    status: str  # held, cancelled, planned, or draft: planned and not published yet

    @property
    def day(self) -> date:
        """The space's day."""
        return self.starts_at.astimezone(places()[self.place].zone).date()


def programme_start(today: date) -> date:
    """The Monday half a year before today's week."""
    return today - timedelta(days=today.weekday(), weeks=PAST_WEEKS)


def gatherings(parameters: Parameters, today: date, seed: int) -> list[Gathering]:
    """Every event, by time of its start. An event is past when its day is before `today`."""
    rng = stream(seed, today.toordinal(), "calendar")
    found = [
        (number, *slot)
        for number, place in enumerate(places())
        for slot in _slots(place, today, rng)
    ]
    found.sort(key=lambda row: (row[1], row[0]))
    draw = _Draw(parameters, today, rng)
    return [draw.gathering(number, *row) for number, row in enumerate(found)]


def _slots(place: Place, today: date, rng: np.random.Generator) -> Iterator[tuple[datetime, int]]:
    """(start in UTC, minutes); at most one a day, so no room is asked for twice."""
    week, last = programme_start(today), today + timedelta(AHEAD_DAYS)
    while week < last:
        for weekday in _weekdays(place, week, today, rng):
            day = week + timedelta(weekday)
            if day < last:
                yield _slot(place, day, rng)
        week += timedelta(weeks=1)


def _weekdays(place: Place, week: date, today: date, rng: np.random.Generator) -> list[int]:
    """The days of a week that have an event: none in a pause, fewer where planning is far off."""
    if week.month in place.quiet and rng.random() < 0.4:  # noqa: PLR2004 - a pause
        return []
    weeks_off = max(0, (week - today).days / 7)
    wanted = rng.binomial(4, min(0.95, place.weekly / 4) * np.exp(-0.11 * weeks_off))
    return sorted(
        rng.choice(6, wanted, replace=False, p=[0.14, 0.23, 0.23, 0.22, 0.07, 0.11]).tolist()
    )


def _slot(place: Place, day: date, rng: np.random.Generator) -> tuple[datetime, int]:
    shape = SATURDAY if day.weekday() == 5 else NOON if rng.random() < 0.2 else EVENING  # noqa: PLR2004
    start, minutes = SLOTS[shape][rng.integers(len(SLOTS[shape]))]
    local = datetime.combine(day, time(start // 60, start % 60), place.zone)
    return local.astimezone(UTC), minutes


class _Draw:
    """Fills in what a slot is about."""

    def __init__(self, parameters: Parameters, today: date, rng: np.random.Generator) -> None:
        self.parameters, self.today, self.rng = parameters, today, rng
        self.titles = load("titles.toml")
        weights = np.array([0.4 if area.tiny else area.starts_per_year**0.5 for area in AREAS])
        self.weights = weights / weights.sum()

    def gathering(self, number: int, place: int, starts_at: datetime, minutes: int) -> Gathering:
        area = int(self.rng.choice(len(AREAS), p=self.weights))
        ahead = (starts_at.astimezone(places()[place].zone).date() - self.today).days
        return Gathering(
            number=number,
            place=place,
            area=area,
            title=self._title(AREAS[area].slug, places()[place].city),
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            capacity=int(self.rng.choice(CAPACITIES)),
            public=bool(self.rng.random() >= self.parameters.visits.private),
            status=self._status(ahead),
        )

    def _title(self, slug: str, city: str) -> str:
        words: dict[str, list[str]] = self.titles[slug]
        title, pick = (str(self.rng.choice(words[key])) for key in ("titles", "picks"))
        return title.format(city=city, pick=pick)

    def _status(self, days_ahead: int) -> str:
        called_off, written_down = self.rng.random(2)
        if called_off < self.parameters.visits.cancelled:
            return "cancelled"
        if days_ahead < 0:
            return "held"
        return "draft" if written_down < days_ahead / AHEAD_DAYS * MOST_DRAFTS else "planned"
