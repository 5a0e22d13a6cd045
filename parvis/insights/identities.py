"""Who is who, for somebody who settles it: find accounts, explain persons, decide, undo."""

from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from parvis.core.people import actions
from parvis.core.people.models import LinkDecision
from parvis.core.people.queries import standing_decisions
from parvis.insights.installation import lake_keys
from parvis.insights.nodes import NobodyError, address_node, node_text
from parvis.lib.home import Home
from parvis.measure import tables
from parvis.measure.identity import Node, explain
from parvis.measure.lake import Lake, read_files


def find(home: Home, text: str) -> Node:
    """The account or address that somebody means by an address, an account's key, a login or an id.

    Raises NobodyError when nobody is meant, or several accounts are called so.
    """
    if "@" in text:
        return address_node(text, lake_keys(home))
    accounts = _accounts(home)
    if text.isascii() and text.isdigit() and _has(accounts, "account", int(text)):
        return Node.of_account(int(text))
    return _by_name_there(home, accounts, text)


def link(home: Home, *, one: str, other: str, because: str, now: datetime) -> LinkDecision:
    """Decide that two are one person. Raises NobodyError, LinkError."""
    left, right = node_text(find(home, one)), node_text(find(home, other))
    return actions.link(one=left, other=right, because=because, by=None, now=now)


def unlink(home: Home, *, one: str, other: str, because: str, now: datetime) -> LinkDecision:
    """Decide that two are two people. Raises NobodyError, LinkError."""
    left, right = node_text(find(home, one)), node_text(find(home, other))
    return actions.unlink(one=left, other=right, because=because, by=None, now=now)


def undo(*, number: int, now: datetime) -> LinkDecision:
    """Withdraw a decision by its number. Raises NobodyError, LinkError."""
    decision = LinkDecision.objects.filter(pk=number).first()
    if decision is None:
        raise NobodyError(
            f"There is no decision {number}. `parvis people decisions` lists those that count."
        )
    return actions.withdraw(decision=decision, by=None, now=now)


def listed() -> list[LinkDecision]:
    """The decisions that count today, the oldest first."""
    return list(standing_decisions())


def explained(home: Home, text: str) -> dict[str, object]:
    """A person: standing, accounts, and why they are one. Raises NobodyError."""
    node, lake = find(home, text), Lake(home.lake)
    whose = read_files(lake.files(tables.PERSON_ACCOUNTS), tables.PERSON_ACCOUNTS)
    account = node.account if node.account is not None else _with_address(home, text, node)
    rows = whose.filter(pc.equal(whose["account"], account))
    if not rows.num_rows:
        raise NobodyError(f"{text!r} has not been resolved yet. Run `parvis resolve` first.")
    person = rows["person"][0].as_py()
    links = read_files(lake.files(tables.LINKS), tables.LINKS)
    return {
        **_person(lake, person),
        "accounts": _described(home, whose.filter(pc.equal(whose["person"], person))["account"]),
        "why": explain(whose, links, person=person),
    }


def _person(lake: Lake, person: int) -> dict[str, object]:
    persons = read_files(lake.files(tables.PERSONS), tables.PERSONS)
    found = persons.filter(pc.equal(persons["person"], person)).to_pylist()[0]
    wanted = ("person", "name", "standing", "because", "first_on")
    return {name: found[name] for name in wanted}


def _described(home: Home, keys: pa.ChunkedArray) -> list[dict[str, object]]:
    """Each account once, under the first of its names."""
    accounts = _accounts(home)
    rows = accounts.filter(pc.is_in(accounts["account"], value_set=keys.combine_chunks()))
    wanted = ["account", "source", "name", "login", "domain"]
    described: dict[int, dict[str, object]] = {}
    for row in rows.select(wanted).to_pylist():
        described.setdefault(row["account"], row)
    return sorted(described.values(), key=lambda row: (str(row["source"]), str(row["account"])))


def _with_address(home: Home, text: str, node: Node) -> int:
    accounts = _accounts(home)
    found = accounts.filter(pc.equal(accounts["address"], node.address))
    if not found.num_rows:
        raise NobodyError(f"No account has the address {text!r}. Look at its spelling.")
    return int(found["account"][0].as_py())


def _by_name_there(home: Home, accounts: pa.Table, text: str) -> Node:
    """By what the account is called where it is: its login, or its id in a table."""
    keys, sources = lake_keys(home), Lake(home.lake).sources()
    ids = pa.array([keys.key(source, text) for source in sources], tables.KEY)
    same = pc.equal(pc.utf8_lower(accounts["login"].cast(pa.string())), text.lower())
    here = pc.or_kleene(same, pc.is_in(accounts["account"], value_set=ids))
    found = sorted(set(accounts.filter(here)["account"].to_pylist()))
    if not found:
        raise NobodyError(
            f"No account has the key, login or id {text!r}. Write an address, a login, an id as "
            "the source has it, or a key as `parvis people explain` shows it."
        )
    if len(found) > 1:
        some = ", ".join(map(str, found[:5]))
        raise NobodyError(f"{len(found)} accounts are called {text!r}. Name one by key: {some}.")
    return Node.of_account(found[0])


def _accounts(home: Home) -> pa.Table:
    return read_files(Lake(home.lake).files(tables.ACCOUNTS), tables.ACCOUNTS)


def _has(rows: pa.Table, column: str, value: int) -> bool:
    return bool(pc.any(pc.equal(rows[column], value)).as_py())
