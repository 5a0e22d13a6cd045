"""The measures a second time, day by day and person by person, as slowly and plainly as can be.

Nothing here is shared with the product: it is what the product's answers are compared with.
"""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

ALL = "all"


class Naive:
    """The naive answer over lists of person-days, points and coverage, at `as_of`."""

    def __init__(
        self,
        days: list[dict[str, Any]],
        points: list[dict[str, Any]],
        coverage: list[dict[str, Any]],
        as_of: date,
    ) -> None:
        self.days = [r for r in days if r["day"] < as_of]
        self.points = points
        self.coverage = coverage
        self.as_of = as_of
        self.areas = sorted({p["area"] for p in points})
        self.people = sorted({r["person"] for r in self.days})
        self.by_person = defaultdict(list)
        for r in self.days:
            self.by_person[r["person"]].append(r)

    def holds(self, person: int, area: str, level: str, day: date, days: Any = None) -> bool:
        if area == ALL:
            return any(self.holds(person, a, level, day, days) for a in self.areas)
        rows = self.by_person[person] if days is None else days
        for p in self.points:
            if (p["area"], p["level"]) != (area, level):
                continue
            since = day - timedelta(days=p["window"])
            done = sum(
                r["count"]
                for r in rows
                if r["area"] == area and r["kind"] in p["kinds"] and since <= r["day"] < day
            )
            if done >= p["k"]:
                return True
        return False

    def active(self, area: str) -> int:
        return sum(self.holds(p, area, "active", self.as_of) for p in self.people)

    def levels(self, area: str) -> dict[str, int]:
        counted = dict.fromkeys(("casual", "active", "core"), 0)
        for person in self.people:
            for level in ("core", "active", "casual"):
                if self.holds(person, area, level, self.as_of):
                    counted[level] += 1
                    break
        return counted

    def months(self) -> list[tuple[int, int]]:
        if not self.days:
            return []
        first = min(r["day"] for r in self.days)
        year, month = first.year, first.month
        months = []
        while month_end(year, month) <= self.as_of:
            months.append((year, month))
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        return months

    def is_unknown(self, person: int, area: str, levels: tuple[str, ...] = ("active",)) -> bool:
        """Whether the first activity in the area (or in any) is too near a partial coverage."""
        partial = {c["source"]: c for c in self.coverage if not c["from_birth"]}
        rows = []
        for r in self.by_person[person]:
            for p in self.points:
                fits = p["level"] in levels and p["area"] == r["area"] and r["kind"] in p["kinds"]
                if fits and area in (ALL, r["area"]):
                    rows.append((r, p["window"]))
        first = min((r["day"] for r, _ in rows), default=None)
        return any(
            r["day"] == first
            and r["source"] in partial
            and r["day"] - partial[r["source"]]["covered_from"].date() < timedelta(days=window)
            for r, window in rows
        )

    def lifecycle(self, area: str) -> list[dict[str, Any]]:
        rows = []
        ever: set[int] = set()
        before: set[int] = set()
        for year, month in self.months():
            end = month_end(year, month)
            now = {p for p in self.people if self.holds(p, area, "active", end)}
            started = now - before
            fresh = started - ever
            unknown = {p for p in fresh if self.is_unknown(p, area)}
            rows.append(
                {
                    "month": f"{year:04d}-{month:02d}",
                    "active": len(now),
                    "new": len(fresh - unknown),
                    "retained": len(now & before),
                    "lapsed": len(before - now),
                    "returned": len(started & ever),
                    "unknown_newness": len(unknown),
                    "passing": self.passing(area, year, month),
                }
            )
            ever |= now
            before = now
        return rows

    def passing(self, area: str, year: int, month: int) -> int:
        """Spans that begin after the last month's end and are over by this month's."""
        start, end = date(year, month, 1), month_end(year, month)
        days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
        passed = 0
        for person in self.people:
            held = [self.holds(person, area, "active", day) for day in days]
            begins = sum(now and not before for before, now in pairwise(held))
            still_open = held[-1] and not all(held)
            passed += begins - still_open
        return passed

    def retention(self, after: tuple[int, ...]) -> list[dict[str, Any]]:
        months = self.months()
        cohorts: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for person in self.people:
            seen = [
                n
                for n, (y, m) in enumerate(months)
                if self.holds(person, ALL, "active", month_end(y, m))
            ]
            if seen and not self.is_unknown(person, ALL):
                cohorts[months[seen[0]][0]].append((person, seen[0]))
        return [
            {
                "cohort": str(year),
                "size": len(members),
                "after": [self._after(n, year, members, months) for n in after],
            }
            for year, members in sorted(cohorts.items())
        ]

    def _after(self, n: int, year: int, members: Any, months: Any) -> dict[str, Any]:
        last = months[-1][0] * 12 + months[-1][1] - 1
        if year * 12 + 11 + n > last:
            return {"months": n, "active": None, "rate": None}
        still = sum(
            self.holds(person, ALL, "active", month_end(*months[first + n]))
            for person, first in members
        )
        return {"months": n, "active": still, "rate": still / len(members)}

    def definition(self, k: int, window: int) -> int:
        firsts = {}
        for n, p in enumerate(self.points):
            if p["level"] == "active":
                firsts.setdefault(p["area"], n)
        changed = [
            {**p, "k": k, "window": window} if n in firsts.values() else p
            for n, p in enumerate(self.points)
        ]
        other = Naive(self.days, changed, self.coverage, self.as_of)
        return other.active(ALL)

    def waits(self) -> dict[int, list[tuple[int | None, int | None, int]]]:
        """By year of the first contribution: days to the second, to active, and observed."""
        kinds = {(p["area"], kind) for p in self.points for kind in p["kinds"]}
        every = ("casual", "active", "core")
        found: dict[int, list[tuple[int | None, int | None, int]]] = defaultdict(list)
        for person, rows in self.by_person.items():
            each = sorted(
                d for r in rows if (r["area"], r["kind"]) in kinds for d in [r["day"]] * r["count"]
            )
            if not each or self.is_unknown(person, ALL, every):
                continue
            first = each[0]
            second = (each[1] - first).days if len(each) > 1 else None
            found[first.year].append(
                (second, self._days_to_active(person, first), (self.as_of - first).days)
            )
        return found

    def _days_to_active(self, person: int, first: date) -> int | None:
        day = min(r["day"] for r in self.by_person[person])
        while day < self.as_of:
            if self.holds(person, ALL, "active", day + timedelta(days=1)):
                return (day - first).days
            day += timedelta(days=1)
        return None


def month_end(year: int, month: int) -> date:
    """The start of the next month: a month's figure is the state then."""
    return date(year + month // 12, month % 12 + 1, 1)
