"""What a perfect measure would find: counted naively, person by person, from the drawn world.

Only what the sources recorded counts (a measure cannot see more), under the true identities (a
measure may come near them). Shares that a measure estimates stand beside the parameters.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from parvis.insights.demo.parameters import AREAS, KINDS
from parvis.insights.demo.people import BOT, CONTRIBUTOR, STAFF
from parvis.insights.demo.world import World

YEAR = 365
ACTIVE = {  # area: (kind, how many, in how many days); any of them will do
    "": (("change", 1, YEAR),),
    "support": (("change", 1, YEAR), ("answer", 10, 30)),
    "localization": (("change", 1, YEAR), ("translation", 200, YEAR)),
}


@dataclass(frozen=True)
class Truth:
    """Questions to the world. Days are UTC days; `as_of` is the start of its day."""

    world: World

    def standings(self) -> dict[str, int]:
        """People who have an account anywhere, by standing."""
        seen = {account.person for account in self.world.accounts.all}
        count = Counter(self.world.people.standing[sorted(seen)].tolist())
        return {"contributor": count[CONTRIBUTOR], "staff": count[STAFF], "bot": count[BOT]}

    def active(self, as_of: date, area: str | None = None) -> set[int]:
        """Contributors active at the start of `as_of`, in one area or in any."""
        slugs = [a.slug for a in AREAS] if area is None else [area]
        return set().union(*(self._active_in(slug, as_of) for slug in slugs))

    def retained(self, before: date, after: date) -> float:
        """Share of those active on one day who are active on the other."""
        then = self.active(before)
        return len(then & self.active(after)) / len(then)

    def new(self, start: date, end: date) -> set[int]:
        """Contributors who were active for the first time after `start`, up to and with `end`."""
        return self.ever_active(end) - self.ever_active(start)

    def ever_active(self, as_of: date) -> set[int]:
        """Contributors active on any day up to and with `as_of`."""
        found: set[int] = set()
        for area in AREAS:
            for kind, k, window in ACTIVE.get(area.slug, ACTIVE[""]):
                for person, days in self._days(area.slug, kind).items():
                    found |= {person} if self._reached(days, k, window, as_of) else set()
        return found

    def second_within(self, days: int, as_of: date) -> float:
        """Share of first changes followed by another within `days`, of those with time for it."""
        of_person: dict[int, list[int]] = defaultdict(list)
        for area in AREAS:
            for person, found in self._days(area.slug, "change").items():
                of_person[person] += found
        end = self._number(as_of)
        firsts = [sorted(d for d in found if d < end)[:2] for found in of_person.values()]
        closed = [found for found in firsts if found and found[0] + days < end]
        return sum(len(f) == 2 and f[1] - f[0] <= days for f in closed) / len(closed)  # noqa: PLR2004

    def conversions(self) -> tuple[int, int]:
        """(attendances of people who were not yet contributors, how many of them won somebody)."""
        people, came = self.world.people, self.world.attendance
        number = np.array([self._number(event.day) for event in self.world.events])
        could = people.start[came.person] > number[came.event]
        tiny = np.array([area.tiny for area in AREAS])
        of = np.array([tiny[event.area] for event in self.world.events])
        return int((could & ~of[came.event]).sum()), int((people.event >= 0).sum())

    def unlinked(self) -> int:
        """Groups of accounts more than people: what first-stage matching cannot bring together."""
        groups = set(self.world.accounts.findable())
        return len(groups) - sum(self.standings().values())

    def pairwise(self, found: Sequence[object]) -> tuple[float, float]:
        """Precision and recall of pairs of accounts, for a person found for each account."""
        true = [account.person for account in self.world.accounts.all]
        both = _pairs(zip(true, found, strict=True))
        return both / max(1, _pairs(found)), both / _pairs(true)

    def _active_in(self, area: str, as_of: date) -> set[int]:
        end, found = self._number(as_of), set()
        for kind, k, window in ACTIVE.get(area, ACTIVE[""]):
            for person, days in self._days(area, kind).items():
                if sum(end - window <= day < end for day in days) >= k:
                    found.add(person)
        return found

    def _reached(self, days: list[int], k: int, window: int, as_of: date) -> bool:
        known = sorted(day for day in days if day < self._number(as_of))
        return any(
            last - first < window for first, last in zip(known, known[k - 1 :], strict=False)
        )

    def _number(self, day: date) -> int:
        return (day - self.world.first_day).days

    def _days(self, area: str, kind: str) -> Mapping[int, list[int]]:
        """The days of a kind of contribution by person, one for each distinct thing."""
        return self._all_days.get((area, kind), {})

    @cached_property
    def _all_days(self) -> Mapping[tuple[str, str], Mapping[int, list[int]]]:
        done = self.world.doings
        rows = done[done.recorded & (self.world.people.standing[done.person] == CONTRIBUTOR)]
        columns = (rows.area, rows.kind, rows.person, rows.minute // 1440, rows.thing)
        distinct = np.unique(np.stack(columns), axis=1)
        found: dict[tuple[str, str], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for area, kind, person, day, _ in distinct.T.tolist():
            found[AREAS[area].slug, KINDS[kind]][person].append(day)
        return found


def _pairs(groups: Iterable[object]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(groups).values())
