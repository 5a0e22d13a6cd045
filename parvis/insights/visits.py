"""Visits of those who allow it, for the measures; and what was counted of them, for the domain.

A visit is named by the keyed hash of its address: no address leaves the database. The tables are
made anew for each measure, and stand in no file.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any

import pyarrow as pa
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from parvis.core.followup.recruited import RecruitedCredit
from parvis.core.followup.recruiting import keep_recruited, left_behind
from parvis.core.registration.checkins import CheckIn
from parvis.measure import tables
from parvis.measure.identity import Decision, Node
from parvis.measure.identity.unions import Unions
from parvis.measure.keys import Keys
from parvis.measure.metrics.recruited import Touch
from parvis.measure.visits import Visits

ALLOWED = Q(registration__linking_since__isnull=False)
VISIT = {
    "visit": "registration",
    "event": "event",
    "space": "event__space__slug",
    "area": "event__area__slug",
    "kind": "event__kind",
    "checked_in_at": "at",
    "address": "registration__email",
    "system": "registration__handle_at",
    "handle": "registration__handle",
}


def visits(keys: Keys, decisions: Sequence[Decision]) -> Visits:
    """The domain's visits as the measuring core reads them. Three queries.

    `decisions` are those that `resolve` goes by: stewards' and people's own.
    """
    doors = CheckIn.objects.filter(is_counted=True).order_by("pk")
    return Visits(
        visits=_table(tables.VISITS, _visits(doors, keys)),
        claims=_table(tables.CLAIMS, _claims(decisions)),
        attended=_table(tables.ATTENDED, _attended(doors)),
        left_behind=_table(tables.LEFT_BEHIND, _left_behind()),
    )


def note_recruited(touches: Sequence[Touch], *, as_of: date, now: datetime) -> int:
    """Keep in the domain what was counted now, for the pages of events. How many credits."""
    people = sorted({touch.person for touch in touches if touch.person is not None})
    number = {person: n for n, person in enumerate(people, 1)}
    counted = [_credit(touch, number) for touch in touches]
    return keep_recruited(counted=counted, as_of=as_of, now=now)


def _table(table: tables.Table, rows: Iterator[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=table.schema)


def _visits(doors: QuerySet[CheckIn], keys: Keys) -> Iterator[dict[str, Any]]:
    for values in doors.filter(ALLOWED).values_list(*VISIT.values()).iterator():
        row = dict(zip(VISIT, values, strict=True))
        row["checked_in_at"] = row["checked_in_at"].astimezone(UTC).replace(tzinfo=None)
        row["address"] = keys.address(row["address"])
        yield {**row, "system": row["system"] or None, "handle": row["handle"] or None}


def _claims(decisions: Sequence[Decision]) -> Iterator[dict[str, Any]]:
    """What decisions say of addresses: all that are joined, by whatever number of steps."""
    same = [one for one in decisions if one.verdict == "same"]
    for together in Unions((one.left, one.right) for one in same).sets():
        yield from _said(permutations(together, 2), is_mine=True)
    for one in decisions:
        if one.verdict == "different":
            yield from _said(permutations((one.left, one.right)), is_mine=False)


def _said(pairs: Iterable[tuple[Node, ...]], *, is_mine: bool) -> Iterator[dict[str, Any]]:
    """What is said of an address, with each other node. Visits come by nothing but addresses."""
    for one, other in pairs:
        if one.address is not None:
            there = {"account": other.account, "address": other.address}
            yield {"claimant": one.address, **there, "is_mine": is_mine}


def _attended(doors: QuerySet[CheckIn]) -> Iterator[dict[str, Any]]:
    dated = doors.order_by().annotate(day=TruncDate("at", tzinfo=UTC))
    counted = dated.values("event", "event__space__slug", "day")
    counted = counted.annotate(check_ins=Count("pk"), allowed=Count("pk", filter=ALLOWED))
    for row in counted.order_by("event", "day"):
        yield {**row, "space": row["event__space__slug"]}


def _left_behind() -> Iterator[dict[str, Any]]:
    for row in left_behind():
        yield {
            "event": row.event_id,
            "space": row.event.space.slug,
            "area": row.area,
            "on": row.became_active_on,
            "events": row.events,
            "is_first": row.is_first,
            "is_last": row.is_last,
            "is_first_there": row.is_first_there,
        }


def _credit(touch: Touch, number: dict[int, int]) -> RecruitedCredit:
    return RecruitedCredit(
        registration_id=touch.visit,
        who=None if touch.person is None else number[touch.person],
        event_id=touch.event,
        area=touch.area,
        became_active_on=touch.on,
        place=touch.place,
        events=touch.events,
        is_first=touch.is_first,
        is_last=touch.is_last,
        is_first_there=touch.is_first_there,
    )
