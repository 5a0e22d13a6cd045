"""Who signed up for what in the demo, who of them came, and who was let in without.

The people are those of the world: who was there (its attendance) mostly had signed up; the others
who had are known at the space, or live near it, and did not come. Event for event there are as
many sign-ups as the world says. Nothing here lies after the demo's now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from parvis.core.registration.models import Registration
from parvis.insights.demo.arrivals import MINUTE, Arrival, arrivals
from parvis.insights.demo.gatherings import Gathering
from parvis.insights.demo.openings import Opening, announced, starts
from parvis.insights.demo.parameters import stream
from parvis.insights.demo.people import CONTRIBUTOR
from parvis.insights.demo.places import places
from parvis.insights.demo.world import World

Ints = NDArray[np.int64]
State, Origin = Registration.State, Registration.Origin
CANCELS = 0.3  # share of those who signed up and did not come
CANCELS_AHEAD = 0.06  # share of those who sign up for an event to come
LAPSES = 0.25  # share of those who waited in vain: they let an offer lapse
DAYS_BEFORE = 5.0  # that people sign up, exponential


@dataclass(frozen=True, slots=True)
class SignUp:
    """One person at one event. `arrival` is None where no door saw them."""

    event: int
    person: int
    number: int
    state: Registration.State
    origin: Registration.Origin
    asked_at: datetime
    changed_at: datetime
    arrival: Arrival | None = None
    is_over: bool = False


def sign_ups(world: World, opened: Sequence[Opening]) -> list[SignUp]:
    """Everybody's, event by event, in the order in which they asked."""
    draw = _Draw(world)
    known = [event for event in world.events if event.status != "draft"]
    return [one for event in known for one in draw.rows(event, opened[event.number])]


@dataclass(frozen=True)
class _Line:
    """Those who signed up for an event, in order, and how each stands."""

    people: list[int]
    states: list[Registration.State]

    @property
    def placed(self) -> int:
        return self.states.count(State.CONFIRMED) + self.states.count(State.OFFERED)


class _Draw:
    """Draws the list of one event after the other."""

    def __init__(self, world: World) -> None:
        self.world, self.now = world, starts(world)
        self.rng = stream(world.seed, world.today.toordinal(), "sign-ups")
        order = np.argsort(world.attendance.event, kind="stable")
        ends = np.cumsum(world.heads.attended)[:-1]
        self.came = np.split(world.attendance.person[order].astype(np.int64), ends)
        self.around = [_around(world, number) for number in range(len(places()))]

    def rows(self, event: Gathering, opening: Opening) -> Iterator[SignUp]:
        signed = int(self.world.heads.registered[event.number])
        guests, walkers = self._divided(self.came[event.number], signed)
        line = self._line(event, opening, guests, signed)
        seen: dict[int, Arrival] = {}
        if event.status == "held" and event.ends_at <= self.now:
            seen = arrivals(event, guests.tolist(), walkers.tolist(), self.rng)
        yield from self._signed(event, line, seen)
        own = set(walkers.tolist())
        came = [(person, arrival) for person, arrival in seen.items() if person in own]
        for number, (person, arrival) in enumerate(came):
            is_over = line.placed + number >= opening.places
            yield _walk_in(event, person, signed + number + 1, arrival, is_over=is_over)

    def _divided(self, came: Ints, signed: int) -> tuple[Ints, Ints]:
        """Who of those there had signed up, and who had not."""
        share = self.world.parameters.visits.walk_ins
        walk_ins = max(len(came) - signed, int(self.rng.binomial(len(came), share)))
        came = self.rng.permutation(came)
        return came[walk_ins:], came[:walk_ins]

    def _line(self, event: Gathering, opening: Opening, guests: Ints, signed: int) -> _Line:
        """First come, first served; who came had a place."""
        absent = self._absent(event, signed - len(guests))
        share = CANCELS if event.status == "held" else CANCELS_AHEAD
        gone = int(self.rng.binomial(len(absent), share))
        last = gone + opening.places - len(guests) - opening.offers
        served, waiting = np.concatenate([guests, absent[:last]]), absent[last:].tolist()
        order = self.rng.permutation(len(served)).tolist()
        cancelled = range(len(guests), len(guests) + gone)
        states = [State.CANCELLED if n in cancelled else State.CONFIRMED for n in order]
        return _Line(
            served[order].tolist() + waiting, states + self._waits(event, opening, waiting)
        )

    def _absent(self, event: Gathering, wanted: int) -> Ints:
        """Others of the city, each once."""
        around = self.around[event.place]
        others = around[~np.isin(around, self.came[event.number])]
        return self.rng.choice(others, min(wanted, len(others)), replace=False)

    def _waits(
        self, event: Gathering, opening: Opening, people: list[int]
    ) -> list[Registration.State]:
        """How those stand who found no place."""
        if event.status == "held":
            lapsed = self.rng.random(len(people)) < LAPSES
            return [State.LAPSED if one else State.WAITING for one in lapsed.tolist()]
        states = [State.WAITING for _ in people]
        return [State.OFFERED, *states[1:]] if opening.offers and people else states

    def _signed(self, event: Gathering, line: _Line, seen: dict[int, Arrival]) -> Iterator[SignUp]:
        """Give each a number, and the moments of asking and of the last change."""
        last = min(event.starts_at - timedelta(hours=1), self.now - MINUTE)
        span = (last - announced(event, self.now)) / MINUTE
        before = self.rng.exponential(DAYS_BEFORE * 1440, len(line.people)) % span
        before[::-1].sort()
        changed = (before * self.rng.random(len(before))).astype(int).tolist()
        origin = Origin.PAGE if event.public else Origin.COORDINATOR
        rows = zip(line.people, line.states, before.astype(int).tolist(), changed, strict=True)
        for number, (person, state, asked, change) in enumerate(rows, 1):
            kept = state in (State.CONFIRMED, State.WAITING)
            at = last - timedelta(minutes=asked)
            then = at if kept else last - timedelta(minutes=change)
            yield SignUp(event.number, person, number, state, origin, at, then, seen.get(person))


def _walk_in(
    event: Gathering, person: int, number: int, arrival: Arrival, *, is_over: bool
) -> SignUp:
    return SignUp(
        event.number,
        person,
        number,
        State.CONFIRMED,
        Origin.WALK_IN,
        arrival.at,
        arrival.noted_at,
        arrival,
        is_over,
    )


def _around(world: World, place: int) -> Ints:
    """Who is known at a space, or lives near enough to come."""
    people = world.people
    near = (people.city == place) & people.near & (people.standing == CONTRIBUTOR)
    held_here = np.array([event.place == place for event in world.events])
    came = world.attendance.person[held_here[world.attendance.event]]
    return np.union1d(np.flatnonzero(near), came).astype(np.int64)
