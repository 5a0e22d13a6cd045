"""What is done about needs and proposals, but for planning them, which events do.

`by` is who does it; None stands for the command line.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.needs.letters import tell_declined
from parvis.core.needs.models import Need, Proposal
from parvis.core.people.models import Role, User
from parvis.core.people.rules import NotAllowedError, has_role
from parvis.core.spaces.models import Space
from parvis.core.spaces.rules import may_run_space


class NeedError(Exception):
    """A need or a proposal that cannot be as asked: what is wrong with it."""


def may_ask(user: User | None) -> bool:
    """Whether they may ask for a space: staff, and those who lead the network."""
    return has_role(user, Role.Name.STAFF, Role.Name.LEAD)


def may_decide(user: User, space: Space | None, *, now: datetime) -> bool:
    """Whether they may decline what is asked of this space; of any space, only a lead may."""
    if has_role(user, Role.Name.LEAD):
        return True
    return space is not None and may_run_space(user, space, on=now.astimezone(space.zone).date())


def ask_need(*, title: str, words: str, by: User, now: datetime, **fields: Any) -> Need:
    """Ask for a space, in the asker's words; `fields` are what else a need says.

    Raises NotAllowedError unless `by` is staff, NeedError with everything that is wrong.
    """
    if not may_ask(by):
        raise NotAllowedError(f"{by} may not ask for a space. Staff members may.")
    need = Need(asked_by=by, asked_at=now, title=title.strip(), words=words.strip(), **fields)
    with transaction.atomic():
        try:
            need.full_clean()
        except ValidationError as error:
            raise NeedError(" ".join(error.messages)) from error
        need.save()
        record(action="needs.ask", target=need, by=by, now=now)
    return need


def withdraw_need(*, need: Need, by: User, now: datetime) -> Need:
    """Take back a need that nobody has decided on. Raises NotAllowedError, NeedError."""
    with transaction.atomic():
        found = Need.objects.select_for_update().get(pk=need.pk)
        if found.asked_by_id != by.pk:
            raise NotAllowedError(f"“{found}” can be withdrawn by who asked for it.")
        _refuse_decided(found)
        found.state = Need.State.WITHDRAWN
        found.save(update_fields=["state"])
        record(action="needs.withdraw", target=found, by=by, now=now)
    return found


def decline(*, wish: Need | Proposal, because: str, by: User, now: datetime) -> Need | Proposal:
    """Decline what is asked, with a reason that the asker will read.

    Raises NotAllowedError unless `by` runs the space, NeedError without a reason or where it is
    decided already.
    """
    if not may_decide(by, wish.space, now=now):
        raise NotAllowedError(f"{by} may not decline “{wish}”. Who runs the space may.")
    if not because.strip():
        raise NeedError("Say why, so that who asked can ask for something else.")
    with transaction.atomic():
        found = type(wish).objects.select_for_update().get(pk=wish.pk)
        _refuse_decided(found)
        found.state, found.declined_because = "declined", because.strip()
        found.decided_by, found.decided_at = by, now
        found.save()
        record(action="needs.decline", target=found, by=by, now=now, because=because.strip())
        tell_declined(found, now=now)
    return found


def _refuse_decided(found: Need | Proposal) -> None:
    if found.state != "open":
        raise NeedError(f"“{found}” is not open any more: {found.get_state_display()}.")
