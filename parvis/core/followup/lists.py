"""Whom those who run a space follow up: who asked for help, who has not been back, whom to thank.

Only who allowed it at the visit is named; of the others nothing is said but how many there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from parvis.core.followup.by_address import person_of
from parvis.core.followup.firsts import SeenElsewhere, first_contributions
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.of_visits import Visits
from parvis.core.registration.models import Registration

SOON = timedelta(days=5)  # before a task is taken for let go
LATELY = timedelta(days=60)  # of what somebody said, or of when a task was taken for let go

Paired = tuple[Attempt, Registration]
Wanted = tuple[Introduction, Registration]


class Why(StrEnum):
    """What somebody is in the list for."""

    STUCK = "stuck"
    STUCK_AND_ASKED = "stuck, and asked for a mentor"
    ASKED = "asked for a mentor"
    SOON = "has it until soon"
    EXPIRED = "has not been back"
    FIRST = "contributed for the first time"


@dataclass(frozen=True)
class Line:
    """One person and one thing, by the visit at which they allowed it."""

    visit: Registration
    why: Why
    what: str  # the task, the area asked for, or the contribution
    on: date  # on the space's calendar; of a contribution, in UTC
    words: str = ""

    @property
    def person(self) -> str:
        return self.visit.email_key or f"visit {self.visit.pk}"


@dataclass(frozen=True)
class Part:
    """Who may be named, and how many people there are besides."""

    lines: Sequence[Line]
    not_named: int

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Part":
        every = list(lines)
        named = [one for one in every if one.visit.follow_up_since is not None]
        return cls(named, len({one.person for one in every} - {one.person for one in named}))


@dataclass(frozen=True)
class FollowUp:
    """The three lists."""

    help: Part
    not_back: Part
    firsts: Part


def follow_up(visits: Visits, *, now: datetime, seen: Sequence[SeenElsewhere] = ()) -> FollowUp:
    """The lists of these visits. `seen`: as for `first_contributions`. A dozen queries."""
    since = now - LATELY
    attempts = Attempt.objects.filter(changed_at__gt=since).select_related("opportunity__area")
    asked = Introduction.objects.filter(state__in=["asked", "accepted"]).select_related("area")
    tried, wanted = visits.of(attempts.order_by("changed_at", "pk")), visits.of(asked)
    firsts = first_contributions(visits, now=now, seen=seen)
    return FollowUp(
        Part.of(_who_asked_for_help(tried, wanted)),
        Part.of(_who_has_not_been_back(tried, now)),
        Part.of(Line(one.visit, Why.FIRST, one.what, one.on) for one in firsts),
    )


def _who_asked_for_help(tried: Sequence[Paired], wanted: Sequence[Wanted]) -> list[Line]:
    """Who is stuck and has no mentor for it, or waits for one; who waits longest first."""
    waiting = [(row, visit) for row, visit in wanted if row.state == Introduction.State.ASKED]
    helped = {_for(row) for row, _ in wanted} - {_for(row) for row, _ in waiting}
    asked = {_for(row) for row, _ in waiting}
    stuck = [
        (row, visit)
        for row, visit in tried
        if row.state == Attempt.State.STUCK and _about(row) not in helped
    ]
    lines = [
        _line(visit, Why.STUCK_AND_ASKED if _about(row) in asked else Why.STUCK, row)
        for row, visit in stuck
    ]
    said = {_about(row) for row, _ in stuck}
    lines += [
        Line(visit, Why.ASKED, str(row.area), _day(row.asked_at, visit), row.words)
        for row, visit in waiting
        if _for(row) not in said
    ]
    return sorted(lines, key=lambda line: line.on)


def _who_has_not_been_back(tried: Sequence[Paired], now: datetime) -> list[Line]:
    """Whose time with a task ends soon, or has: unless they finished something since."""
    done = {
        person_of(row): row.changed_at for row, _ in tried if row.state == Attempt.State.FINISHED
    }
    why = {Attempt.State.TRYING: Why.SOON, Attempt.State.EXPIRED: Why.EXPIRED}
    lines = [
        Line(visit, why[Attempt.State(row.state)], str(row.opportunity), _day(row.until, visit))
        for row, visit in tried
        if row.state in why
        and row.until <= now + SOON
        and done.get(person_of(row), row.taken_at) <= row.taken_at
    ]
    return sorted(lines, key=lambda line: line.on, reverse=True)


def _line(visit: Registration, why: Why, row: Attempt) -> Line:
    return Line(visit, why, str(row.opportunity), _day(row.changed_at, visit), row.words)


def _day(at: datetime, visit: Registration) -> date:
    return at.astimezone(visit.event.space.zone).date()


def _about(row: Attempt) -> tuple[str, int]:
    return person_of(row), row.opportunity.area_id


def _for(row: Introduction) -> tuple[str, int]:
    return person_of(row), row.area_id
