"""Lists elsewhere that are kept in step here: which there are, and when each was read.

`by` is who does it; None stands for the command line.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from parvis.core.ground.actions import record
from parvis.core.pathways.offering import LANGUAGE, LONGEST
from parvis.core.pathways.opportunities import Opportunity, OpportunitySource
from parvis.core.people.models import Role, User
from parvis.core.people.rules import NotAllowedError, has_role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

FIELDS = (
    *("area", "system", "address", "place", "labels"),
    *("minutes", "difficulty", "language", "is_on"),
)
ANOTHER_PLACE = {"system", "address", "place"}
READ_ANEW = {*ANOTHER_PLACE, "area", "labels"}  # one of them changed: all is read from the start
EVERY = timedelta(hours=1)
BROKEN_OFF = timedelta(minutes=10)  # a reading that was not finished goes on after that
GITHUB = "https://api.github.com"
System = OpportunitySource.System
# An address inside the network may be without a dot, as http://bugzilla:8080
plain_address = URLValidator(schemes=["http", "https"])


class SourceOfTasksError(Exception):
    """A list of tasks that cannot be as asked: what is wrong with it."""


def may_source(user: "User | AnonymousUser | None") -> bool:
    """Whether they may say which lists are kept in step: those who lead the network."""
    return has_role(user, Role.Name.LEAD)


def add_source(*, by: User | None, now: datetime, **fields: Any) -> OpportunitySource:
    """Add a list to be kept in step; `fields` are of FIELDS.

    Raises NotAllowedError, SourceOfTasksError.
    """
    _refuse(by)
    made = OpportunitySource()
    with transaction.atomic():
        _put(made, fields)
        record(action="opportunities.source", target=made, by=by, now=now, place=made.place)
    return made


def change_source(
    *, source: OpportunitySource, by: User | None, now: datetime, **fields: Any
) -> OpportunitySource:
    """Change any of FIELDS. Another place or other labels are read from the start.

    The tasks of another place are let go and closed, since numbers there mean other tasks.
    Raises NotAllowedError, SourceOfTasksError.
    """
    _refuse(by)
    with transaction.atomic():
        found = OpportunitySource.objects.select_for_update(of=("self",)).get(pk=source.pk)
        stood = {name: getattr(found, name) for name in fields}
        _put(found, fields)
        changed = [name for name, value in stood.items() if getattr(found, name) != value]
        if READ_ANEW & set(changed):
            found.cursor, found.tried_at = "", None
            found.save(update_fields=["cursor", "tried_at"])
        if ANOTHER_PLACE & set(changed):
            _let_go(found, now)
        if "area" in changed:
            found.opportunities.update(area=found.area)
        record(action="opportunities.source-change", target=found, by=by, now=now, changed=changed)
    return found


def remove_source(*, source: OpportunitySource, by: User | None, now: datetime) -> int:
    """Forget a list and keep its tasks, closed, as people may have taken them. How many.

    Raises NotAllowedError.
    """
    _refuse(by)
    with transaction.atomic():
        found = OpportunitySource.objects.select_for_update(of=("self",)).get(pk=source.pk)
        count = _let_go(found, now)
        record(action="opportunities.source-remove", target=found, by=by, now=now, closed=count)
        found.delete()
    return count


def sources() -> QuerySet[OpportunitySource]:
    """Every list, with its area and how many tasks of it are open. One query."""
    is_open = Q(opportunities__state=Opportunity.State.OPEN)
    found = OpportunitySource.objects.select_related("area")
    counted = found.annotate(open_count=Count("opportunities", filter=is_open))
    return counted.order_by("system", "place", "pk")


def claim_due(*, now: datetime) -> OpportunitySource | None:
    """The list that waits longest of those to be read now, or None; it is the caller's alone."""
    unread = Q(synced_at=None) | Q(synced_at__lt=F("tried_at"))
    due = Q(tried_at=None) | Q(tried_at__lte=now - EVERY)
    due |= Q(unread, problem="", tried_at__lte=now - BROKEN_OFF)
    waiting = OpportunitySource.objects.filter(due, is_on=True)
    for source in waiting.order_by(F("tried_at").asc(nulls_first=True), "pk"):
        if claim(source, now=now):
            return source
    return None


def claim(source: OpportunitySource, *, now: datetime) -> bool:
    """Note that it is read from now on. False where somebody else was first."""
    rows = OpportunitySource.objects.filter(pk=source.pk, tried_at=source.tried_at)
    is_ours = bool(rows.update(tried_at=now))
    source.tried_at = now if is_ours else source.tried_at
    return is_ours


def note_end(
    *, source: OpportunitySource, cursor: str, problem: str, is_whole: bool, now: datetime
) -> None:
    """Note how a reading ended: all of it, or why not; what was read before stays either way.

    A source that was changed meanwhile keeps its new start.
    """
    done = {"synced_at": now} if is_whole else {}
    rows = OpportunitySource.objects.filter(pk=source.pk, cursor=source.cursor)
    said = {"problem": problem[:500], "cursor": cursor, **done}
    rows.update(**said)
    for name, value in said.items():
        setattr(source, name, value)


def _let_go(source: OpportunitySource, now: datetime) -> int:
    """Close its tasks and keep them as if by hand. How many were open."""
    state = Opportunity.State
    open_ones = source.opportunities.filter(state=state.OPEN)
    count = open_ones.update(state=state.CLOSED, closed_at=now, changed_at=now, by_hand=[])
    source.opportunities.update(source=None)
    return count


def _refuse(by: User | None) -> None:
    if by is not None and not may_source(by):
        raise NotAllowedError(f"{by} may not change where tasks come from. A programme lead may.")


def _put(row: OpportunitySource, fields: dict[str, Any]) -> None:
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise SourceOfTasksError(f"{unknown[0]!r} is nothing a source has: {', '.join(FIELDS)}.")
    for name, value in fields.items():
        setattr(row, name, value.replace("\0", "").strip() if isinstance(value, str) else value)
    row.address = (row.address or (GITHUB if row.system == System.GITHUB else "")).rstrip("/")
    row.place = row.place.strip("/ ")
    _refuse_odd(row)
    _refuse_twice(row)
    try:
        row.full_clean(exclude=["address"])
    except ValidationError as error:
        raise SourceOfTasksError(" ".join(error.messages)) from error
    row.save()


def _refuse_twice(row: OpportunitySource) -> None:
    same = {name: getattr(row, name) for name in ("area_id", "system", "address", "place")}
    if OpportunitySource.objects.filter(**same).exclude(pk=row.pk).exists():
        raise SourceOfTasksError(f"{row.place} is read for this area already. Change that one.")


def _refuse_odd(row: OpportunitySource) -> None:
    owner, _, repository = row.place.partition("/")
    if row.system == System.GITHUB and (not owner or not repository or "/" in repository):
        raise SourceOfTasksError("Write the repository as owner/name, as in its address.")
    if not row.place:
        raise SourceOfTasksError("Write the product, or product/component, as Bugzilla names it.")
    if row.minutes is not None and not 1 <= row.minutes <= LONGEST:
        raise SourceOfTasksError(f"Say minutes from 1 to {LONGEST:,}, or leave them blank.")
    if row.language and not LANGUAGE.fullmatch(row.language):
        raise SourceOfTasksError(f"{row.language!r} is no language. Write a code, as en or pt-BR.")
    try:
        plain_address(row.address)
    except ValidationError as error:
        raise SourceOfTasksError(
            f"{row.address!r} is no address. Write it as https://bugzilla.example.org."
        ) from error
