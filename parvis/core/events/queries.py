"""Reading events."""

from datetime import datetime

from django.db.models import QuerySet

from parvis.core.events.models import Event


def public_events(*, start: datetime, end: datetime) -> QuerySet[Event]:
    """Public events, published or held, that begin in [start, end), with space and area."""
    states = [Event.State.PUBLISHED, Event.State.HELD]
    found = Event.objects.filter(is_public=True, state__in=states)
    return found.filter(starts_at__gte=start, starts_at__lt=end).select_related("space", "area")


def without_headcount(*, before: datetime) -> QuerySet[Event]:
    """Events held before a moment whose headcount is still unknown: somebody should say it."""
    held = Event.objects.filter(state=Event.State.HELD, headcount=None, ends_at__lt=before)
    return held.select_related("space")
