"""Accounts in the lake that belong to whoever signed in at the system where they are."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount  # where signing in elsewhere is kept

from parvis.core.people.claiming import ClaimError, claim, standing_claims
from parvis.core.people.claims import AccountClaim
from parvis.core.people.models import User
from parvis.insights.mine import LakeNow
from parvis.insights.nodes import node_text
from parvis.lib.home import Home
from parvis.measure import tables
from parvis.measure.identity import Node

GITHUB = "github"
AT_GITHUB = ("git", "github")  # platforms whose logins are GitHub's
NAMED = ["account", "source", "platform", "login", "github_id"]
Row = Mapping[str, Any]


def claim_connected(home: Home, user: User, *, proves: Mapping[str, str], now: datetime) -> int:
    """Claim what the accounts with which a user signs in elsewhere have in the lake. How many.

    `proves`: by an OpenID provider, the source whose logins it proves. What they said is not
    theirs stays so; what somebody else proved stays theirs.
    """
    said = set(standing_claims().filter(user=user).values_list("node", flat=True))
    lake, made = LakeNow.of(home), 0
    for row in _theirs(lake, user, proves):
        node = node_text(Node.of_account(row["account"]))
        if node not in said:
            said.add(node)
            made += _claimed(user, node, row, now)
    return made


def claim_all_connected(home: Home, *, proves: Mapping[str, str], now: datetime) -> int:
    """Do so for everybody: accounts may have come into the lake since they signed in there."""
    connected = SocialAccount.objects.order_by().values("user")
    users = User.objects.filter(pk__in=connected, is_active=True).order_by("pk")
    return sum(claim_connected(home, user, proves=proves, now=now) for user in users)


def login_of(account: SocialAccount) -> str:
    """What somebody is called where they sign in; their number there, if they have no login."""
    data = account.extra_data
    openid = data.get("userinfo") or data.get("id_token") or {}
    return str(data.get("login") or openid.get("preferred_username") or account.uid)


def _claimed(user: User, node: str, row: Row, now: datetime) -> int:
    proof = AccountClaim.Proof.SIGN_IN
    try:
        claim(
            user=user,
            node=node,
            source=row["source"],
            label=row["login"] or "",
            proof=proof,
            now=now,
        )
    except ClaimError:
        return 0
    return 1


def _theirs(lake: LakeNow, user: User, proves: Mapping[str, str]) -> Iterator[Row]:
    for account in SocialAccount.objects.filter(user=user).order_by("pk"):
        if account.provider == GITHUB:
            yield from _at_github(lake, account)
        elif account.provider in proves:
            yield from _at_source(lake, account, proves[account.provider])


def _at_github(lake: LakeNow, account: SocialAccount) -> Iterator[Row]:
    """By GitHub's number; by the login only where no number is known: logins change hands."""
    yield from lake.rows(tables.ACCOUNTS, "github_id", {int(account.uid)}, NAMED).to_pylist()
    for row in _with_login(lake, login_of(account)):
        if row["platform"] in AT_GITHUB and row["github_id"] is None:
            yield row


def _at_source(lake: LakeNow, account: SocialAccount, source: str) -> Iterator[Row]:
    for row in _with_login(lake, login_of(account)):
        if row["source"] == source:
            yield row


def _with_login(lake: LakeNow, login: str) -> list[Row]:
    spellings = {login, login.lower()}
    found: list[Row] = lake.rows(tables.ACCOUNTS, "login", spellings, NAMED).to_pylist()
    return found
