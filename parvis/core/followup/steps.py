"""What somebody's next step is: the task they took, or a few that are laid out for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, QuerySet, When

from parvis.core.events.models import Event
from parvis.core.followup.by_address import of_visits
from parvis.core.followup.intake import Intake
from parvis.core.followup.models import Attempt, EventMentor, EventOpportunity
from parvis.core.followup.trying import GOING
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.models import Registration

MOST = 3  # tasks, or mentors, in one mail
LOOKED_AT = 24  # of an area's tasks: more than anybody has tried

EASIEST = Case(*(When(difficulty=one, then=n) for n, one in enumerate(Opportunity.Difficulty)))
SHORTEST = F("minutes").asc(nulls_last=True)


@dataclass(frozen=True)
class Step:
    """What one person is written."""

    taken: Sequence[Attempt]  # what they are at, the newest first
    proposed: Sequence[Opportunity]  # where they are at nothing
    is_full: bool  # tasks are held back: the team has as many newcomers as it can take
    mentors: Sequence[Mentor]
    area: FocusArea | None

    @property
    def says_something(self) -> bool:
        return bool(self.taken or self.proposed or self.area)


class Steps:
    """The steps of those who came to one event, read at once. Six queries, however many came."""

    def __init__(self, event: Event, visits: Sequence[Registration], *, now: datetime) -> None:
        self._area = event.area
        self._tried = of_visits(Attempt.objects.select_related("opportunity__area"), visits)
        self._laid_out = _laid_out(event)
        self._others = list(_of_area(event)) if event.area_id else []
        self._mentors = mentors_of(event)
        areas = {task.area for task in self._laid_out} | ({event.area} if event.area else set())
        self._intake = Intake(areas, now=now)

    def of(self, visit: Registration) -> Step:
        """The step of one person; tasks proposed are counted, and the next has less room."""
        person, tried = visit.email_key, self._tried.get(visit.email_key, ())
        taken = [row for row in tried if row.state in GOING][:MOST]
        if taken:
            area = taken[0].opportunity.area
            return Step(taken, (), is_full=False, mentors=self._mentors, area=area)
        proposed, is_full = self._propose(person, {row.opportunity_id for row in tried})
        return Step((), proposed, is_full, self._mentors, self._area)

    def _propose(self, person: str, tried: set[int]) -> tuple[list[Opportunity], bool]:
        """Up to three tasks: what the event laid out, or else what is open in its area."""
        laid_out = [task for task in self._laid_out if task.pk not in tried]
        left = laid_out or [task for task in self._others if task.pk not in tried]
        open_to = [task for task in left if self._intake.has_room(task.area_id, person)][:MOST]
        for area in {task.area_id for task in open_to}:
            self._intake.send(area, person)
        return open_to, bool(left and not open_to)


def mentors_of(event: Event) -> list[Mentor]:
    """Who may be named: those who were there that evening, or else those of the area."""
    named = Mentor.objects.filter(is_shown=True, until=None, user__is_active=True)
    named = named.select_related("user")
    there = EventMentor.objects.filter(event=event)
    found = list(named.filter(pk__in=there.values("mentor"))[:MOST])
    return found or (list(named.filter(areas=event.area)[:MOST]) if event.area else [])


def areas_of(event: Event) -> QuerySet[FocusArea]:
    """The areas whose tasks may be proposed after an event, in the order in which they lock."""
    laid_out = EventOpportunity.objects.filter(event=event).values("opportunity__area")
    found = FocusArea.objects.filter(pk__in=laid_out)
    if event.area_id:
        found |= FocusArea.objects.filter(pk=event.area_id)
    return found.order_by("pk")


def _laid_out(event: Event) -> list[Opportunity]:
    rows = EventOpportunity.objects.filter(event=event, opportunity__state=Opportunity.State.OPEN)
    return [row.opportunity for row in rows.select_related("opportunity__area")]


def _of_area(event: Event) -> QuerySet[Opportunity]:
    found = Opportunity.objects.filter(area=event.area_id, state=Opportunity.State.OPEN)
    return found.order_by(EASIEST, SHORTEST, "-opened_at", "-pk").select_related("area")[:LOOKED_AT]
