"""Which accounts and addresses in the lake are whose: by proved addresses, and by their own word.

An address is one's own once its mail was read; an account once its owner signed in there. What
somebody says is not theirs never is, whatever the evidence.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress  # where sign-in keeps what is proven
from django.utils import timezone

from parvis.core.people.claiming import standing_claims
from parvis.core.people.claims import AccountClaim
from parvis.core.people.models import User
from parvis.insights.nodes import node_from
from parvis.measure.identity import Decision, Node
from parvis.measure.keys import Keys

BECAUSE = {
    AccountClaim.Proof.SIGN_IN: "They signed in there",
    AccountClaim.Proof.MAIL: "They read a mail sent to its address",
    AccountClaim.Proof.NONE: "They said that it is not theirs",
}


@dataclass
class Own:
    """The nodes of one user. `claimed` and `disowned` hold the claim that says so."""

    addresses: set[Node] = field(default_factory=set)
    claimed: dict[Node, AccountClaim] = field(default_factory=dict)
    disowned: dict[Node, AccountClaim] = field(default_factory=dict)

    @property
    def hashes(self) -> set[str]:
        """The hashed addresses by which accounts are theirs."""
        nodes = self.addresses | self.claimed.keys()
        return {node.address for node in nodes if node.address is not None}

    @property
    def accounts(self) -> set[int]:
        """The accounts that are theirs by their own word."""
        return {node.account for node in self.claimed if node.account is not None}

    def is_disowned(self, account: int, address: str | None) -> bool:
        """Whether they said of an account, or of its address, that it is not theirs."""
        nodes = [Node.of_account(account), *([Node.of_address(address)] if address else [])]
        return any(node in self.disowned for node in nodes)


def own_nodes(users: Iterable[User], keys: Keys) -> dict[int, Own]:
    """What is whose, by the key of the user. Two queries."""
    asked = [user.pk for user in users]
    found: dict[int, Own] = {key: Own() for key in asked}
    proved = EmailAddress.objects.filter(user__in=asked, verified=True, user__is_active=True)
    for key, address in proved.values_list("user", "email"):
        hashed = keys.address(address)
        if hashed is not None:
            found[key].addresses.add(Node.of_address(hashed))
    for said in standing_claims().filter(user__in=asked):
        words = found[said.user_id].claimed if said.is_mine else found[said.user_id].disowned
        words[node_from(said.node)] = said
    return found


def claimed_decisions(keys: Keys) -> list[Decision]:
    """What people said of accounts themselves, as `resolve` takes decisions.

    A proved account and an address of theirs are one person; what is not theirs is kept apart from
    each node that is.
    """
    said = standing_claims().values_list("user", flat=True)
    users = User.objects.filter(pk__in=said, is_active=True).order_by("pk")
    owned = own_nodes(users, keys)
    return [decision for own in owned.values() for decision in _decisions(own)]


def claimed_by_others(user: User, accounts: Iterable[int]) -> set[int]:
    """Those of `accounts` that somebody else proved to be theirs. One query."""
    nodes = [f"account:{account}" for account in accounts]
    others = standing_claims().filter(is_mine=True, node__in=nodes).exclude(user=user)
    found = (node_from(node).account for node in others.values_list("node", flat=True))
    return {account for account in found if account is not None}


def _decisions(own: Own) -> list[Decision]:
    mine = [*sorted(own.addresses, key=str), *sorted(own.claimed, key=str)]
    if not mine:
        return []
    same = [_decision(mine[0], node, said) for node, said in own.claimed.items() if node != mine[0]]
    pairs: defaultdict[Node, set[Node]] = defaultdict(set)
    for node in own.disowned:
        pairs[node] |= {one for one in mine if one != node}
    apart = [
        _decision(one, node, own.disowned[node])
        for node, ones in pairs.items()
        for one in sorted(ones, key=str)
    ]
    return [*same, *apart]


def _decision(left: Node, right: Node, said: AccountClaim) -> Decision:
    day = timezone.localtime(said.said_at, timezone.get_fixed_timezone(0)).date()
    return Decision(
        left=left,
        right=right,
        verdict="same" if said.is_mine else "different",
        because=BECAUSE[AccountClaim.Proof(said.proof)],
        by=f"themselves on {day:%Y-%m-%d}",
    )
