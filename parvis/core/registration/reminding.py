"""The day before, those who allowed it are reminded. Once for an event, however many workers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from parvis.core.events.afterwards import Reminder
from parvis.core.events.models import Event
from parvis.core.ground.posting import post_many
from parvis.core.registration.letters import remind
from parvis.core.registration.models import Registration
from parvis.core.registration.places import locked

VISITORS = "visitors"  # what the reminder is about
BEFORE = timedelta(hours=24)


def remind_visitors(*, now: datetime) -> int:
    """Remind of every event that begins within 24 hours. Returns how many people.

    Who signs up after that has just had a mail with all there is to say.
    """
    coming = Event.objects.filter(
        state=Event.State.PUBLISHED, starts_at__gt=now, starts_at__lte=now + BEFORE
    )
    due = coming.exclude(reminders__what=VISITORS).select_related("space", "room")
    return sum(_remind(event, now) for event in due)


def _remind(event: Event, now: datetime) -> int:
    with transaction.atomic():
        event = locked(event)  # a cancellation at the same moment comes before or after
        if event.state != Event.State.PUBLISHED or event.starts_at <= now:
            return 0
        _, is_ours = Reminder.objects.get_or_create(
            event=event, what=VISITORS, defaults={"sent_at": now}
        )
        people = list(_to_remind(event)) if is_ours else []
        for row in people:
            row.event = event
        post_many([remind(row, now=now) for row in people], now=now)
    return len(people)


def _to_remind(event: Event) -> QuerySet[Registration]:
    rows = Registration.objects.filter(event=event, state=Registration.State.CONFIRMED)
    return rows.filter(reminders_since__isnull=False).exclude(email="")
