"""Accounts drawn in a test, and who they turn out to be."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from parvis.measure.identity import Decision, Node, Rules, WhoIsWho, default_rules, who_is_who
from parvis.measure.keys import Keys, domain_of, github_noreply
from parvis.measure.tables import ACCOUNTS, ALIASES

KEYS = Keys(b"a secret of these tests")
RULES = default_rules()
USE = pa.schema([("account", pa.int64()), ("activities", pa.int64()), ("first_on", pa.date32())])


def account(key: int, at: str | None = None, name: str | None = None, **more) -> dict:
    """An account as git's source writes it; `more` gives other columns."""
    number, login = github_noreply(at or "") or (None, None)
    row = {
        "account": key,
        "source": "pdfjs",
        "platform": "git",
        "name": name,
        "login": login,
        "github_id": number,
        "address": KEYS.address(at),
        "local_part": KEYS.local_part(at),
        "domain": domain_of(at),
    }
    return row | more


def alias(committed: str, proper: str, *, name: str | None = None, source: str = "pdfjs") -> dict:
    """A line of a .mailmap."""
    return {
        "source": source,
        "address": KEYS.address(committed),
        "name": name,
        "proper_address": KEYS.address(proper),
        "proper_name": None,
    }


def same(left: int | str, right: int | str, because: str = "they said so") -> Decision:
    return Decision(_node(left), _node(right), "same", because, "Rosa")


def different(left: int | str, right: int | str) -> Decision:
    return Decision(_node(left), _node(right), "different", "they met", "Rosa")


def _node(side: int | str) -> Node:
    return Node.of_account(side) if isinstance(side, int) else Node.of_address(KEYS.address(side))


def who(
    accounts: Sequence[dict],
    *,
    aliases: Sequence[dict] = (),
    use: Sequence[tuple[int, int, date | None]] = (),
    rules: Rules = RULES,
    decisions: Sequence[Decision] = (),
) -> WhoIsWho:
    """Who is who among these accounts."""
    return who_is_who(
        pa.Table.from_pylist(list(accounts), ACCOUNTS.schema),
        pa.Table.from_pylist(list(aliases), ALIASES.schema),
        pa.Table.from_pylist([dict(zip(USE.names, u, strict=True)) for u in use], USE),
        rules=rules,
        keys=KEYS,
        decisions=decisions,
    )


def people(found: WhoIsWho) -> list[list[int]]:
    """The accounts of each person, in order."""
    groups: dict[int, list[int]] = {}
    for row in found.person_accounts.to_pylist():
        groups.setdefault(row["person"], []).append(row["account"])
    return list(groups.values())


def reasons(found: WhoIsWho) -> list[tuple[int, int, str]]:
    return [(row["left"], row["right"], row["reason"]) for row in found.links.to_pylist()]
