"""What each visitor of the demo tells of themselves, and allows: the same at every event."""

from dataclasses import dataclass

from parvis.core.registration.consents import Consents
from parvis.core.registration.plausible import key_of
from parvis.insights.demo.parameters import FEEDS, stream
from parvis.insights.demo.places import load
from parvis.insights.demo.world import World

REMINDERS, FOLLOW_UP, LINKING = 1 / 2, 1 / 4, 1 / 3  # shares of visitors
SAYS_HANDLE = 0.6  # of those who allow linking and have an account
NEEDS_ACCESS = 0.04
TICKS, TICKS_ANOTHER = 0.3, 0.1  # shares who tick the event's focus area, and one besides
SYSTEMS = {"github": "GitHub", "pontoon": "Pontoon", "forum": "support-forum"}  # by platform


@dataclass(frozen=True, slots=True)
class Habit:
    """How one person fills in the form."""

    name: str
    email: str
    key: str
    consents: Consents
    handle: str
    handle_at: str
    access_needs: str
    areas: int  # how many they tick


def habits(world: World, people: list[int]) -> dict[int, Habit]:
    """Those of `people`. Each is drawn from a row of their own, whoever else there is."""
    rng = stream(world.seed, world.today.toordinal(), "habits")
    luck = rng.random((len(world.people), 7)).tolist()
    texts = load("visitors.toml")["access_needs"]
    handles = _handles(world)
    return {one: _habit(*_face(world, one), luck[one], handles.get(one), texts) for one in people}


def _habit(
    name: str, email: str, u: list[float], account: tuple[str, str] | None, texts: list[str]
) -> Habit:
    allowed = Consents(u[0] < REMINDERS, u[1] < FOLLOW_UP, u[2] < LINKING)
    tells = account if allowed.linking and u[3] < SAYS_HANDLE else None
    return Habit(
        name,
        email,
        key_of(email),
        allowed,
        *(tells or ("", "")),
        texts[int(u[5] * len(texts))] if u[4] < NEEDS_ACCESS else "",
        int(u[6] < TICKS) + int(u[6] < TICKS_ANOTHER),
    )


def _face(world: World, person: int) -> tuple[str, str]:
    main = world.persons[person].faces[0]
    return main.name, main.address


def _handles(world: World) -> dict[int, tuple[str, str]]:
    """(handle, system) of the true account of a person, where they have one that has a name."""
    found: dict[int, tuple[str, str]] = {}
    for account in world.accounts.all:
        system = SYSTEMS.get(FEEDS[account.feed].platform)
        if system and account.login:
            found.setdefault(account.person, (account.login, system))
    return found
