"""Evidence of .mailmap files: whose commits stand under another address (or name) as well."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from parvis.measure.identity.evidence import MAILMAP, Evidence, from_groups
from parvis.measure.identity.known import Flags, Known
from parvis.measure.identity.match import Matches
from parvis.measure.identity.unions import Unions

Commits = tuple[str, str | None]  # address, and name where only commits under that name are meant


@dataclass(frozen=True)
class Alias:
    """One line of a .mailmap."""

    source: str
    committed: Commits
    proper: str


@dataclass
class At:
    """Who commits under one address: per account its names, in small letters."""

    names: dict[int, set[str]]
    kind: str = "own"  # bot: a bot's; shared: several people's; own: one person's

    def under(self, name: str | None) -> list[int]:
        """Accounts under this name, or all; of a shared address those with no other name."""
        if self.kind == "shared":
            return [n for n, names in self.names.items() if name and names == {name}]
        return [n for n, names in self.names.items() if name is None or name in names]


def read_aliases(table: pa.Table) -> list[Alias]:
    """The lines that give one address to another; those that only mend a name join nobody."""
    columns = ("source", "address", "name", "proper_address")
    values = (table[column].to_pylist() for column in columns)
    lines = {
        Alias(source, (address, name.casefold() if name else None), proper)
        for source, address, name, proper in zip(*values, strict=True)
        if address and proper and address != proper
    }
    return sorted(lines, key=repr)


def shared_addresses(aliases: list[Alias]) -> set[str]:
    """Addresses that one file gives, name by name, to several people."""
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for alias in aliases:
        if alias.committed[1] is not None:
            owners[alias.source, alias.committed[0]].add(alias.proper)
    return {address for (_, address), proper in owners.items() if len(proper) > 1}


def at_shared_addresses(known: Known, aliases: list[Alias]) -> Flags:
    """Accounts at addresses that a .mailmap gives to several people."""
    shared = pa.array(sorted(shared_addresses(aliases)), pa.string())
    found = pc.is_in(known.rows["address"], value_set=shared)
    return known.any_row(found.to_numpy().astype(bool))


def mailmap(known: Known, aliases: list[Alias], matches: Matches) -> Evidence:
    """Accounts at addresses that a .mailmap gives to one person, over several lines too.

    The proper address need not have an account: those that stand for it still belong together.
    People's addresses join people, bots' join bots; a shared address joins only under a name.
    """
    at = _addresses(known, aliases, matches)
    kept = [alias for alias in aliases if _holds(alias, at)]
    together = Unions((alias.committed, (alias.proper, None)) for alias in kept)
    sources = defaultdict(set)
    for alias in kept:
        sources[together.find(alias.committed)].add(alias.source)
    groups = [
        (
            [n for address, name in commits for n in _at(at, address).under(name)],
            _sentence(sources[together.find(commits[0])]),
        )
        for commits in together.sets()
    ]
    return from_groups(groups, "mailmap", MAILMAP)


def _sentence(sources: set[str]) -> str:
    return f"The .mailmap of {' and '.join(sorted(sources))} gives both to one person."


def _at(at: dict[str, At], address: str) -> At:
    return at.get(address) or At({})


def _holds(alias: Alias, at: dict[str, At]) -> bool:
    committed, proper = _at(at, alias.committed[0]).kind, _at(at, alias.proper).kind
    if committed == "shared":
        return alias.committed[1] is not None and proper == "own"
    return committed == proper


def _addresses(known: Known, aliases: list[Alias], matches: Matches) -> dict[str, At]:
    """The accounts at every address that an alias mentions."""
    mentioned = {a for alias in aliases for a in (alias.committed[0], alias.proper)}
    wanted = pc.is_in(known.rows["address"], value_set=pa.array(sorted(mentioned), pa.string()))
    which = np.flatnonzero(wanted.to_numpy())
    rows = known.rows.select(["address", "name"]).take(pa.array(which)).to_pylist()
    found: dict[str, At] = {}
    for number, row in zip(known.number[which].tolist(), rows, strict=True):
        at = found.setdefault(row["address"], At({}))
        at.names.setdefault(number, set()).add((row["name"] or "").casefold())
        if matches.bot[number]:
            at.kind = "bot"
        elif matches.shared_address[number] and at.kind == "own":
            at.kind = "shared"
    return found
