"""What is written to those who asked: to confirm, and whenever something became of it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from parvis.core.ground.posting import post_mail, site_link
from parvis.core.needs.models import Need, Proposal
from parvis.core.people.models import User
from parvis.core.spaces.models import Space
from parvis.lib.wall_clock import on_clock


def ask_to_confirm(proposal: Proposal, token: str, *, now: datetime) -> None:
    """Ask a proposer whether the proposal is theirs. Nobody else reads it before they say so."""
    post_mail(
        to=proposal.email,
        subject=f"Please confirm: {proposal}",
        text=(
            f"Hello {proposal.name},\n\nyou proposed “{proposal}” for {proposal.space}. Please "
            f"confirm it within seven days:\n\n{site_link('confirm-proposal', token)}\n\n"
            "Until then nobody sees it. If it was not you, do nothing: it will be deleted.\n"
        ),
        now=now,
    )


def tell_coordinators(proposal: Proposal, *, now: datetime) -> None:
    """Tell who runs the space that something was proposed."""
    for user in _who_runs(proposal.space, now):
        post_mail(
            to=user.email,
            subject=f"{proposal.space}: {proposal.name} proposes “{proposal}”",
            text=(
                f"Hello {user},\n\n{proposal.name} ({proposal.email}) proposes an event for "
                f"{proposal.space}:\n\n{proposal}\n\n{proposal.words}\n\nPlan it or decline it "
                f"here:\n{site_link('desk-wishes', proposal.space.slug)}\n"
            ),
            now=now,
        )


def tell_planned(wish: Need | Proposal, *, now: datetime) -> None:
    """Tell who asked that an event is being planned for it."""
    _tell(
        wish,
        subject=f"Being planned: {wish}",
        text=f"an event is being planned for what you asked: “{wish}”.{_where(wish)}",
        now=now,
    )


def tell_published(wish: Need | Proposal, *, when: str, link: str, now: datetime) -> None:
    """Tell who asked that the event is announced."""
    text = f"what you asked for is announced: “{wish}”.\n\n{when}\n{link}"
    _tell(wish, subject=f"Announced: {wish}", text=text, now=now)


def tell_cancelled(wish: Need | Proposal, *, when: str, because: str, now: datetime) -> None:
    """Tell who asked that an announced event for it does not take place."""
    text = f"the event for what you asked, “{wish}”, is cancelled: {when}.{_because(because)}"
    _tell(wish, subject=f"Cancelled: {wish}", text=text, now=now)


def tell_declined(wish: Need | Proposal, *, now: datetime) -> None:
    """Tell who asked why it is declined."""
    _tell(
        wish,
        subject=f"Declined: {wish}",
        text=(
            f"“{wish}” cannot take place as you asked for it.{_because(wish.declined_because)}"
            "\n\nYou are welcome to ask for something else."
        ),
        now=now,
    )


def _tell(wish: Need | Proposal, *, subject: str, text: str, now: datetime) -> None:
    for to, name in _askers(wish):
        post_mail(to=to, subject=subject, text=f"Hello {name},\n\n{text}\n", now=now)


def _askers(wish: Need | Proposal) -> Iterable[tuple[str, str]]:
    """Return addresses and names: who asked, and who supports it."""
    if isinstance(wish, Proposal):
        return [(wish.email, wish.name)]
    supporters = User.objects.filter(supports__need=wish).order_by("pk")
    people = {user.pk: user for user in (wish.asked_by, *supporters) if user.is_active}
    return [(user.email, str(user)) for user in people.values()]


def _where(wish: Need | Proposal) -> str:
    if isinstance(wish, Need):
        return f"\n\n{site_link('desk-needs')}#need-{wish.pk}"
    return " You get another mail when it is announced."


def _because(reason: str) -> str:
    return f"\n\nThe reason given: {reason}" if reason else ""


def _who_runs(space: Space, now: datetime) -> Iterable[User]:
    """Return who coordinates the space today; the leads where nobody does."""
    today = on_clock(now, space.zone).date()
    terms = space.coordinators.filter(
        Q(until_on=None) | Q(until_on__gt=today), from_on__lte=today, user__is_active=True
    )
    found = [term.user for term in terms.select_related("user").order_by("pk")]
    return found or User.objects.filter(roles__name="lead", is_active=True).order_by("pk")
