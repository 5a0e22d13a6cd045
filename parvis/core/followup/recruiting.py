"""Keeping what was counted of the recruited, and letting go of who they were."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.followup.recruited import ANYWHERE, ONLY, RecruitedCount, RecruitedCredit
from parvis.core.ground.actions import record
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.hooks import Address
from parvis.core.registration.models import Registration

ALLOWED = Q(registration__linking_since__isnull=False)
BATCH = 500


@dataclass(frozen=True)
class Recruited:
    """What an event has recruited so far. `people` is None before anybody has counted."""

    people: int | None
    allowed: int  # of those let in, who allow that it is counted
    let_in: int
    as_of: date | None


def keep_recruited(*, counted: Sequence[RecruitedCredit], as_of: date, now: datetime) -> int:
    """Keep what was counted at `as_of` (rows not saved yet) in place of what was counted before.

    What is left of people who were erased stays. An older count than the last changes nothing, and
    whoever took their leave back in the meantime is left out. Returns how many are kept.
    """
    with transaction.atomic():
        last, _ = RecruitedCount.objects.select_for_update().get_or_create(
            pk=ONLY, defaults={"as_of": as_of, "counted_at": now}
        )
        if as_of < last.as_of:
            return 0
        allowed = _still_allowed([one.registration_id for one in counted])
        kept = [one for one in counted if one.registration_id in allowed]
        RecruitedCredit.objects.filter(registration__isnull=False).delete()
        RecruitedCredit.objects.bulk_create(kept, batch_size=BATCH)
        last.as_of, last.counted_at = as_of, now
        last.save()
        record(action="followup.keep-recruited", target=last, by=None, now=now, kept=len(kept))
    return len(kept)


def left_behind() -> QuerySet[RecruitedCredit]:
    """What is left of recruited people who were erased, with the events' spaces. One query."""
    gone = RecruitedCredit.objects.filter(registration=None)
    return gone.select_related("event__space").order_by("pk")


def recruited_at(event: Event) -> Recruited:
    """What an event has recruited so far. Three queries."""
    last = RecruitedCount.objects.first()
    counted = RecruitedCredit.objects.filter(event=event, area=ANYWHERE)
    counted = counted.filter(Q(registration=None) | ALLOWED)
    people = list(counted.values_list("registration", flat=True))
    doors = CheckIn.objects.filter(event=event, is_counted=True)
    allows = list(doors.values_list("registration__linking_since", flat=True))
    return Recruited(
        people=len(people) if last else None,
        allowed=sum(since is not None for since in allows) + sum(one is None for one in people),
        let_in=len(allows),
        as_of=last.as_of if last else None,
    )


def recruited_about(address: Address) -> dict[str, Any]:
    """For the export of an address: the visits that came before its owner became active."""
    rows = _of(address).select_related("event").order_by("became_active_on", "area", "place")
    return {
        "recruited": [
            {
                "event": str(row.event),
                "focus_area": "any" if row.area == ANYWHERE else row.area,
                "became_active_on": row.became_active_on.isoformat(),
            }
            for row in rows
        ]
    }


def forget_recruited(address: Address, now: datetime) -> None:  # noqa: ARG001  as every forgetter
    """Let the counts stay without the person. In the caller's transaction.

    Whoever is still known by a visit under another address stays counted by that. Who has taken
    back their leave is counted no more, and erasing does not bring it back. A count that is being
    kept is waited for, so that neither waits for the other's rows later.
    """
    RecruitedCount.objects.select_for_update().first()
    own = _of(address)
    own.exclude(ALLOWED).delete()
    people = set(own.values_list("who", flat=True))
    rows = RecruitedCredit.objects.filter(ALLOWED, who__in=people)
    rows = rows.select_related("registration", "event")
    for _, group in groupby(rows.order_by("who", "area", "place"), lambda row: (row.who, row.area)):
        _let_go(list(group), address)


def _let_go(rows: Sequence[RecruitedCredit], address: Address) -> None:
    """One person's rows of one area: those under the address go, or all of them lose the person."""
    rest = [row for row in rows if row.registration and row.registration.email_key != address.key]
    if rest:
        RecruitedCredit.objects.filter(pk__in=[row.pk for row in rows if row not in rest]).delete()
        _set_right(rest)
        return
    for row in rows:
        row.registration, row.who = None, None
        row.became_active_on = row.became_active_on.replace(day=1)
    _save(rows)


def _set_right(rest: Sequence[RecruitedCredit]) -> None:
    """What is left of one person's rows, in order, as if it were all."""
    spaces: set[int] = set()
    has_last = any(row.is_last for row in rest)
    for place, row in enumerate(rest, 1):
        row.place, row.events, row.is_first = place, len(rest), place == 1
        row.is_last = row.is_last if has_last else row is rest[-1]
        row.is_first_there = row.event.space_id not in spaces
        spaces.add(row.event.space_id)
    _save(rest)


def _save(rows: Iterable[RecruitedCredit]) -> None:
    fields = ["registration", "who", "became_active_on", "place", "events"]
    flags = ["is_first", "is_last", "is_first_there"]
    RecruitedCredit.objects.bulk_update(rows, [*fields, *flags])


def _of(address: Address) -> QuerySet[RecruitedCredit]:
    if not address.key:
        return RecruitedCredit.objects.none()
    return RecruitedCredit.objects.filter(registration__email_key=address.key)


def _still_allowed(keys: Sequence[int | None]) -> set[int]:
    """Sign-ups whose leave stands, held until the end of the transaction, in one order."""
    wanted = sorted({key for key in keys if key is not None})
    found: set[int] = set()
    for start in range(0, len(wanted), BATCH):
        rows = Registration.objects.filter(pk__in=wanted[start : start + BATCH])
        rows = rows.filter(linking_since__isnull=False).order_by("pk").select_for_update()
        found.update(rows.values_list("pk", flat=True))
    return found
