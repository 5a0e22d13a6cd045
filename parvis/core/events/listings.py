"""Lists of events as the world may see them: filtered, and read on from where a page ended."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.core.events.models import Event

Place = tuple[datetime, int]  # where a page ended: the start and the key of its last event
SHOWN = (Event.State.PUBLISHED, Event.State.HELD, Event.State.REPORTED)


def shown_to_all() -> QuerySet[Event]:
    """Public events that were published and not cancelled."""
    return Event.objects.filter(is_public=True, state__in=SHOWN)


def with_parts(events: QuerySet[Event]) -> QuerySet[Event]:
    """Load what is said with each event: two queries, however many there are."""
    whole = events.select_related("space", "room", "area", "series", "coordinator", "sponsor")
    return whole.prefetch_related("further_areas")


def narrowed(
    events: QuerySet[Event],
    *,
    space: str | None = None,
    area: str | None = None,
    kind: str | None = None,
    language: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> QuerySet[Event]:
    """Keep the events of a space, of an area (first or further), and so on; None keeps all.

    `start` and `end`: those that begin in [start, end).
    """
    asked = {
        "space__slug": space,
        "kind": kind,
        "language__iexact": language,
        "starts_at__gte": start,
        "starts_at__lt": end,
    }
    found = events.filter(**{name: value for name, value in asked.items() if value is not None})
    if area is None:
        return found
    links = Event.further_areas.through.objects.filter(event=OuterRef("pk"), focusarea__slug=area)
    return found.filter(Q(area__slug=area) | Exists(links))


def page_of(
    events: QuerySet[Event], *, after: Place | None, most: int
) -> tuple[Sequence[Event], Place | None]:
    """Return at most `most` events after a place, by start; and the place where more follow."""
    ordered = events.order_by("starts_at", "pk")
    rows = list(_past(ordered, after)[:most])
    if not rows:
        return [], None
    ended = (rows[-1].starts_at, rows[-1].pk)
    return rows, ended if _past(ordered, ended).exists() else None


def _past(ordered: QuerySet[Event], place: Place | None) -> QuerySet[Event]:
    if place is None:
        return ordered
    start, key = place
    # The first condition lets the database begin in its index; the second settles ties.
    return ordered.filter(starts_at__gte=start).filter(Q(starts_at__gt=start) | Q(pk__gt=key))
