"""How many places the events of the demo have, and the few ahead where sign-up is a story."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from parvis.insights.demo.gatherings import Gathering
from parvis.insights.demo.places import places
from parvis.insights.demo.world import World

ANNOUNCED = timedelta(days=20)  # before it takes place, or by now
ASKS_IN = "paris"  # the space of the demo's coordinator
SOON = timedelta(hours=30)  # what is nearer may be over when somebody looks, later that day
FULL_FROM, FULL_UNTIL = timedelta(days=6), timedelta(days=15)  # so far off, an offer stands a day
FULL = 3
ASKED_FOR = 0.75  # of those who want to come to a full event have a place
MORE = 3  # admitted than the room takes, where some are known not to come


@dataclass(frozen=True)
class Opening:
    """How an event takes sign-ups. `places`: who gets one; `room`: who may be in at once."""

    room: int
    places: int
    asks: bool = False  # questions of its own
    offers: bool = False  # a place that was given back is on offer


def openings(world: World) -> list[Opening]:
    """One for each event, in order."""
    found = [Opening(event.capacity, event.capacity) for event in world.events]
    for event in _full(world):
        wanted = int(world.heads.registered[event.number] * ASKED_FOR)
        found[event.number] = Opening(event.capacity, min(event.capacity, wanted), offers=True)
    asking = _asking(world)
    if asking is not None:
        room = _small_room(world, asking)
        found[asking.number] = Opening(room, room + MORE, asks=True)
    return found


def starts(world: World) -> datetime:
    """The start of the demo's today: its now."""
    return datetime.combine(world.today, time(), UTC)


def announced(event: Gathering, now: datetime) -> datetime:
    """When an event was published: sign-up began then."""
    return min(event.starts_at, now) - ANNOUNCED


def _small_room(world: World, event: Gathering) -> int:
    """A room for some of those who want to come, so that others wait."""
    return max(1, min(event.capacity, int(world.heads.registered[event.number] * 0.7) - MORE))


def _ahead(world: World, least: timedelta) -> list[Gathering]:
    """Announced events where people sign up by themselves, soonest first."""
    begins = starts(world) + least
    return [
        event
        for event in world.events
        if event.status == "planned"
        and event.public
        and event.starts_at > begins
        and world.heads.registered[event.number] > MORE
    ]


def _asking(world: World) -> Gathering | None:
    coming = _ahead(world, SOON)
    return next((one for one in coming if places()[one.place].slug == ASKS_IN), None)


def _full(world: World) -> list[Gathering]:
    """Those nearest to being full, one in a space."""
    last, asking = starts(world) + FULL_UNTIL, _asking(world)
    near = [e for e in _ahead(world, FULL_FROM) if e.starts_at < last and e is not asking]
    near.sort(key=lambda event: -int(world.heads.registered[event.number]) / event.capacity)
    of_place: dict[int, Gathering] = {}
    for event in near:
        of_place.setdefault(event.place, event)
    return list(of_place.values())[:FULL]
