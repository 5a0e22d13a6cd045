"""Telling of a contribution that no system records, and confirming it. `by` None: the person."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.core.events.rules import refuse_planning
from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.whose import Whose
from parvis.core.ground.actions import record
from parvis.core.pathways.mentors import mentor_of
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import Role, User
from parvis.core.people.rules import NotAllowedError, has_role
from parvis.core.registration.models import Registration
from parvis.core.registration.plausible import key_of

State = LoggedContribution.State
FIRST_DAY = date(2000, 1, 1)
FIRST_TO_BEGIN = timedelta(hours=14)  # ahead of UTC: where a day begins first
LONGEST_WHAT, LONGEST_LINK, LONGEST_REASON = 240, 500, 240
MOST_WAITING = 20  # of one person, so that nobody fills a mentor's page
is_link = URLValidator(schemes=["http", "https"])


class LoggingError(Exception):
    """A contribution that cannot be told of or decided on: what is wrong, and what to do."""


@dataclass(frozen=True)
class Told:
    """What somebody did, as it is told."""

    area: FocusArea
    kind: str  # slug
    what: str
    on: date
    link: str = ""


def tell_of(
    *, whose: Whose, told: Told, kinds: Collection[str], by: User | None, now: datetime
) -> LoggedContribution:
    """Keep what somebody did until a mentor of the area confirms it. The same again is once.

    `kinds` are the slugs that qualify. Told by the person themselves, or for a visitor by who
    runs the event's space. Raises NotAllowedError, LoggingError with what is wrong.
    """
    _refuse_teller(whose, by, now)
    fields = _checked(told, kinds, now)
    with transaction.atomic():
        _lock(whose)
        own = whose.own(LoggedContribution.objects.all())
        same = own.filter(**fields).exclude(state=State.REFUSED).first()
        if same is not None:
            return same
        if own.filter(state=State.TOLD).count() >= MOST_WAITING:
            raise LoggingError(f"{MOST_WAITING} wait for a mentor already. Tell more afterwards.")
        row = LoggedContribution.objects.create(
            **whose.fields(), **fields, link=told.link.strip(), told_at=now, told_by=by
        )
        record(action="followup.tell-of", target=row, by=by, now=now, area=told.area.slug)
    return row


def take_back(*, logged: LoggedContribution, whose: Whose, now: datetime) -> None:
    """Take back what one told of, whatever a mentor said of it. Raises NotAllowedError."""
    with transaction.atomic():
        own = whose.own(LoggedContribution.objects.filter(pk=logged.pk))
        if not own.exists():
            raise NotAllowedError("This was told by somebody else.")
        record(action="followup.take-back", target=logged, by=whose.user, now=now)
        LoggedContribution.objects.filter(pk=logged.pk).delete()


def confirm(*, logged: LoggedContribution, by: User, now: datetime) -> LoggedContribution:
    """Confirm that somebody did it: from now on it counts. Twice is once.

    Raises NotAllowedError unless `by` is a mentor of its area or leads, and for one's own;
    LoggingError where it was taken back.
    """
    with transaction.atomic():
        row = _to_decide(logged, by)
        if row.state == State.CONFIRMED:
            return row
        return _decide(row, State.CONFIRMED, by, now, because="")


def refuse(
    *, logged: LoggedContribution, because: str, by: User, now: datetime
) -> LoggedContribution:
    """Do not confirm it, or no longer, and say why: the teller reads it on their page.

    Raises as `confirm`, and LoggingError without a reason.
    """
    reason = " ".join(because.split())
    if not reason:
        raise LoggingError("Say why you do not confirm it. Who told of it reads it.")
    if len(reason) > LONGEST_REASON:
        raise LoggingError(f"Shorten the reason to {LONGEST_REASON} characters.")
    with transaction.atomic():
        return _decide(_to_decide(logged, by), State.REFUSED, by, now, because=reason)


def to_confirm(user: User) -> QuerySet[LoggedContribution]:
    """What waits for this user's word, the oldest first: of their areas; all of it for a lead."""
    return _theirs(user).filter(state=State.TOLD).order_by("told_at", "pk")


def decided_by(user: User) -> QuerySet[LoggedContribution]:
    """What this user decided on, the latest first."""
    return _theirs(user).exclude(state=State.TOLD).filter(decided_by=user).order_by("-decided_at")


def told_of(whose: Whose) -> QuerySet[LoggedContribution]:
    """What somebody told of, or a coordinator for them, the latest first."""
    return whose.own(LoggedContribution.objects.select_related("area", "decided_by"))


def _theirs(user: User) -> QuerySet[LoggedContribution]:
    rows = LoggedContribution.objects.select_related(
        *("registration__event", "user", "area", "told_by")
    )
    own = Q(user=user) | Q(registration__email_key=key_of(user.email))
    rows = rows.exclude(pk__in=LoggedContribution.objects.filter(own).values("pk"))
    if has_role(user, Role.Name.LEAD):
        return rows
    mentor = mentor_of(user)
    return rows.filter(area__in=mentor.areas.all()) if mentor else rows.none()


def _refuse_teller(whose: Whose, by: User | None, now: datetime) -> None:
    if whose.registration is not None and by is not None and by != whose.user:
        refuse_planning(by, whose.registration.event.space, now)
    elif by is not None and by != whose.user:
        raise NotAllowedError(f"{by} may not tell of what others did.")
    elif by is None and not whose.is_proved:
        raise LoggingError("Open the link in the mail we sent you, and tell of it from there.")


def _checked(told: Told, kinds: Collection[str], now: datetime) -> dict[str, Any]:
    """The fields that make it what it is."""
    what = " ".join(told.what.split())
    if not what:
        raise LoggingError("Say in a sentence what was done.")
    if len(what) > LONGEST_WHAT:
        raise LoggingError(f"Shorten the sentence to {LONGEST_WHAT} characters.")
    if told.kind not in kinds:
        raise LoggingError("Choose the kind of contribution.")
    if told.on < FIRST_DAY:
        raise LoggingError("Type a day from 2000 on.")
    if told.on > (now + FIRST_TO_BEGIN).date():
        raise LoggingError("That day is still to come. Tell of it once it is done.")
    _refuse_link(told.link.strip())
    return {"area": told.area, "kind": told.kind, "what": what, "on": told.on}


def _refuse_link(link: str) -> None:
    try:
        if link:
            is_link(link)
    except ValidationError:
        raise LoggingError(
            "Write the link in full, as https://example.org/page, or none."
        ) from None
    if len(link) > LONGEST_LINK:
        raise LoggingError(f"A link has at most {LONGEST_LINK} characters.")


def _lock(whose: Whose) -> None:
    """Who presses a button twice waits for themselves."""
    for model, row in ((Registration, whose.registration), (User, whose.user)):
        if row is not None:
            model._default_manager.select_for_update(no_key=True).get(pk=row.pk)  # noqa: SLF001


def _to_decide(logged: LoggedContribution, by: User) -> LoggedContribution:
    """The row, locked. Raises NotAllowedError where `by` has no word on it."""
    rows = LoggedContribution.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=logged.pk).first()
    if row is None:
        raise LoggingError("It was taken back. There is nothing more to do.")
    if not _theirs(by).filter(pk=row.pk).exists():
        raise NotAllowedError(f"{by} may not decide on this. Another mentor of {row.area} may.")
    return row


def _decide(
    row: LoggedContribution, state: str, by: User, now: datetime, *, because: str
) -> LoggedContribution:
    row.state, row.because, row.decided_at, row.decided_by = state, because, now, by
    row.save(update_fields=["state", "because", "decided_at", "decided_by"])
    record(action=f"followup.{state}", target=row, by=by, now=now)
    return row
