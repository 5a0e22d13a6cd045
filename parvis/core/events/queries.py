"""Reading events, for those who plan and report. What the public sees is in public_queries.py."""

from datetime import datetime, time, timedelta

from django.db.models import F, Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.people.models import User
from parvis.core.spaces.models import Space
from parvis.lib.wall_clock import on_clock

State = Event.State
REPORT_WITHIN = timedelta(days=7)


def public_events(*, start: datetime, end: datetime) -> QuerySet[Event]:
    """Public events, published or held, that begin in [start, end), with space and area."""
    states = [State.PUBLISHED, State.HELD, State.REPORTED]
    found = Event.objects.filter(is_public=True, state__in=states)
    return found.filter(starts_at__gte=start, starts_at__lt=end).select_related("space", "area")


def in_calendar(space: Space, *, start: datetime, end: datetime) -> QuerySet[Event]:
    """What is planned or was held in a space between two moments, for its week."""
    found = Event.objects.filter(space=space, books_from__lt=end, books_until__gt=start)
    found = found.exclude(state=State.CANCELLED)
    return found.select_related("space", "room", "area", "coordinator")


def reports_due(*, now: datetime, spaces: list[int] | None = None) -> QuerySet[Event]:
    """Events that are over and not reported, the oldest first; of these spaces, or of all."""
    over = Event.objects.filter(state__in=[State.PUBLISHED, State.HELD], ends_at__lt=now)
    if spaces is not None:
        over = over.filter(space__in=spaces)
    return over.select_related("space", "coordinator")


def overdue(*, now: datetime) -> Q:
    """Which of them are later than the seven days that follow-through gives."""
    return Q(ends_at__lt=now - REPORT_WITHIN)


def waiting_for_approval(*, spaces: list[int] | None = None) -> QuerySet[Event]:
    """Events that somebody proposed, the next first; of these spaces, or of all."""
    found = Event.objects.filter(state=State.PROPOSED)
    if spaces is not None:
        found = found.filter(space__in=spaces)
    return found.select_related("space", "area", "coordinator")


def planned_by(user: User) -> QuerySet[Event]:
    """Events that somebody coordinates and that are not over."""
    coming = [State.DRAFT, State.PROPOSED, State.APPROVED, State.PUBLISHED]
    return Event.objects.filter(coordinator=user, state__in=coming).select_related("space")


def starts_of_following(event: Event, *, at: time) -> dict[int, datetime]:
    """When an event of a series and those that follow would start at another hour, by key.

    Those that are over, or were moved on their own, are not among them.
    """
    zone = event.space.zone
    coming = [State.DRAFT, State.PROPOSED, State.APPROVED, State.PUBLISHED]
    rest = Event.objects.filter(series=event.series_id, recurs_at__gte=event.recurs_at)
    regular = rest.filter(state__in=coming, starts_at=F("recurs_at")).order_by("recurs_at")
    return {
        key: datetime.combine(on_clock(start, zone).date(), at, zone)
        for key, start in regular.values_list("pk", "recurs_at")
        if start is not None
    }
