"""What somebody decided by hand about who is who."""

from dataclasses import dataclass
from typing import Literal, Self

Verdict = Literal["same", "different"]


@dataclass(frozen=True, order=True)
class Node:
    """One side of a decision: an account by its key, or an address by its keyed hash.

    An address need not have an account yet: the decision holds for those that come later.
    """

    account: int | None = None
    address: str | None = None

    def __post_init__(self) -> None:
        if (self.account is None) == (self.address is None):
            raise ValueError("A decision is about an account or about an address: give one.")

    @classmethod
    def of_account(cls, key: int) -> Self:
        return cls(account=key)

    @classmethod
    def of_address(cls, hashed: str) -> Self:
        return cls(address=hashed)


@dataclass(frozen=True)
class Decision:
    """Two nodes are the same person, or different people, because `by` said so.

    "different" is stronger than all evidence and than "same": to take back a merge, whoever keeps
    the decisions hands in "different", or no longer hands in the "same" that made it.
    """

    left: Node
    right: Node
    verdict: Verdict
    because: str
    by: str

    def __post_init__(self) -> None:
        if self.verdict not in ("same", "different"):
            message = f"A decision says 'same' or 'different', not {self.verdict!r}."
            raise ValueError(message)

    @property
    def sentence(self) -> str:
        return f"Linked by hand by {self.by}: {self.because.rstrip('. ')}."
