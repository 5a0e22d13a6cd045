"""Events that come again under a name: what is kept of one, and what it gives the next."""

from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core.events.afterwards import EventTemplate
from parvis.core.events.errors import EventError
from parvis.core.events.models import Event
from parvis.core.events.rules import refuse_planning
from parvis.core.ground.actions import record
from parvis.core.people.models import User

KEPT = (
    *("title", "description", "kind", "level", "language", "bring", "capacity", "is_public"),
    *("has_catering", "takes_over", "expected_attendance", "expected_outcomes"),
)
MINUTE = 60


def save_template(*, event: Event, name: str, by: User | None, now: datetime) -> EventTemplate:
    """Keep what is said of an event under a name; a template of that name is replaced.

    Raises NotAllowedError unless `by` plans in the event's space, EventError for no name.
    """
    refuse_planning(by, event.space, now)
    called = name.strip()
    longest = EventTemplate._meta.get_field("name").max_length  # noqa: SLF001  # documented
    if not called or len(called) > (longest or 0):
        raise EventError(f"Give the template a name of at most {longest} characters.")
    with transaction.atomic():
        kept, _ = EventTemplate.objects.update_or_create(
            name=called, defaults={"values": _values(event)}
        )
        record(action="events.save-template", target=kept, by=by, now=now, event=event.pk)
    return kept


def _values(event: Event) -> dict[str, Any]:
    return {
        **{name: getattr(event, name) for name in KEPT},
        "area": event.area.slug if event.area else "",
        "further_areas": [area.slug for area in event.further_areas.all()],
        "minutes": int((event.ends_at - event.starts_at).total_seconds()) // MINUTE,
        "setup": int(event.setup.total_seconds()) // MINUTE,
        "clearup": int(event.clearup.total_seconds()) // MINUTE,
    }
