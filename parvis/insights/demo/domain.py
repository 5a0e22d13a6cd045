"""The demo network in the domain's database: spaces, events, users, programme, links by hand.

Spaces and settings go through the domain's own actions, so they obey its rules and stand in its
log; only the hundreds of events are written at once.
"""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from parvis.core.events.models import Event
from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.ground.outbox import Mail
from parvis.core.needs.models import Need, Proposal
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity, OpportunitySource
from parvis.core.people.actions import give_role, link, make_user
from parvis.core.people.models import LinkDecision, User
from parvis.core.programmes.actions import ensure_network, set_network, set_programme
from parvis.core.programmes.models import MeasureRun, Programme
from parvis.core.registration.checkins import CheckIn, DoorPass
from parvis.core.registration.conduct import ConductReport, Exclusion
from parvis.core.registration.models import Registration, SignUpRules
from parvis.core.registration.opinions import Feedback
from parvis.core.spaces.actions import appoint_coordinator, open_space
from parvis.core.spaces.furnishing import change_term
from parvis.core.spaces.models import Coordinator, Space
from parvis.core.spaces.rooms import Closure, HouseRules, OpeningHours, Room
from parvis.insights.demo.announcing import Announcer
from parvis.insights.demo.asking import ask
from parvis.insights.demo.gatherings import Gathering, programme_start
from parvis.insights.demo.mentors import mentor
from parvis.insights.demo.openings import announced, starts
from parvis.insights.demo.parameters import (
    AREAS,
    PLANNED_PER_WEEK,
    PROGRAMME_WEEKS,
    YIELD_ASSUMED,
)
from parvis.insights.demo.places import Place, places
from parvis.insights.demo.signins import DOMAIN, SignIn, sign_ins
from parvis.insights.demo.tasks import lay_out
from parvis.insights.demo.truth import Truth
from parvis.insights.demo.visitors import invite
from parvis.insights.demo.world import World
from parvis.insights.nodes import address_node, node_text
from parvis.measure.keys import Keys

NETWORK = "Open Squares, an example network"
PROGRAMME = "Three events a week"
STATES = {
    "held": Event.State.HELD,
    "cancelled": Event.State.CANCELLED,
    "planned": Event.State.PUBLISHED,
    "draft": Event.State.DRAFT,
}
ROOMS = (
    ("main-hall", "Main hall", {"standing": 120, "seated": 80}, "Projector, microphones, stage"),
    ("workshop", "Workshop", {"with_tables": 24}, "Tables, power at every seat, whiteboards"),
    ("library", "Library", {"seated": 16}, "Sofas, a screen, quiet"),
)
KINDS = {  # by the hours an event lasts
    1: Event.Kind.TALK,
    2: Event.Kind.MEETUP,
    4: Event.Kind.WORKSHOP,
    24: Event.Kind.SPRINT,
}
WEEKLY_HOURS = {"coordinator": 16, "technical": 8}
OPENS, CLOSES, SATURDAY_CLOSES = time(9), time(22), time(18)
COORDINATOR_NAMES = (
    ("Maya Torres", "Ken Walker"),
    ("Dana Reyes", "Oliver Chang"),
    ("Freya Larsen", "Tyler Brown"),
    ("Priya Rao", "Samuel Clarke"),
    ("Emily Wong", "Lucas Martin"),
    ("Grace Evans", "Arjun Patel"),
    ("Claire Fontaine", "Karim Benali"),
    ("Anja Richter", "Jonas Weber"),
    ("Hui Lin", "Wei Tsai"),
    ("Naoko Abe", "Daichi Fujita"),
    ("Mei Zhang", "Xin Liu"),
    ("Aroha Rangi", "Tane Walker"),
)


def fill_domain(world: World, keys: Keys) -> None:
    """Write everything the domain keeps about the network, as if at the start of `today`."""
    now = starts(world)
    load_pathways(by=None, now=now)
    ensure_network(name=NETWORK, by=None, now=now)
    users = {one.email: _user(one, now) for one in sign_ins()}
    spaces = [_space(world, number, now) for number in range(len(places()))]
    _coordinators(spaces, programme_start(world.today), users, now)
    _furnish(spaces, world.today)
    _events(world, spaces)
    _programme(world, now)
    ask(spaces, users, now)
    lay_out(world, now)
    mentor(now)
    _links(world, keys, by=users[f"steward@{DOMAIN}"], now=now)


def clear_domain() -> None:
    """Take away what `fill_domain` writes, but for users, focus areas and the log."""
    came = (Feedback, CheckIn, Registration, DoorPass, SignUpRules, ConductReport, Exclusion)
    asked, furnished = (Need, Proposal, Mail), (Room, Coordinator, Space)
    after = (Introduction, LoggedContribution, Mentor, Attempt, Opportunity, OpportunitySource)
    for model in (*after, *came, Event, *asked, *furnished, Programme, LinkDecision, MeasureRun):
        model.objects.all().delete()


def is_empty() -> bool:
    """Whether nobody has put a space or a decision on who is who into the domain yet."""
    return not (Space.objects.exists() or LinkDecision.objects.exists())


def _user(one: SignIn, now: datetime) -> User:
    user = _made(one.email, one.name, now, one.password)
    if one.role_slug:
        give_role(user=user, role=one.role_slug, by=None, now=now)
    return user


def _made(email: str, name: str, now: datetime, password: str | None = None) -> User:
    found = User.objects.filter(email=email).first()
    return found or make_user(
        email=email,
        display_name=name,
        password=password,
        is_known_address=True,
        by=None,
        now=now,
    )


def _space(world: World, number: int, now: datetime) -> Space:
    place: Place = places()[number]
    return open_space(
        slug=place.slug,
        name=place.name,
        city=place.city,
        country=place.country,
        time_zone=place.time_zone,
        latitude=place.latitude,
        longitude=place.longitude,
        opened_on=world.first_day + timedelta(weeks=5 * number),
        by=None,
        now=now,
    )


def _coordinators(spaces: list[Space], start: date, users: dict[str, User], now: datetime) -> None:
    """Two for each space: one who is not technical, one who is."""
    for space, names in zip(spaces, COORDINATOR_NAMES, strict=True):
        for prefix, name in zip(("coordinator", "technical"), names, strict=True):
            email = f"{prefix}-{space.slug}@{DOMAIN}"
            term = appoint_coordinator(
                space=space,
                user=users.get(email) or _made(email, name, now),
                is_technical=prefix == "technical",
                from_on=start,
                by=None,
                now=now,
            )
            change_term(term=term, weekly_hours=WEEKLY_HOURS[prefix], by=None, now=now)


def _furnish(spaces: list[Space], today: date) -> None:
    """Rooms, hours, house rules and one closure ahead, the same kind everywhere."""
    Room.objects.bulk_create(
        [
            Room(space=space, slug=slug, name=name, equipment=equipment, **takes)
            for space in spaces
            for slug, name, takes, equipment in ROOMS
        ]
    )
    OpeningHours.objects.bulk_create(
        [
            OpeningHours(
                space=space,
                weekday=day,
                opens_at=OPENS,
                closes_at=SATURDAY_CLOSES if day == SATURDAY else CLOSES,
            )
            for space in spaces
            for day in range(SATURDAY + 1)
        ]
    )
    HouseRules.objects.bulk_create([HouseRules(space=space) for space in spaces])
    cleaning = today + timedelta(days=45 - today.weekday())  # a Thursday
    Closure.objects.bulk_create(
        [
            Closure(
                space=space,
                from_on=cleaning,
                until_on=cleaning + timedelta(days=1),
                reason="floor being polished",
            )
            for space in spaces[::4]
        ]
    )


SATURDAY = 5


def _events(world: World, spaces: list[Space]) -> None:
    rooms = {
        space.pk: space.rooms.get(slug=ROOMS[number % 2][0]) for number, space in enumerate(spaces)
    }
    of_slug = {area.slug: area for area in FocusArea.objects.all()}
    areas = [of_slug[area.slug] for area in AREAS]
    announcer = Announcer(world)
    events = Event.objects.bulk_create(
        [
            _event(world, event, spaces[event.place], areas[event.area], announcer)
            for event in world.events
        ]
    )
    for space, room in rooms.items():
        Event.objects.filter(space=space).update(room=room)
    invite(world, events, areas)


def _event(
    world: World, event: Gathering, space: Space, area: FocusArea, announcer: Announcer
) -> Event:
    reported = int(world.heads.reported[event.number])
    is_draft = event.status == "draft"
    hours = (event.ends_at - event.starts_at) / timedelta(hours=1)
    kind = next(kind for most, kind in KINDS.items() if hours <= most)
    return Event(
        space=space,
        area=area,
        title=event.title,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        kind=kind,
        capacity=event.capacity,
        books_from=event.starts_at,
        books_until=event.ends_at,
        is_public=event.public,
        state=STATES[event.status],
        published_at=None if is_draft else announced(event, starts(world)),
        registered=None if is_draft else int(world.heads.registered[event.number]),
        headcount=None if reported < 0 else reported,
        **announcer.words(event, kind),
    )


def _programme(world: World, now: datetime) -> None:
    starts_on = programme_start(world.today)
    ends_on = starts_on + timedelta(weeks=PROGRAMME_WEEKS)
    programme = set_programme(
        name=PROGRAMME,
        starts_on=starts_on,
        ends_on=ends_on,
        spaces=len(places()),
        events_per_week=Decimal(PLANNED_PER_WEEK),
        weeks=PROGRAMME_WEEKS,
        new_per_event=Decimal(str(YIELD_ASSUMED)),
        by=None,
        now=now,
    )
    baseline = len(Truth(world).active(starts_on))
    set_network(
        name=NETWORK,
        goal=baseline + int(programme.new_expected),
        goal_on=ends_on,
        baseline=baseline,
        baseline_on=starts_on,
        baseline_note=(
            "Invented with the demo network: its active contributors on the day the programme "
            f"began. The goal adds {int(programme.new_expected):,} to them, one for each event "
            "planned, which is an assumption."
        ),
        by=None,
        now=now,
    )


def _links(world: World, keys: Keys, *, by: User, now: datetime) -> None:
    for one, other in world.accounts.by_hand:
        link(
            one=node_text(address_node(one.address, keys)),
            other=node_text(address_node(other.address, keys)),
            because="They told the steward that both addresses are theirs.",
            by=by,
            now=now,
        )
