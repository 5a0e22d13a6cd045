"""Ten days later, one nudge to those who have a task and said nothing of it. Then silence."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.core.followup.by_address import is_excluded, of_visits
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.next_step_letters import nudge as nudge_letter
from parvis.core.followup.steps import mentors_of
from parvis.core.followup.trying import GOING
from parvis.core.followup.written import NextStepMail
from parvis.core.ground.posting import Letter, post_many
from parvis.core.pathways.mentoring import Mentor
from parvis.core.registration.models import Registration

AFTER = timedelta(days=10)  # the first mail; and how long somebody may say nothing of a task
WITHIN = timedelta(days=7)  # of that: whoever takes a task later is not nudged

State = Attempt.State


def nudge(*, now: datetime) -> int:
    """Nudge whose turn it is. Returns how many people. Several workers at once nudge once.

    Only who allowed it, has said nothing of a task for ten days, or got stuck and has no mentor.
    Never who finished or dropped a task since the event; and nobody twice about one task.
    """
    with transaction.atomic():
        mails = _due(now)
        people = _People([mail.registration for mail in mails])
        chosen = [(mail, people.attempt_of(mail, now)) for mail in mails]
        found = [(mail, attempt) for mail, attempt in chosen if attempt is not None]
        mentors: dict[int, list[Mentor]] = {}
        letters = [_letter(mail.registration, attempt, mentors) for mail, attempt in found]
        keys = [mail.pk for mail, _ in found]
        NextStepMail.objects.filter(pk__in=keys).update(nudged_at=now)
        return post_many(letters, now=now)


def _due(now: datetime) -> list[NextStepMail]:
    """Mails that a nudge may follow, locked: whoever comes second finds them nudged.

    Only of people who are at some task; whether they may be nudged is asked of each.
    """
    going = Attempt.objects.filter(state__in=GOING)
    key = OuterRef("registration__email_key")
    at_something = Exists(going.filter(Q(registration__email_key=key) | Q(user__email=key)))
    rows = NextStepMail.objects.filter(
        at_something,
        ~is_excluded("registration__", now=now),
        nudged_at=None,
        first_at__lte=now - AFTER,
        first_at__gt=now - AFTER - WITHIN,
        registration__follow_up_since__isnull=False,
    ).exclude(registration__email="")
    rows = rows.select_related("registration__event__space", "registration__event__area")
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


class _People:
    """What those who may be nudged have said. Three queries."""

    def __init__(self, visits: Sequence[Registration]) -> None:
        attempts = Attempt.objects.select_related("opportunity__area")
        helped = Introduction.objects.filter(state=Introduction.State.ACCEPTED)
        self._attempts = of_visits(attempts, visits)
        self._helped = of_visits(helped, visits)
        self._nudged = _last_nudges(visits)

    def attempt_of(self, mail: NextStepMail, now: datetime) -> Attempt | None:
        """What to nudge somebody about: the newest that asks for it; None for nothing."""
        visit = mail.registration
        rows = self._attempts.get(visit.email_key, ())
        if any(_is_over_with(row, visit) for row in rows):
            return None
        last = self._nudged.get(visit.email_key)
        fresh = [row for row in rows if last is None or row.taken_at > last]
        found = next((row for row in fresh if self._asks(row, visit, now)), None)
        if found is not None:
            self._nudged[visit.email_key] = now
        return found

    def _asks(self, row: Attempt, visit: Registration, now: datetime) -> bool:
        if row.state == State.TRYING:
            return row.changed_at <= now - AFTER
        return row.state == State.STUCK and not any(
            one.area_id == row.opportunity.area_id for one in self._helped.get(visit.email_key, ())
        )


def _is_over_with(row: Attempt, visit: Registration) -> bool:
    is_over = row.state in (State.FINISHED, State.DROPPED)
    return is_over and row.changed_at >= visit.event.starts_at


def _last_nudges(visits: Sequence[Registration]) -> dict[str, datetime]:
    keys = {visit.email_key for visit in visits}
    mails: QuerySet[NextStepMail] = NextStepMail.objects.filter(
        registration__email_key__in=keys, nudged_at__isnull=False
    )
    rows = mails.order_by("nudged_at").values_list("registration__email_key", "nudged_at")
    return {key: at for key, at in rows if at is not None}


def _letter(visit: Registration, attempt: Attempt, mentors: dict[int, list[Mentor]]) -> Letter:
    """`mentors` are those who may be named, by event, kept for the next who came there."""
    if visit.event_id not in mentors:
        mentors[visit.event_id] = mentors_of(visit.event)
    return nudge_letter(visit, attempt, mentors[visit.event_id])
