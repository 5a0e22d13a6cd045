"""Who came of those who had a place, as far as anybody can know.

The door was used when it let at least one person in. What a coordinator notes at the desk is no
door: one guest noted the next morning must not make no-shows of all the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.models import HOLDING, Registration
from parvis.core.spaces.models import Space
from parvis.lib.turnout_odds import Evening, chance_of_more, fitted, most_to_admit

LATELY = timedelta(days=365)
ENOUGH = 30  # people who had a place: fewer say nothing about the next evening

State, Origin = Registration.State, Registration.Origin


class Came(StrEnum):
    """Whether somebody came. An unknown is unknown, and no no-show."""

    CAME = "came"
    NO_SHOW = "no-show"
    UNKNOWN = "unknown"
    TO_COME = "to come"
    NOT_EXPECTED = "not expected"  # without a place


@dataclass(frozen=True)
class Turnout:
    """What the list and the door say of one event."""

    signed_up: int  # before the evening, and did not cancel
    had_a_place: int  # of these
    came: int  # everybody who was let in, or noted
    walk_ins: int  # of these: had not signed up
    expected_came: int  # of those who had a place
    is_door_used: bool
    is_over: bool

    @property
    def no_shows(self) -> int | None:
        """Who had a place and was not seen; None: nobody knows."""
        known = self.is_door_used and self.is_over
        return self.had_a_place - self.expected_came if known else None

    @property
    def waited(self) -> int:
        return self.signed_up - self.had_a_place


@dataclass(frozen=True)
class Rate:
    """How many came of those who had a place, at which events of the last year."""

    evenings: Sequence[Evening]  # came, of how many who had a place
    where: str  # "kind": these at this space; "space": all of it; "network": everywhere

    @property
    def came(self) -> int:
        return sum(came for came, _ in self.evenings)

    @property
    def had_a_place(self) -> int:
        return sum(people for _, people in self.evenings)

    @property
    def percent(self) -> int:
        return round(100 * self.came / self.had_a_place)


@dataclass(frozen=True)
class Suggestion:
    """How many to admit so that the places are filled, and how often too many would come."""

    places: int
    admit: int
    chance: float


def came_or_not(event: Event, *, now: datetime) -> Turnout:
    """Count who signed up, had a place, and came. Two queries."""
    seen = Q(check_ins__is_counted=True)  # of one registration at most one counts
    before = ~Q(origin=Origin.WALK_IN)
    expected = before & Q(state=State.CONFIRMED)
    wanted = before & Q(state__in=[*HOLDING, State.WAITING])
    counts = Registration.objects.filter(event=event).aggregate(
        signed_up=Count("pk", filter=wanted, distinct=True),
        had_a_place=Count("pk", filter=expected, distinct=True),
        came=Count("pk", filter=seen, distinct=True),
        walk_ins=Count("pk", filter=seen & Q(origin=Origin.WALK_IN), distinct=True),
        expected_came=Count("pk", filter=seen & expected, distinct=True),
    )
    used = door_check_ins().filter(event=event).exists()
    return Turnout(**counts, is_door_used=used, is_over=now >= event.ends_at)


def whether_came(row: Registration, *, is_in: bool, turnout: Turnout) -> Came:
    """What is known of one person. For who plans there; nobody else is shown it."""
    if is_in:
        return Came.CAME
    if row.state != State.CONFIRMED:
        return Came.NOT_EXPECTED
    if not turnout.is_over:
        return Came.TO_COME
    return Came.NO_SHOW if turnout.is_door_used else Came.UNKNOWN


def show_rate(*, space: Space, kind: str, now: datetime) -> Rate | None:
    """How many came at events of this kind here; with too few people, at all of the space's.

    With too few there, at the network's; with too few even so, None. At most three queries.
    """
    places = (
        ("kind", Q(event__space=space, event__kind=kind)),
        ("space", Q(event__space=space)),
        ("network", Q()),
    )
    for where, limits in places:
        rate = Rate(_evenings(limits, now), where)
        if rate.had_a_place >= ENOUGH:
            return rate
    return None


def suggestion(rate: Rate, places: int) -> Suggestion:
    """How many to admit to fill so many places: more than fit come one evening of ten at most."""
    odds = fitted(rate.evenings)
    admit = most_to_admit(places, odds=odds)
    return Suggestion(places, admit, chance_of_more(places, admitted=admit, odds=odds))


def door_check_ins() -> QuerySet[CheckIn]:
    """What shows that a door was used."""
    return CheckIn.objects.filter(is_counted=True).exclude(way=CheckIn.Way.DESK)


def door_was_used(event_field: str) -> Exists:
    """Whether the door was used of the event in this field, for a query."""
    return Exists(door_check_ins().filter(event=OuterRef(event_field)))


def is_in() -> Exists:
    """Whether somebody was let in or noted, for a query of registrations."""
    return Exists(CheckIn.objects.filter(registration=OuterRef("pk"), is_counted=True))


def _evenings(limits: Q, now: datetime) -> list[Evening]:
    """Each event of the last year whose door was used: who came, of how many with a place."""
    rows = Registration.objects.filter(
        limits,
        door_was_used("event"),
        state=State.CONFIRMED,
        event__ends_at__lte=now,
        event__ends_at__gt=now - LATELY,
    ).exclude(origin=Origin.WALK_IN)
    came = Count("pk", filter=Q(check_ins__is_counted=True), distinct=True)
    people = Count("pk", distinct=True)
    counted = rows.order_by().values("event").annotate(came=came, people=people)
    return [(row["came"], row["people"]) for row in counted]
