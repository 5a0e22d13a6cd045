"""What an event's coordinator lays out for those who come: tasks in an order, and mentors there."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.events.rules import refuse_planning
from parvis.core.followup.models import EventMentor, EventOpportunity
from parvis.core.followup.trying import GOING, State
from parvis.core.ground.actions import record
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.mentors import current_mentors
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.people.models import User
from parvis.core.registration.places import locked

MOST = 12


class LayingOutError(Exception):
    """A task or mentor that cannot be laid out: why, and what to do."""


def lay_out(
    *, event: Event, opportunity: Opportunity, by: User | None, now: datetime
) -> EventOpportunity:
    """Lay a task out, after those that lie there. A second time changes nothing.

    Raises NotAllowedError; LayingOutError for a cancelled event, a closed task, or a thirteenth.
    """
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        event = locked(event)
        rows = list(EventOpportunity.objects.filter(event=event))
        for one in rows:
            if one.opportunity_id == opportunity.pk:
                return one
        _refuse(event, opportunity, len(rows))
        order = rows[-1].order + 1 if rows else 0
        made = EventOpportunity.objects.create(event=event, opportunity=opportunity, order=order)
        _log("lay-out", event, by, now, opportunity=opportunity.pk)
    return made


def take_away(*, event: Event, opportunity: Opportunity, by: User | None, now: datetime) -> None:
    """Take a task away; who is trying it goes on. Twice is once. Raises NotAllowedError."""
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        event = locked(event)
        rows = EventOpportunity.objects.filter(event=event, opportunity=opportunity)
        if rows.delete()[0]:
            _log("take-away", event, by, now, opportunity=opportunity.pk)


def move(
    *, event: Event, opportunity: Opportunity, steps: int, by: User | None, now: datetime
) -> None:
    """Move a task up (-1) or down (1); at the end it stays. Raises NotAllowedError."""
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        event = locked(event)
        rows = list(EventOpportunity.objects.filter(event=event))
        at = next((n for n, one in enumerate(rows) if one.opportunity_id == opportunity.pk), None)
        if at is None or not 0 <= at + steps < len(rows):
            return
        rows.insert(at + steps, rows.pop(at))
        for order, one in enumerate(rows):
            one.order = order
        EventOpportunity.objects.bulk_update(rows, ["order"])
        _log("move", event, by, now, opportunity=opportunity.pk, to=at + steps + 1)


def name_mentor(*, event: Event, mentor: Mentor, by: User | None, now: datetime) -> EventMentor:
    """Say that a mentor is there. Twice is once.

    Raises NotAllowedError, LayingOutError for a cancelled event or who is no mentor any more.
    """
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        event = locked(event)
        _refuse_cancelled(event)
        if not current_mentors().filter(pk=mentor.pk).exists():
            raise LayingOutError(f"{mentor} is no mentor any more. Choose somebody else.")
        made, is_new = EventMentor.objects.get_or_create(event=event, mentor=mentor)
        if is_new:
            _log("name-mentor", event, by, now, mentor=mentor.pk)
    return made


def strike_mentor(*, event: Event, mentor: Mentor, by: User | None, now: datetime) -> None:
    """Say that a mentor is not there after all. Twice is once. Raises NotAllowedError."""
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        event = locked(event)
        if EventMentor.objects.filter(event=event, mentor=mentor).delete()[0]:
            _log("strike-mentor", event, by, now, mentor=mentor.pk)


def laid_out(event: Event) -> QuerySet[EventOpportunity]:
    """What lies there, in order, with task and area, and how many of the event take each.

    `going`, `finished` and `taken` count attempts of those who signed up. One query.
    """
    of_event = Q(opportunity__attempts__registration__event=event)

    def people(*states: str) -> Count:
        only = Q(opportunity__attempts__state__in=states) if states else Q()
        return Count("opportunity__attempts", filter=of_event & only)

    rows = EventOpportunity.objects.filter(event=event).select_related("opportunity__area")
    counts = {"going": people(*GOING), "finished": people(State.FINISHED), "taken": people()}
    return rows.annotate(**counts).order_by("order", "pk")


def on_offer(event: Event) -> list[Opportunity]:
    """The tasks laid out that are still open, in order, with their areas. One query."""
    rows = EventOpportunity.objects.filter(event=event, opportunity__state=Opportunity.State.OPEN)
    return [one.opportunity for one in rows.select_related("opportunity__area")]


def titled(event: Event, words: str) -> list[Opportunity]:
    """Open tasks with these words in their title that do not lie there yet, the newest first."""
    rows = Opportunity.objects.filter(state=Opportunity.State.OPEN, title__icontains=words)
    rows = rows.exclude(pk__in=EventOpportunity.objects.filter(event=event).values("opportunity"))
    return list(rows.select_related("area")[:MOST])


def mentors_for(event: Event) -> QuerySet[Mentor]:
    """Whom a coordinator may name: mentors of the event's areas, or of all where it has none.

    With `is_there`. Those who are named already are among them. Three queries.
    """
    named = EventMentor.objects.filter(event=event, mentor=OuterRef("pk"))
    rows = current_mentors().annotate(is_there=Exists(named))
    areas = [event.area_id, *event.further_areas.values_list("pk", flat=True)]
    asked = [one for one in areas if one is not None]
    return rows.filter(Q(areas__in=asked) | Q(is_there=True)).distinct() if asked else rows


def helpers(event: Event) -> list[Mentor]:
    """Mentors who gave their leave to be named; with `is_there`, those at the event first.

    Two queries.
    """
    named = EventMentor.objects.filter(event=event, mentor=OuterRef("pk"))
    rows = current_mentors().filter(is_shown=True).annotate(is_there=Exists(named))
    return list(rows.order_by("-is_there", "user__display_name", "pk"))


def _refuse(event: Event, opportunity: Opportunity, lying: int) -> None:
    _refuse_cancelled(event)
    if not Opportunity.objects.filter(pk=opportunity.pk, state=Opportunity.State.OPEN).exists():
        raise LayingOutError(f"“{opportunity}” is closed by now. Choose another one.")
    if lying >= MOST:
        raise LayingOutError(
            f"{MOST} lie there already: people choose better among few. Take one away first."
        )


def _refuse_cancelled(event: Event) -> None:
    if event.state == Event.State.CANCELLED:
        raise LayingOutError(f"“{event}” does not take place: there is nobody to lay it out for.")


def _log(what: str, event: Event, by: User | None, now: datetime, **details: int) -> None:
    record(action=f"followup.{what}", target=event, by=by, now=now, **details)
