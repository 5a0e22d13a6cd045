"""What somebody types for a person, as the two things a decision can be about."""

from parvis.measure.identity import Node
from parvis.measure.keys import Keys, is_real_address

ACCOUNT, ADDRESS = "account:", "address:"


class NobodyError(Exception):
    """Nobody is meant by what was typed, or more than one: what was typed, and what to type."""


def node_text(node: Node) -> str:
    """A node as the domain keeps it; an address stands there as its keyed hash."""
    return f"{ADDRESS}{node.address}" if node.address else f"{ACCOUNT}{node.account}"


def node_from(text: str) -> Node:
    """The node that the domain kept."""
    if text.startswith(ADDRESS):
        return Node.of_address(text.removeprefix(ADDRESS))
    return Node.of_account(int(text.removeprefix(ACCOUNT)))


def address_node(text: str, keys: Keys) -> Node:
    """The node of an address. Raises NobodyError for one that belongs to nobody."""
    hashed = keys.address(text) if is_real_address(text) else None
    if hashed is None:
        raise NobodyError(f"{text!r} is no address that belongs to somebody. Write it in full.")
    return Node.of_address(hashed)
