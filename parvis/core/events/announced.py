"""What has been announced to the public: what is on, and what was called off since."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from parvis.core.events.listings import SHOWN, narrowed
from parvis.core.events.models import Event

LATELY = timedelta(days=90)
CALLED_OFF = Q(state=Event.State.CANCELLED, published_at__isnull=False)


def announced() -> QuerySet[Event]:
    """Public events that were published, cancelled ones among them, with space and room."""
    found = Event.objects.filter(Q(state__in=SHOWN) | CALLED_OFF, is_public=True)
    return found.select_related("space", "room", "area", "series")


def for_calendar(
    *, start: datetime, end: datetime, space: str | None = None, area: str | None = None
) -> QuerySet[Event]:
    """Announced events between two moments; of a series that has one of them, all."""
    near = narrowed(announced(), space=space, area=area, start=start, end=end)
    series = near.exclude(series=None).values("series")
    chosen = Q(pk__in=near.values("pk")) | Q(series__in=series)
    return narrowed(announced().filter(chosen), space=space, area=area).order_by("starts_at", "pk")


def newest(
    *, now: datetime, space: str | None = None, area: str | None = None, most: int = 50
) -> QuerySet[Event]:
    """What was announced in the last 90 days and is to come, the newest first."""
    lately = announced().filter(
        state=Event.State.PUBLISHED, published_at__gt=now - LATELY, ends_at__gt=now
    )
    return narrowed(lately, space=space, area=area).order_by("-published_at", "-pk")[:most]


def alike(event: Event, *, now: datetime, most: int = 3) -> QuerySet[Event]:
    """The next events of its focus area, or at its space where it names none."""
    coming = announced().filter(state__in=SHOWN, ends_at__gt=now).exclude(pk=event.pk)
    if event.series_id is not None:
        coming = coming.exclude(series=event.series_id)
    same = {"area": event.area_id} if event.area_id else {"space": event.space_id}
    return coming.filter(**same).order_by("starts_at", "pk")[:most]
