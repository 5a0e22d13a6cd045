"""People who may not come: stewards say so, and the system turns them away at sign-up.

They are known by the address they sign up with. Nothing in public shows that somebody is excluded,
and no sentence or mail says why: that is for the talk with whoever is named in it.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.conduct import Exclusion
from parvis.core.registration.errors import NotComingError, RegistrationError
from parvis.core.registration.leaving import give_up
from parvis.core.registration.letters import turned_away
from parvis.core.registration.models import HOLDING, Registration
from parvis.core.registration.places import locked
from parvis.core.registration.plausible import key_of, plain_address
from parvis.core.registration.stewards import refuse_all_but_stewards, whom_to_ask
from parvis.core.registration.waiting import pass_on
from parvis.core.spaces.models import Space

TO_TAKE_BACK = (*HOLDING, Registration.State.WAITING)
LONGEST_REASON = 5_000  # characters


def refuse_excluded(*, email_key: str, space: Space, now: datetime) -> None:
    """Raise NotComingError if whoever has this address may not come to this space now.

    One query. Call it under the event's lock: then no exclusion slips in between this and the
    sign-up (see `exclude`).
    """
    here = Q(space=None) | Q(space=space)
    if standing_exclusions(now).filter(here, email_key=email_key).exists():
        raise NotComingError(
            "We cannot take this sign-up. If you want to talk about it, please ask "
            f"{whom_to_ask(space)}."
        )


def exclude(
    *,
    email: str,
    space: Space | None,
    because: str,
    until_on: date | None,
    by: User | None,
    now: datetime,
) -> Exclusion:
    """Exclude an address from a space (None: from all), and take back what it has signed up for.

    `until_on` is the first day, on the space's calendar, on which they may come again; None: until
    it is lifted. Whoever loses a place is told by mail, not why; the place goes to who waits next.
    Raises NotAllowedError unless `by` is a steward, RegistrationError with what is wrong.
    """
    refuse_all_but_stewards(by)
    made = Exclusion(email_key=key_of(plain_address(email)), space=space, by=by, from_at=now)
    made.because = _reason(because)
    made.until_at = _start_of(until_on, space, now) if until_on else None
    with transaction.atomic():
        _refuse_twice(made, now)
        made.save()
        events = _lock_what_is_to_come(space, now)
        taken_back = _take_back(made, events, now)
        details = {"space": space.slug if space else None, "taken_back": taken_back}
        record(action="conduct.exclude", target=made, by=by, now=now, **details)
    return made


def lift(*, exclusion: Exclusion, by: User | None, now: datetime) -> Exclusion:
    """Let somebody come again from now on; one that has ended stays as it is.

    Raises NotAllowedError unless `by` is a steward.
    """
    refuse_all_but_stewards(by)
    with transaction.atomic():
        found = Exclusion.objects.select_for_update().get(pk=exclusion.pk)
        if found.until_at is not None and found.until_at <= now:
            return found
        # A clock that runs behind the one that wrote the row must not turn it round.
        found.until_at = max(now, found.from_at + timedelta(microseconds=1))
        found.save(update_fields=["until_at"])
        record(action="conduct.lift", target=found, by=by, now=now)
    return found


def standing_exclusions(now: datetime) -> QuerySet[Exclusion]:
    """Those that count at this moment, the latest first."""
    return Exclusion.objects.filter(Q(until_at=None) | Q(until_at__gt=now), from_at__lte=now)


def past_exclusions(now: datetime) -> QuerySet[Exclusion]:
    """Those that ran out or were lifted, the latest first."""
    return Exclusion.objects.filter(until_at__lte=now)


def _reason(because: str) -> str:
    reason = because.replace("\0", "").strip()
    if not reason:
        raise RegistrationError("Write why, so that another steward can judge it later.")
    if len(reason) > LONGEST_REASON:
        raise RegistrationError(f"Shorten the reason to {LONGEST_REASON} characters.")
    return reason


def _start_of(day: date, space: Space | None, now: datetime) -> datetime:
    zone = space.zone if space else ZoneInfo("UTC")
    found = datetime.combine(day, time.min, zone).astimezone(UTC)
    if found <= now:
        raise RegistrationError(
            "They may come again from a day that is still to come. Type a later day, or none."
        )
    return found


def _refuse_twice(made: Exclusion, now: datetime) -> None:
    """A button pressed twice, or another steward before: one exclusion at a time in one scope."""
    if made.by is not None:
        User.objects.select_for_update(no_key=True).get(pk=made.by.pk)  # the same steward waits
    same = standing_exclusions(now).filter(email_key=made.email_key, space=made.space).first()
    if same is not None:
        scope = made.space or "the whole network"
        raise RegistrationError(
            f"This address is excluded from {scope} already, since {same.from_at:%-d %B %Y}. Lift "
            "that first if it is to be said anew."
        )


def _lock_what_is_to_come(space: Space | None, now: datetime) -> list[int]:
    """Lock the events in scope that take sign-ups, in one order. Returns their keys.

    A sign-up holds its event's lock: one that was under way is finished after this, and found; one
    that comes later finds the exclusion.
    """
    events = Event.objects.filter(state=Event.State.PUBLISHED, ends_at__gt=now)
    if space is not None:
        events = events.filter(space=space)
    rows = events.order_by("pk").select_for_update(no_key=True)
    return list(rows.values_list("pk", flat=True))


def _take_back(made: Exclusion, events: list[int], now: datetime) -> int:
    """Take back their sign-ups at these events, but for those who are in already."""
    rows = Registration.objects.select_for_update(of=("self",), no_key=True).filter(
        email_key=made.email_key, state__in=TO_TAKE_BACK, event__in=events
    )
    held = list(rows.select_related("event__space", "event__room").order_by("event_id"))
    # Asked under the rows' locks: who was let in meanwhile stays.
    is_in = set(
        CheckIn.objects.filter(registration__in=held, is_counted=True).values_list(
            "registration", flat=True
        )
    )
    found = [row for row in held if row.pk not in is_in]
    for row in found:
        give_up(row, now=now, by=made.by)
        turned_away(row, whom=whom_to_ask(made.space or row.event.space), now=now)
        pass_on(locked(row.event), now=now)
    return len(found)
