"""Whose a visit was: from an address, a handle and what was said by hand, to a person of the lake.

In this order, the first that leads to one person and no other: an account that is the visitor's
by their own proof or by a steward's decision (`claim`); an account with the visitor's address
(`address`); an account with the handle they typed, at the system they named (`handle`). A handle
is typed by anybody, so it counts last, is marked, and leads to nobody whose account somebody else
has proved. Who is expressly not the visitor is left out throughout. An address that several
people share leads to nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parvis.measure.tables import KNOWN_VISITS

GIT, GITHUB = "git", "github"  # logins in a git history are those at GitHub's noreply addresses

Row = Mapping[str, Any]
People = set[int]


def known_visits(
    visits: pa.Table, claims: pa.Table, accounts: pa.Table, person_accounts: pa.Table
) -> pa.Table:
    """Return tables.KNOWN_VISITS; the tables given are as in `tables`, in any order."""
    rows, said = visits.to_pylist(), claims.to_pylist()
    lake = _lake(rows, said, accounts, person_accounts)
    found = [{**row, **_known(row, said_of, lake)} for row, said_of in _with_claims(rows, said)]
    wanted = KNOWN_VISITS.schema.names
    return pa.Table.from_pylist([{k: r[k] for k in wanted} for r in found], KNOWN_VISITS.schema)


@dataclass
class _Lake:
    """The few accounts that visits can lead to, by what leads to them."""

    of_account: dict[int, int] = field(default_factory=dict)
    of_address: dict[str, People] = field(default_factory=lambda: defaultdict(set))
    of_login: dict[tuple[str, str], People] = field(default_factory=lambda: defaultdict(set))
    proved: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))  # person: by whom

    def behind(self, claim: Row) -> People:
        """The people of the account, or of the address, that a claim is about."""
        if claim["account"] is None:
            return self.of_address.get(claim["address"], set())
        person = self.of_account.get(claim["account"])
        return set() if person is None else {person}


def _lake(
    rows: Sequence[Row], claims: Sequence[Row], accounts: pa.Table, person_accounts: pa.Table
) -> _Lake:
    lake = _Lake()
    relevant = _relevant(accounts, rows, claims)
    keys = {row["account"] for row in relevant} | {one["account"] for one in claims}
    mapped = person_accounts.filter(_is_in(person_accounts["account"], keys - {None}))
    lake.of_account = dict(zip(*(c.to_pylist() for c in mapped.columns), strict=True))
    for row in relevant:
        person = lake.of_account.get(row["account"])
        if person is not None:
            _note(lake, row, person)
    for claim in claims:
        for person in lake.behind(claim) if claim["is_mine"] else ():
            lake.proved[person].add(claim["claimant"])
    return lake


def _relevant(accounts: pa.Table, rows: Sequence[Row], claims: Sequence[Row]) -> list[Row]:
    """Accounts that carry an address or a login which some visit or claim asks for."""
    addresses = {row["address"] for row in (*rows, *claims)} - {None}
    logins = {row["handle"].casefold() for row in rows if row["handle"]}
    wanted = pc.or_kleene(
        _is_in(accounts["address"], addresses),
        _is_in(pc.utf8_lower(accounts["login"].cast(pa.string())), logins),
    )
    columns = ["account", "source", "platform", "login", "address"]
    found: list[Row] = accounts.filter(wanted).select(columns).to_pylist()
    return found


def _note(lake: _Lake, row: Row, person: int) -> None:
    if row["address"]:
        lake.of_address[row["address"]].add(person)
    if row["login"]:
        for system in _systems(row):
            lake.of_login[system, row["login"].casefold()].add(person)


def _systems(account: Row) -> set[str]:
    named = {account["source"].casefold(), account["platform"].casefold()}
    return named | {GITHUB} if GIT in named else named


def _with_claims(rows: Sequence[Row], claims: Sequence[Row]) -> list[tuple[Row, list[Row]]]:
    said: dict[str, list[Row]] = defaultdict(list)
    for claim in claims:
        said[claim["claimant"]].append(claim)
    return [(row, said.get(row["address"], [])) for row in rows]


def _known(row: Row, claims: Sequence[Row], lake: _Lake) -> dict[str, Any]:
    """Who came, and what told us: {person, known_by}."""
    mine = _behind(claims, lake, is_mine=True)
    not_mine = _behind(claims, lake, is_mine=False)
    for known_by, people in (
        ("claim", mine),
        ("address", lake.of_address.get(row["address"], set())),
        ("handle", _typed(row, lake)),
    ):
        left = people - not_mine
        if len(people) == 1 and left:
            return {"person": left.pop(), "known_by": known_by}
        if people and known_by == "address":
            break  # the address says somebody else, or several: a handle does not outweigh it
    return {"person": None, "known_by": None}


def _behind(claims: Sequence[Row], lake: _Lake, *, is_mine: bool) -> People:
    people: People = set()
    return people.union(*(lake.behind(one) for one in claims if one["is_mine"] is is_mine))


def _typed(row: Row, lake: _Lake) -> People:
    """Whom the typed handle names, unless somebody else proved to be them."""
    if not (row["handle"] and row["system"]):
        return set()
    named = lake.of_login.get((row["system"].casefold(), row["handle"].casefold()), set())
    return {one for one in named if not lake.proved.get(one, set()) - {row["address"]}}


def _is_in(column: pa.ChunkedArray, values: Collection[Any]) -> pa.ChunkedArray:
    return pc.is_in(column, value_set=pa.array(sorted(values), column.type))
