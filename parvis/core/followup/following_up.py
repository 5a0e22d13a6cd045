"""After a visit: one mail with the person's own next step, at most one nudge, then silence."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import QuerySet

from parvis.core.events.models import Event
from parvis.core.followup.by_address import is_excluded
from parvis.core.followup.next_step_letters import next_step
from parvis.core.followup.steps import Steps, areas_of
from parvis.core.followup.written import NextStepMail
from parvis.core.ground.posting import post_many
from parvis.core.registration.asking_back import asked_at, who_came
from parvis.core.registration.models import Registration

AFTER_THE_QUESTIONS = timedelta(hours=1)  # 11:00: the two questions go at 10:00
WRITE_WITHIN = timedelta(days=7)  # later it is no next day's mail
ONE_MAIL_IN = timedelta(days=7)  # whatever else somebody came to


def write_next_steps(*, now: datetime) -> int:
    """Write to everybody whose turn it is, by what they allowed. Returns to how many people.

    Who came is written to; where no door was used, who had a place. Somebody who came to several
    events within a week gets one mail, about the newest of those that are due. Where there is
    nothing to say (no task, no area), nothing is written. Several workers at once write once.
    """
    due = _due(now).select_related("event__space", "event__area").order_by("event")
    found = [event for event, _ in groupby(due, key=lambda row: row.event)]
    newest_first = sorted(found, key=lambda event: (event.ends_at, event.pk), reverse=True)
    return sum(_write(event, now) for event in newest_first if written_at(event) <= now)


def written_at(event: Event) -> datetime:
    """11:00 on the space's clock on the day after the event; a night belongs to its evening."""
    return asked_at(event) + AFTER_THE_QUESTIONS


def _write(event: Event, now: datetime) -> int:
    """Claim the visits of an event, and post.

    All visits of those who came are locked, whichever event they were to, so that two workers do
    not write to one address about two events. Who comes second reads again once the first is done.
    """
    with transaction.atomic():
        areas = list(areas_of(event).select_for_update(no_key=True))
        event.area = next((area for area in areas if area.pk == event.area_id), None)
        _lock_people(_due(now).filter(event=event))
        rows = list(_due(now).filter(event=event).order_by("number"))
        for row in rows:
            row.event = event  # loaded once
        steps = Steps(event, rows, now=now)
        written = _written(rows)
        found = [(row, steps.of(row)) for row in rows if not _lately(event, written, row)]
        sent = [(row, step) for row, step in found if step.says_something]
        NextStepMail.objects.bulk_create(
            NextStepMail(registration=r, first_at=now) for r, _ in sent
        )
        letters = [next_step(row, step, has_come=_has_come(row)) for row, step in sent]
        return post_many(letters, now=now)


def _due(now: datetime) -> QuerySet[Registration]:
    over = {"event__ends_at__lte": now, "event__ends_at__gt": now - WRITE_WITHIN}
    allowed = Registration.objects.filter(
        ~is_excluded("", now=now), follow_up_since__isnull=False, next_step_mail=None, **over
    ).exclude(email="")
    return who_came(allowed).exclude(event__state=Event.State.CANCELLED)


def _lock_people(rows: QuerySet[Registration]) -> None:
    """Lock every visit of these people, in the order in which whoever forgets them does."""
    keys = list(rows.values_list("email_key", flat=True))
    visits = Registration.objects.filter(email_key__in=keys).order_by("event", "pk")
    list(visits.select_for_update(of=("self",), no_key=True).values_list("pk"))


def _written(rows: Iterable[Registration]) -> Mapping[str, list[datetime]]:
    """When the events ended about which these people were written to, by address."""
    keys = {row.email_key for row in rows}
    mails = NextStepMail.objects.filter(registration__email_key__in=keys)
    ends: dict[str, list[datetime]] = {}
    for key, at in mails.values_list("registration__email_key", "registration__event__ends_at"):
        ends.setdefault(key, []).append(at)
    return ends


def _lately(event: Event, written: Mapping[str, list[datetime]], row: Registration) -> bool:
    """Whether somebody was written to about another event of about the same week."""
    return any(abs(event.ends_at - at) < ONE_MAIL_IN for at in written.get(row.email_key, ()))


def _has_come(row: Registration) -> bool:
    return bool(row.has_come)  # type: ignore[attr-defined]  # annotated
