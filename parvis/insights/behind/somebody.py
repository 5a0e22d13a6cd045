"""One person: standing, accounts, why these are one, and what was done with them."""

from collections.abc import Sequence
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from parvis.insights.behind.pages import PAGE, Page
from parvis.insights.operations import engine_of
from parvis.lib.home import Home
from parvis.measure import tables
from parvis.measure.lake import Lake, read_files


def person(home: Home, key: int) -> dict[str, Any]:
    """Return somebody's standing, accounts, and why these are one. LookupError for nobody."""
    found = persons_by_key(home, [key])
    accounts = accounts_by_key(home, accounts_of(home, key))
    return {
        **found[key],
        "held": sorted(accounts.values(), key=_as_shown),
        "links": _matching(Lake(home.lake), tables.LINKS, "person", [key]).to_pylist(),
    }


def contributions(home: Home, key: int, number: int) -> Page:
    """Return one page of what somebody did, the latest first."""
    lake = Lake(home.lake)
    with engine_of(home) as engine:
        all_rows = engine.read(lake.files(tables.ACTIVITY), tables.ACTIVITY)
        mine = all_rows.filter(all_rows.account.isin(accounts_of(home, key)))
        total = engine.run(mine.agg(n=mine.count()))["n"][0].as_py()
        columns = ("happened_at", "area", "kind", "source", "native_id")
        ordered = mine.order_by(ibis.desc("happened_at"), "id").select(*columns)
        rows = engine.run(ordered.limit(PAGE, offset=(number - 1) * PAGE)).to_pylist()
    return Page(rows, total, number)


def persons_by_key(home: Home, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return people by their key; who is not in the lake is left out."""
    found = _matching(Lake(home.lake), tables.PERSONS, "person", keys).to_pylist()
    return {row["person"]: {**row, "name": row["name"] or "no name known"} for row in found}


def accounts_by_key(home: Home, keys: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return each account once, under the first of its names."""
    rows = _matching(Lake(home.lake), tables.ACCOUNTS, "account", keys).to_pylist()
    described: dict[int, dict[str, Any]] = {}
    for row in sorted(rows, key=_as_shown):
        described.setdefault(row["account"], row)
    return described


def accounts_of(home: Home, key: int) -> list[int]:
    found = _matching(Lake(home.lake), tables.PERSON_ACCOUNTS, "person", [key])
    accounts: list[int] = found["account"].to_pylist()
    return accounts


def _as_shown(row: dict[str, Any]) -> tuple[str, str, int]:
    """By what a reader sees; keys differ from one installation to the next."""
    return row["source"], row["login"] or row["name"] or "", row["account"]


def _matching(lake: Lake, table: tables.Table, column: str, keys: Sequence[int]) -> pa.Table:
    rows = read_files(lake.files(table), table)
    wanted = pa.array(list(keys), type=pa.int64())
    return rows.filter(pc.is_in(rows[column], value_set=wanted))
