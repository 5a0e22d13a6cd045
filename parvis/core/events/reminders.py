"""The morning after an event that nobody reported, who runs it is asked to, once."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from parvis.core.events.afterwards import Reminder
from parvis.core.events.models import Event
from parvis.core.events.queries import REPORT_WITHIN, reports_due
from parvis.core.events.rules import NIGHT_ENDS
from parvis.core.ground.posting import post_mail, site_link
from parvis.core.people.models import User
from parvis.lib.wall_clock import between, moment, on_clock

REPORT = "report"  # what the reminder is about
MORNING = time(9)


def remind_of_reports(*, now: datetime) -> int:
    """Remind of every report that is due this morning. Returns of how many events.

    An event's coordinator is asked, or all who coordinate its space. Nothing is asked of events
    that ended more than seven days ago: they stand in the list of reports that are overdue. Two
    workers at once send once.
    """
    found = reports_due(now=now).filter(ends_at__gte=now - REPORT_WITHIN)
    waiting = found.exclude(reminders__what=REPORT).order_by("ends_at")
    due = [event for event in waiting if reminded_at(event) <= now]
    return sum(_remind(event, now) for event in due)


def reminded_at(event: Event) -> datetime:
    """09:00 on the space's clock on the day after the event; a night belongs to its evening."""
    ended = on_clock(event.ends_at, event.space.zone)
    evening = ended.date() - timedelta(ended.time() < NIGHT_ENDS)
    return moment(datetime.combine(evening + timedelta(1), MORNING), event.space.zone)


def _remind(event: Event, now: datetime) -> bool:
    """Claim the reminder and post it; False if there is nobody to ask, or somebody was first."""
    people = list(_who_runs(event, now))
    if not people:
        return False  # not claimed: somebody may be appointed yet
    with transaction.atomic():
        _, is_ours = Reminder.objects.get_or_create(
            event=event, what=REPORT, defaults={"sent_at": now}
        )
        if not is_ours:
            return False
        for user in people:
            subject = f"How was “{event}”?"
            post_mail(to=user.email, subject=subject, text=_text(event, user), now=now)
    return True


def _who_runs(event: Event, now: datetime) -> Iterator[User]:
    if event.coordinator is not None and event.coordinator.is_active:
        yield event.coordinator
        return
    today = on_clock(now, event.space.zone).date()
    terms = event.space.coordinators.filter(
        Q(until_on=None) | Q(until_on__gt=today), from_on__lte=today, user__is_active=True
    )
    for term in terms.select_related("user").order_by("pk"):
        yield term.user


def _text(event: Event, user: User) -> str:
    when = between(event.starts_at, event.ends_at, event.space.zone)
    return (
        f"Hello {user},\n\n“{event}” was on at {event.space}: {when} ({event.space.time_zone}).\n\n"
        "Its report takes two minutes: how many came (or that nobody counted), what came of it, "
        "what helped, what hindered, and one lesson.\n\n"
        f"{site_link('desk-report', event.pk)}\n\nThis is the only reminder.\n"
    )
