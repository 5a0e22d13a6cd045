"""Events that anybody may propose: nothing is read by anybody before its mail is confirmed."""

from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction

from parvis.core.ground.actions import record
from parvis.core.needs.asking import NeedError
from parvis.core.needs.letters import ask_to_confirm, tell_coordinators
from parvis.core.needs.models import Proposal
from parvis.core.spaces.models import Space
from parvis.lib.wall_clock import on_clock

SALT = "parvis.proposal"
CONFIRM_WITHIN = timedelta(days=7)
AT_ONCE = 3  # unconfirmed proposals of one address: a form must not be a way to send mail to others
PER_SPACE = 200  # unconfirmed ones of one space: nor a way to fill the database


def propose_event(*, space: Space, now: datetime, **fields: Any) -> Proposal:
    """Keep what somebody proposes and ask them by mail whether it is theirs.

    Raises NeedError with everything that is wrong, or where too many are not confirmed yet.
    """
    texts = {name: text.strip() if isinstance(text, str) else text for name, text in fields.items()}
    proposal = Proposal(space=space, asked_at=now, **texts)
    today = on_clock(now, space.zone).date()
    if space.closed_on is not None and space.closed_on <= today:
        raise NeedError(f"{space} is closed for good. Choose another space.")
    with transaction.atomic():
        # Who proposes to the same space at the same moment waits here, so that both are counted.
        Space.objects.select_for_update().get(pk=space.pk)
        try:
            proposal.full_clean()
        except ValidationError as error:
            raise NeedError(" ".join(error.messages)) from error
        _refuse_many(proposal, now)
        proposal.save()
        ask_to_confirm(proposal, signing.dumps(proposal.pk, salt=SALT), now=now)
        record(action="needs.propose", target=proposal, by=None, now=now, space=space.slug)
    return proposal


def proposal_of(token: str) -> Proposal:
    """Find the proposal that a mail asks about. Raises NeedError if there is none (any more)."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise NeedError(
            "This link is not whole. Copy all of it from the mail, to the last character."
        ) from None
    found = Proposal.objects.select_related("space").filter(pk=key).first()
    if found is None:
        raise NeedError("This proposal was not confirmed within seven days. Propose it again.")
    return found


def confirm_proposal(*, token: str, now: datetime) -> Proposal:
    """Let a proposal land with the coordinators; a second time changes nothing.

    Raises NeedError for a link that is broken or too old.
    """
    key = proposal_of(token).pk
    with transaction.atomic():
        found = Proposal.objects.select_for_update(of=("self",)).select_related("space").get(pk=key)
        if found.state != Proposal.State.UNCONFIRMED:
            return found
        if found.asked_at <= now - CONFIRM_WITHIN:
            raise NeedError("This proposal was not confirmed within seven days. Propose it again.")
        found.state, found.confirmed_at = Proposal.State.OPEN, now
        found.save(update_fields=["state", "confirmed_at"])
        tell_coordinators(found, now=now)
        record(action="needs.confirm", target=found, by=None, now=now)
    return found


def forget_unconfirmed(*, now: datetime) -> int:
    """Delete proposals that nobody confirmed in time. Returns how many."""
    old = Proposal.objects.filter(
        state=Proposal.State.UNCONFIRMED, asked_at__lte=now - CONFIRM_WITHIN
    )
    return old.delete()[0]


def _refuse_many(proposal: Proposal, now: datetime) -> None:
    waiting = Proposal.objects.filter(
        state=Proposal.State.UNCONFIRMED, asked_at__gt=now - CONFIRM_WITHIN
    )
    if waiting.filter(email__iexact=proposal.email).count() >= AT_ONCE:
        raise NeedError(
            f"{AT_ONCE} proposals from {proposal.email} wait to be confirmed. Confirm them by the "
            "links in their mails first."
        )
    if waiting.filter(space=proposal.space).count() >= PER_SPACE:
        raise NeedError("Too many proposals wait to be confirmed here. Try again in a few days.")
