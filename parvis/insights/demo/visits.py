"""Who came to which event, and whom that won: each attendance may make a contributor, later.

The conversion probability and the delay are those of `Visits`; a delay that ends after today has
not happened yet, as in real data.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from parvis.insights.demo.gatherings import Gathering
from parvis.insights.demo.parameters import AREAS, HISTORY_DAYS, Parameters, stream
from parvis.insights.demo.parameters import Visits as Rates
from parvis.insights.demo.people import CONTRIBUTOR, ONCE, STAYS, VISITS_ONLY, People
from parvis.insights.demo.places import places


@dataclass(frozen=True)
class Headcounts:
    """Three records of an event, never one: signed up, were there, were said to be there."""

    registered: NDArray[np.int32]
    attended: NDArray[np.int32]
    reported: NDArray[np.int32]  # -1: nobody wrote it down


@dataclass(frozen=True)
class Attendance:
    """One row for each person at each event."""

    event: NDArray[np.int32]
    person: NDArray[np.int32]


def visits(
    events: list[Gathering], people: People, parameters: Parameters, today: date, seed: int
) -> tuple[People, Attendance, Headcounts]:
    """`people` and the visitors after them, who came when, and the headcounts."""
    rng = stream(seed, today.toordinal(), "visits")
    heads = _headcounts(events, parameters.visits, today, rng)
    door = _Door(people, parameters.visits, today, rng)
    for event in events:
        if event.status == "held":
            door.open(event, int(heads.attended[event.number]))
    attendance = Attendance(
        np.concatenate(door.events).astype(np.int32), np.concatenate(door.people).astype(np.int32)
    )
    return people + door.visitors(), attendance, heads


def _headcounts(
    events: list[Gathering], rates: Rates, today: date, rng: np.random.Generator
) -> Headcounts:
    size = len(events)
    pull = np.array([places()[e.place].pull * (0.5 if AREAS[e.area].tiny else 1) for e in events])
    room = np.array([e.capacity for e in events])
    typical = np.exp(rng.normal(np.log(rates.attendance), rates.spread, size)) * pull
    came = np.clip(np.round(typical), 3, room).astype(np.int32)
    signed = np.round(came * (1 - rates.walk_ins) / rng.normal(rates.shows_up, 0.07, size))
    lead = np.array([max(0, (e.day - today).days) for e in events])
    signed = np.round(signed * np.exp(-lead / 12)).astype(np.int32)  # sign-ups come late
    held = np.array([e.status == "held" for e in events])
    known = held & (rng.random(size) >= rates.headcount_unknown)
    return Headcounts(signed, np.where(held, came, 0), np.where(known, came, -1))


class _Door:
    """Lets people in, event after event, and remembers who came before."""

    def __init__(self, people: People, rates: Rates, today: date, rng: np.random.Generator) -> None:
        self.residents, self.rates, self.today, self.rng = people, rates, today, rng
        self.known: list[list[int]] = [[] for _ in places()]
        self.events: list[NDArray[np.int64]] = []
        self.people: list[NDArray[np.int64]] = []
        self.home: list[int] = []  # of each visitor
        self.won: dict[int, tuple[int, int, float]] = {}  # visitor: event, area, day
        may_come = (people.standing == CONTRIBUTOR) & people.near & (people.shape == STAYS)
        self.near = [np.flatnonzero(may_come & (people.city == n)) for n in range(len(places()))]

    def open(self, event: Gathering, seats: int) -> None:
        day = HISTORY_DAYS - (self.today - event.day).days
        known = self.known[event.place]
        again = min(len(known), int(self.rng.binomial(seats, self.rates.comes_again)))
        came = [known[i] for i in self._favourites(len(known), again)]
        fresh = self._contributors(event.place, day, seats - again, known)
        fresh += [self._visitor(event.place) for _ in range(seats - again - len(fresh))]
        known += fresh
        self._note(event, np.array(came + fresh), day)

    def _favourites(self, known: int, wanted: int) -> list[int]:
        """The earlier somebody first came, the likelier they are a regular."""
        if not wanted:
            return []
        weights = 1.0 / (np.arange(known) + 25.0)
        return self.rng.choice(known, wanted, replace=False, p=weights / weights.sum()).tolist()

    def _contributors(self, place: int, day: float, seats: int, known: list[int]) -> list[int]:
        near = self.near[place]
        near = near[(self.residents.start[near] < day) & ~np.isin(near, known)]
        wanted = self.rng.binomial(seats, self.rates.contributes_already)
        return self.rng.choice(near, min(len(near), wanted), replace=False).tolist()

    def _visitor(self, place: int) -> int:
        self.home.append(place)
        return len(self.residents) + len(self.home) - 1

    def _note(self, event: Gathering, came: NDArray[np.int64], day: float) -> None:
        self.events.append(np.full(len(came), event.number))
        self.people.append(came)
        if not AREAS[event.area].tiny:
            for person in came[self.rng.random(len(came)) < self.rates.converts].tolist():
                self._convert(person, event, day)

    def _convert(self, person: int, event: Gathering, day: float) -> None:
        wait = self.rng.lognormal(np.log(self.rates.delay_median), self.rates.delay_spread)
        if person >= len(self.residents) and person not in self.won:
            self.won[person] = (event.number, event.area, day + 1 + wait)

    def visitors(self) -> People:
        """One row for each visitor; those won come once or stay, like others of their area."""
        n = len(self.home)
        event, area = np.full(n, -1, np.int32), np.zeros(n, np.int8)
        start, shape = np.full(n, np.inf), np.full(n, VISITS_ONLY, np.int8)
        for person, (number, about, day) in self.won.items():
            row = person - len(self.residents)
            event[row], area[row], start[row] = number, about, day
            stays = 1 - AREAS[about].once / (1 - AREAS[about].casual)
            shape[row] = STAYS if self.rng.random() < stays else ONCE
        standing = np.full(n, CONTRIBUTOR, np.int8)
        city = np.array(self.home, np.int8)
        return People(standing, area, city, np.ones(n, bool), start, shape, event)
