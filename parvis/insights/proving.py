"""An address that was proved by mail, as a claim on whoever has it in the lake."""

from datetime import datetime

from parvis.core.people.claiming import ClaimError, claim
from parvis.core.people.claims import AccountClaim
from parvis.core.people.models import User
from parvis.core.people.proving import address_in
from parvis.insights.installation import lake_keys
from parvis.insights.nodes import NobodyError, address_node, node_text
from parvis.lib.home import Home

SOURCE = "mail"


def prove_address(home: Home, token: str, *, user: User, now: datetime) -> AccountClaim:
    """Take the word of a link that was sent to an address: it is this user's.

    Raises ClaimError for a link that proves nothing, and for an address that somebody else proved.
    """
    address = address_in(token, user=user, now=now)
    try:
        node = node_text(address_node(address, lake_keys(home)))
    except NobodyError as error:
        raise ClaimError(str(error)) from error
    proof = AccountClaim.Proof.MAIL
    return claim(user=user, node=node, source=SOURCE, label=address, proof=proof, now=now)
