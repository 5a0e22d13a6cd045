"""What is done about people. `by` is who does it; None stands for the command line.

Whoever runs the command line may do everything: they hold the database. Everybody else is asked
for their roles here, so that a page, an API and a test get the same answer.
"""

from datetime import datetime

from allauth.account.models import EmailAddress  # where sign-in keeps what is proven
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from parvis.core.ground.actions import record
from parvis.core.people.models import LinkDecision, Role, User
from parvis.core.people.rules import NotAllowedError, may_give_roles, may_settle_identity


class UserError(Exception):
    """A user that cannot be made or changed: what is wrong with it."""


class LinkError(Exception):
    """A decision on who is who that cannot be taken or withdrawn."""


def make_user(
    *,
    email: str,
    by: User | None,
    now: datetime,
    display_name: str = "",
    password: str | None = None,
    is_known_address: bool = False,
) -> User:
    """Make a user who signs in with `email`, by code unless a password is given.

    `is_known_address`: whoever makes the user vouches that the address is theirs. Otherwise it is
    proven by a code at the first sign-in.

    Raises UserError for an address that is none, or that somebody already has.
    """
    address = _checked_address(email)
    fields = {"display_name": display_name.strip(), "joined_at": now}
    try:
        with transaction.atomic():
            user = User.objects.create_user(address, password, **fields)
            EmailAddress.objects.create(
                user=user, email=address, verified=is_known_address, primary=True
            )
            record(action="people.make-user", target=user, by=by, now=now)
    except IntegrityError as error:
        raise UserError(f"{address} already signs in here. Use another address.") from error
    return user


def give_role(*, user: User, role: str, by: User | None, now: datetime) -> Role:
    """Give `user` a role across the network; giving it again changes nothing.

    Raises UserError for a role that does not exist, NotAllowedError unless `by` leads.
    """
    _check_gives_roles(by)
    if role not in Role.Name.values:
        raise UserError(f"{role!r} is no role. Roles are {', '.join(Role.Name.values)}.")
    with transaction.atomic():
        held, is_new = Role.objects.get_or_create(user=user, name=role, defaults={"since": now})
        if is_new:
            record(action="people.give-role", target=user, by=by, now=now, role=role)
    return held


def take_role(*, user: User, role: str, by: User | None, now: datetime) -> None:
    """Take a role from `user`; a role they do not hold is no error.

    Raises UserError for the last lead, without whom nobody could give roles; NotAllowedError
    unless `by` leads.
    """
    _check_gives_roles(by)
    with transaction.atomic():
        leads = list(Role.objects.select_for_update().filter(name=Role.Name.LEAD))
        if role == Role.Name.LEAD and [held.user_id for held in leads] == [user.pk]:
            raise UserError(f"{user} is the only programme lead. Make somebody else one first.")
        taken, _ = Role.objects.filter(user=user, name=role).delete()
        if taken:
            record(action="people.take-role", target=user, by=by, now=now, role=role)


def link(*, one: str, other: str, because: str, by: User | None, now: datetime) -> LinkDecision:
    """Decide that two nodes are one person. What stood on the pair before is withdrawn.

    Raises NotAllowedError unless `by` is a steward, LinkError when the pair or the reason
    cannot stand or the same is already decided.
    """
    verdict = LinkDecision.Verdict.SAME
    return _decide(one=one, other=other, verdict=verdict, because=because, by=by, now=now)


def unlink(*, one: str, other: str, because: str, by: User | None, now: datetime) -> LinkDecision:
    """Decide that two nodes are two people, whatever the evidence says. Errors as for `link`."""
    verdict = LinkDecision.Verdict.DIFFERENT
    return _decide(one=one, other=other, verdict=verdict, because=because, by=by, now=now)


def withdraw(*, decision: LinkDecision, by: User | None, now: datetime) -> LinkDecision:
    """Take a decision back, so that the evidence speaks again.

    Raises NotAllowedError unless `by` is a steward, LinkError when it was withdrawn before.
    """
    _check_steward(by)
    with transaction.atomic():
        found = LinkDecision.objects.select_for_update().get(pk=decision.pk)
        if found.withdrawn_at is not None:
            raise LinkError(f"Decision {found.pk} was withdrawn on {found.withdrawn_at:%Y-%m-%d}.")
        return _withdrawn(found, by=by, now=now)


def _decide(
    *, one: str, other: str, verdict: str, because: str, by: User | None, now: datetime
) -> LinkDecision:
    _check_steward(by)
    left, right = _checked_pair(one, other)
    reason = because.strip()
    if not reason:
        raise LinkError("A decision says why. Write a reason that others can check.")
    try:
        with transaction.atomic():
            _clear_the_way(left, right, verdict, by=by, now=now)
            made = LinkDecision.objects.create(
                left=left, right=right, verdict=verdict, because=reason, by=by, decided_at=now
            )
            action = "people.link" if verdict == LinkDecision.Verdict.SAME else "people.unlink"
            record(action=action, target=made, by=by, now=now, left=left, right=right)
    except IntegrityError as error:
        # Two stewards at once, or a clock that ran behind: the constraints let one through.
        raise LinkError(
            "Somebody decided on this pair at the same time, or later. Read their decision first."
        ) from error
    return made


def _clear_the_way(left: str, right: str, verdict: str, *, by: User | None, now: datetime) -> None:
    """Withdraw what stands on the pair; refuse to decide the same again."""
    for earlier in LinkDecision.objects.standing().between(left, right).select_for_update():
        if earlier.verdict == verdict:
            day = f"{earlier.decided_at:%Y-%m-%d}"
            raise LinkError(f"This is decided already: {earlier}, on {day}.")
        _withdrawn(earlier, by=by, now=now)


def _withdrawn(decision: LinkDecision, *, by: User | None, now: datetime) -> LinkDecision:
    decision.withdrawn_at, decision.withdrawn_by = now, by
    decision.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record(action="people.withdraw-link", target=decision, by=by, now=now)
    return decision


def _check_steward(by: User | None) -> None:
    if by is not None and not may_settle_identity(by):
        raise NotAllowedError(f"{by} may not settle who is who. A data steward may.")


def _check_gives_roles(by: User | None) -> None:
    if by is not None and not may_give_roles(by):
        raise NotAllowedError(f"{by} may not give or take roles. A programme lead may.")


def _checked_pair(one: str, other: str) -> tuple[str, str]:
    left, right = sorted((one.strip(), other.strip()))
    if not left or left == right:
        raise LinkError("A decision is about two different nodes. Name both.")
    if "@" in left + right:
        raise LinkError("A plain address never stands here. Name its keyed hash.")
    return left, right


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise UserError(
            f"{email!r} is no e-mail address. Write one like ada@example.org."
        ) from error
    return address
