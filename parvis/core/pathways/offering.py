"""What is done about tasks by hand: add, change, close, open again.

`by` is who does it; None stands for the command line.
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Q

from parvis.core.ground.actions import record
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.people.models import Role, User
from parvis.core.people.rules import NotAllowedError
from parvis.core.spaces.models import Coordinator

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

WORDS = ("title", "summary", "link", "prerequisites")
FIELDS = (*WORDS, "area", "minutes", "difficulty", "language")
LONGEST = 100 * 60  # minutes: what takes longer is no small task
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
STATE = "state"
State = Opportunity.State
plain_link = URLValidator(schemes=["http", "https"])


class OpportunityError(Exception):
    """A task that cannot be as asked: what is wrong with it."""


def may_offer(user: "User | AnonymousUser | None", *, now: datetime) -> bool:
    """Whether they may add tasks by hand: staff, leads, and who coordinates a space today."""
    if not isinstance(user, User) or not user.is_active:
        return False
    today = now.date()
    terms = Coordinator.objects.filter(Q(until_on=None) | Q(until_on__gt=today), from_on__lte=today)
    roles = Q(roles__name__in=[Role.Name.STAFF, Role.Name.LEAD])
    return User.objects.filter(roles | Q(coordinates__in=terms), pk=user.pk).exists()


def add_opportunity(
    *, area: FocusArea, title: str, by: User | None, now: datetime, **fields: Any
) -> Opportunity:
    """Add a task; `fields` are more of FIELDS. Raises NotAllowedError, OpportunityError."""
    _refuse(by, now)
    made = Opportunity(opened_at=now, changed_at=now)
    with transaction.atomic():
        _put(made, {"area": area, "title": title, **fields})
        record(action="opportunities.add", target=made, by=by, now=now, area=area.slug)
    return made


def change_opportunity(
    *, opportunity: Opportunity, by: User | None, now: datetime, **fields: Any
) -> Opportunity:
    """Change any of FIELDS; what a source says of these later no longer counts here.

    Raises NotAllowedError, OpportunityError.
    """
    _refuse(by, now)
    with transaction.atomic():
        found = _locked(opportunity)
        changed = [name for name, value in fields.items() if getattr(found, name) != value]
        if found.source_id is not None:
            found.by_hand = sorted({*found.by_hand, *changed})
        found.changed_at = now if changed else found.changed_at
        _put(found, fields)
        record(action="opportunities.change", target=found, by=by, now=now, changed=changed)
    return found


def close_opportunity(*, opportunity: Opportunity, by: User | None, now: datetime) -> Opportunity:
    """Take a task off the lists. Its source does not bring it back while it is open there.

    Closing it twice changes nothing. Raises NotAllowedError.
    """
    _refuse(by, now)
    with transaction.atomic():
        found = _locked(opportunity)
        if found.state == State.CLOSED:
            return found
        if found.source_id is not None:
            found.by_hand = sorted({*found.by_hand, STATE})
        found.state, found.closed_at, found.changed_at = State.CLOSED, now, now
        found.save()
        record(action="opportunities.close", target=found, by=by, now=now)
    return found


def reopen_opportunity(*, opportunity: Opportunity, by: User | None, now: datetime) -> Opportunity:
    """Put back what was closed by hand. What its source closed is opened there.

    Raises NotAllowedError, OpportunityError.
    """
    _refuse(by, now)
    with transaction.atomic():
        found = _locked(opportunity)
        if found.state == State.OPEN:
            return found
        if found.source_id is not None and STATE not in found.by_hand:
            raise OpportunityError(
                f"“{found}” was closed at its source. Open it there, and it opens here too."
            )
        found.by_hand = [name for name in found.by_hand if name != STATE]
        found.state, found.closed_at, found.changed_at = State.OPEN, None, now
        found.save()
        record(action="opportunities.reopen", target=found, by=by, now=now)
    return found


def _locked(opportunity: Opportunity) -> Opportunity:
    return Opportunity.objects.select_for_update(of=("self",)).get(pk=opportunity.pk)


def _refuse(by: User | None, now: datetime) -> None:
    if by is not None and not may_offer(by, now=now):
        raise NotAllowedError(f"{by} may not add or change tasks. Staff and coordinators may.")


def _put(row: Opportunity, fields: dict[str, Any]) -> None:
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise OpportunityError(f"{unknown[0]!r} is nothing a task has. Use {', '.join(FIELDS)}.")
    for name, value in fields.items():
        setattr(row, name, value.replace("\0", "").strip() if isinstance(value, str) else value)
    _refuse_odd(row)
    try:
        row.full_clean(exclude=["link"])
    except ValidationError as error:
        raise OpportunityError(" ".join(error.messages)) from error
    row.save()


def _refuse_odd(row: Opportunity) -> None:
    """What the fields' own checks let through, or say less plainly."""
    if not row.title:
        raise OpportunityError("Give the task a title: what is to be done, in one line.")
    if row.minutes is not None and not 1 <= row.minutes <= LONGEST:
        raise OpportunityError(
            f"Say how many minutes it takes, from 1 to {LONGEST:,}, or leave that blank."
        )
    if row.language and not LANGUAGE.fullmatch(row.language):
        raise OpportunityError(f"{row.language!r} is no language. Write a code, as en or pt-BR.")
    if row.link:
        try:
            plain_link(row.link)
        except ValidationError as error:
            raise OpportunityError(
                f"{row.link!r} is no address. Write one that begins https://, or none."
            ) from error
