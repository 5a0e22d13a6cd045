"""The day after, visitors are asked two questions: was it worth it, and what next. Once each."""

from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.events.reminders import reminded_at
from parvis.core.ground.posting import Letter, post_many, site_link
from parvis.core.registration.answering import feedback_token
from parvis.core.registration.links import token_of
from parvis.core.registration.models import Registration
from parvis.core.registration.turnout import door_was_used, is_in

AFTER_THE_REPORT = timedelta(hours=1)  # 10:00: the coordinator is asked at 09:00
ASK_WITHIN = timedelta(days=7)  # later nobody remembers


def ask_back(*, now: datetime) -> int:
    """Ask everybody whose turn it is, by what they allowed. Returns how many people.

    Who came is asked; where no door was used, who had a place. Several workers at once ask once.
    """
    due = _due(now).select_related("event__space").order_by("event", "number")
    events = [event for event, _ in groupby(due, key=lambda row: row.event)]
    return sum(_ask(event, now) for event in events if asked_at(event) <= now)


def asked_at(event: Event) -> datetime:
    """10:00 on the space's clock on the day after the event; a night belongs to its evening."""
    return reminded_at(event) + AFTER_THE_REPORT


def _ask(event: Event, now: datetime) -> int:
    """Claim the rows and post. Whoever comes second finds them claimed, once the first is done."""
    with transaction.atomic():
        locked = _due(now).select_for_update(of=("self",), no_key=True)
        rows = list(locked.filter(event=event))
        Registration.objects.filter(pk__in=[row.pk for row in rows]).update(asked_back_at=now)
        for row in rows:
            row.event = event  # loaded once
        return post_many([_letter(row) for row in rows], now=now)


def _due(now: datetime) -> QuerySet[Registration]:
    over = {"event__ends_at__lte": now, "event__ends_at__gt": now - ASK_WITHIN}
    asked = Registration.objects.filter(
        reminders_since__isnull=False, asked_back_at=None, answered_on=None, **over
    ).exclude(email="")
    return who_came(asked).exclude(event__state=Event.State.CANCELLED)


def who_came(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those of `rows` who came (`has_come`), and where no door was used, who had a place."""
    placed = Q(state=Registration.State.CONFIRMED)
    known = rows.annotate(has_come=is_in(), is_door_used=door_was_used("event"))
    return known.filter(Q(has_come=True) | (Q(is_door_used=False) & placed))


def _letter(row: Registration) -> Letter:
    stop = site_link("registration-stop", token_of(row, by_mail=True), "reminders")
    came = row.has_come  # type: ignore[attr-defined]  # annotated
    seen = f"you were at “{row.event}”." if came else f"you had a place at “{row.event}”."
    return Letter(
        row.email,
        f"Was it worth it? {row.event}",
        f"Hello {row.name},\n\n{seen} Two questions would help those who run it: was it worth it, "
        "and what next? It takes a minute, without your name if you like.\n\n"
        f"Answer two questions: {site_link('feedback', feedback_token(row))}\n\n"
        "This mail came because you let the organisers write to you about this event. Nobody asks "
        f"again. To stop mail like this: {stop}\n",
        unsubscribe=stop,
    )
