"""The recruited a second time, person by person and visit by visit, as plainly as can be.

Nothing here is shared with the product but the naive measures: it is what its answer is compared
with.
"""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from tests.measure.oracle import ALL, Naive


class NaiveRecruits:
    """Who became active after a visit. `visits`: person, event, space, checked_in_at."""

    def __init__(self, naive: Naive, visits: list[dict[str, Any]]) -> None:
        self.naive = naive
        self.visits = visits
        self.came_first: dict[tuple[int, str], list[dict[str, Any]]] = {}
        for person in naive.people:
            anywhere = self._first_active(person, ALL)
            for area in (ALL, *naive.areas):
                day = self._first_active(person, area)
                if day is None or naive.is_unknown(person, area):
                    continue
                if area != ALL and day == anywhere:
                    continue
                if came := self._before(person, day):
                    self.came_first[person, area] = came

    def _first_active(self, person: int, area: str) -> date | None:
        """The day of the contribution with which they became active."""
        day = min((r["day"] for r in self.naive.by_person[person]), default=self.naive.as_of)
        while day < self.naive.as_of:
            if self.naive.holds(person, area, "active", day + timedelta(days=1)):
                return day
            day += timedelta(days=1)
        return None

    def _before(self, person: int, day: date) -> list[dict[str, Any]]:
        over = datetime.combine(day + timedelta(days=1), time())
        came = [
            v
            for v in self.visits
            if v["person"] == person and over - timedelta(days=180) <= v["checked_in_at"] < over
        ]
        return sorted(came, key=lambda v: (v["checked_in_at"], v["event"], v["visit"]))

    @property
    def recruits(self) -> dict[int, list[dict[str, Any]]]:
        return {person: came for (person, area), came in self.came_first.items() if area == ALL}

    def by_space(self) -> dict[str, int]:
        return Counter(s for came in self.recruits.values() for s in {v["space"] for v in came})

    def by_month(self) -> dict[str, int]:
        days = [self._first_active(person, ALL) for person in self.recruits]
        return Counter(f"{day:%Y-%m}" for day in days if day)

    def first_in_area(self) -> dict[str, int]:
        return Counter(area for _, area in self.came_first if area != ALL)

    def credit(self, rule: str, key: str) -> dict[Any, Fraction]:
        """Credit by event or by space."""
        got: dict[Any, Fraction] = defaultdict(Fraction)
        for came in self.recruits.values():
            events = list(dict.fromkeys(v["event"] for v in came))
            chosen = {"equal": events, "first": events[:1], "last": [came[-1]["event"]]}[rule]
            where = {v["event"]: v[key] for v in came}
            for event in events:
                got[where[event]] += Fraction(event in chosen, len(chosen))
        return dict(got)
