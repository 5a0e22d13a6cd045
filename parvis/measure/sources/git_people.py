"""Who a commit names: accounts, and what of them may stand in the lake."""

import re
from dataclasses import dataclass
from typing import Any

from parvis.measure.keys import (
    Keys,
    github_noreply,
    is_real_address,
    normalise_address,
    scrub,
)
from parvis.measure.sources.texts import decode

NAMED = re.compile(r"([^<>]*)<([^<>]*)>")
BEFORE_NAME = re.compile(r"^\s*(?:\([^()]*\))?[\s,;&]*(?:and\s)?\s*")  # a locale, a comma


@dataclass(frozen=True)
class Signature:
    """A name with an address, as written."""

    account: int
    same: str  # equal for one identity, however its address is written


class People:
    """The accounts of one source, a row for each name an account goes by."""

    def __init__(self, source: str, keys: Keys) -> None:
        self.source = source
        self.keys = keys
        self._signatures: dict[tuple[bytes, bytes], Signature | None] = {}
        self._co_authors: dict[bytes, list[Signature]] = {}
        self._seen: set[tuple[int, str | None]] = set()
        self._rows: list[tuple[Any, ...]] = []

    def signature(self, name: bytes, address: bytes) -> Signature | None:
        """Who this is; None when there is neither a name nor an address."""
        pair = (name, address)
        if pair not in self._signatures:
            self._signatures[pair] = self._sign(decode(name).strip(), decode(address).strip())
        return self._signatures[pair]

    def co_authors(self, trailers: bytes) -> list[Signature]:
        """Everybody named by the Co-authored-by trailers, one trailer to a line."""
        if trailers not in self._co_authors:
            pairs = [p for line in decode(trailers).splitlines() for p in names_in(line)]
            signed = (self._sign(name, address) for name, address in pairs)
            self._co_authors[trailers] = [s for s in signed if s]
        return self._co_authors[trailers]

    def take_accounts(self) -> list[tuple[Any, ...]]:
        """The account rows not taken yet, in the order of the table's columns."""
        rows, self._rows = self._rows, []
        return rows

    def _sign(self, name: str, address: str) -> Signature | None:
        if not (name or address):
            return None
        real = is_real_address(address)
        parts = (address,) if real else (name, address)
        account = self.keys.key(self.source, *parts)
        shown = (account, scrub(name) or None)
        if shown not in self._seen:
            self._seen.add(shown)
            self._rows.append(self._row(*shown, address))
        return Signature(account, normalise_address(address) if real else "\0".join(parts))

    def _row(self, account: int, name: str | None, address: str) -> tuple[Any, ...]:
        number, login = github_noreply(address) or (None, None)
        return (account, self.source, "git", name, login, number, *self.keys.traces(address))


def names_in(trailer: str) -> list[tuple[str, str]]:
    """Names and addresses in `Ann <ann@example.org> (nb-NO)`, a bare name, or a bare address."""
    named = [(BEFORE_NAME.sub("", n).strip(), a.strip()) for n, a in NAMED.findall(trailer)]
    text = trailer.strip()
    if named or not text:
        return named
    return [("", text)] if is_real_address(text) else [(text, "")]
