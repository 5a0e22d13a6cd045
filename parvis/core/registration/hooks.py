"""Who else keeps something about an address: features above register a teller and a forgetter.

Registration does not know what follows a visit; followup does. What it keeps stands in the same
export, and is forgotten in the same transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parvis.core.registration.plausible import key_of


@dataclass(frozen=True)
class Address:
    """Somebody, by an address that is proved to be theirs."""

    key: str  # by which two spellings are one
    spellings: frozenset[str]  # in small letters

    @classmethod
    def of(cls, *spellings: str) -> "Address":
        return cls(key_of(spellings[0]), frozenset(one.lower() for one in spellings))


Teller = Callable[[Address], Mapping[str, Any]]
Forgetter = Callable[[Address, datetime], None]
_keepers: list[tuple[Teller, Forgetter]] = []


def keep_about(teller: Teller, forgetter: Forgetter) -> None:
    """Ask `teller` for every export, and `forgetter` for every erasure, from now on.

    A teller returns what JSON can hold, under names of its own. A forgetter is called before the
    address is taken out of the sign-ups. A second time changes nothing.
    """
    if (teller, forgetter) not in _keepers:
        _keepers.append((teller, forgetter))


def told_about(address: Address) -> dict[str, Any]:
    """What everybody who registered keeps about an address."""
    return {name: kept for teller, _ in _keepers for name, kept in teller(address).items()}


def tell_to_forget(address: Address, now: datetime) -> None:
    """Let everybody who registered forget an address. In the caller's transaction."""
    for _, forgetter in _keepers:
        forgetter(address, now)
