"""Others who want what a need asks for."""

from datetime import datetime

from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.needs.asking import NeedError, may_ask
from parvis.core.needs.models import Need, Support
from parvis.core.people.models import User
from parvis.core.people.rules import NotAllowedError


def support_need(*, need: Need, by: User, now: datetime) -> None:
    """Say that one wants the same; a second time changes nothing.

    Raises NotAllowedError unless `by` may ask for a space, NeedError for one's own need or one that
    is decided.
    """
    if not may_ask(by):
        raise NotAllowedError(f"{by} may not support a need. Staff members may.")
    with transaction.atomic():
        found = Need.objects.select_for_update().get(pk=need.pk)
        if found.asked_by_id == by.pk:
            raise NeedError(f"You asked for “{found}” yourself.")
        if found.state != Need.State.OPEN:
            raise NeedError(f"“{found}” is not open any more: {found.get_state_display()}.")
        _, is_new = Support.objects.get_or_create(need=found, user=by, defaults={"since": now})
        if is_new:
            record(action="needs.support", target=found, by=by, now=now)


def stop_supporting(*, need: Need, by: User, now: datetime) -> None:
    """Take one's support back, if there is any."""
    with transaction.atomic():
        gone, _ = Support.objects.filter(need=need, user=by).delete()
        if gone:
            record(action="needs.unsupport", target=need, by=by, now=now)
