"""The accounts as the rest of this package sees them: each one once, numbered by its key."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from parvis.measure.tables import ACCOUNTS

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True)
class Known:
    """Accounts, numbered 0, 1, ... in the order of their keys, and the rows that describe them.

    A source may describe an account several times, under different names: every row counts as
    evidence. What we compare here are numbers, so the smaller number is the smaller key.
    """

    keys: Numbers
    rows: pa.Table  # as in tables.ACCOUNTS, without repeats, sorted by account
    number: Numbers  # of the account that each row describes
    names: pa.StringArray  # of each account: the commonest, else its login
    activities: Numbers  # of each account
    first_on: npt.NDArray[np.datetime64]  # of each account; NaT: no activity

    @property
    def count(self) -> int:
        return len(self.keys)

    def of_keys(self, keys: list[int]) -> list[int | None]:
        """The account numbers of these keys; None where there is no such account."""
        found = np.searchsorted(self.keys, np.asarray(keys, dtype=np.int64))
        inside = np.minimum(found, max(self.count - 1, 0))
        if not self.count:
            return [None] * len(keys)
        same = self.keys[inside] == keys
        return [int(n) if ok else None for n, ok in zip(found, same, strict=True)]

    def any_row(self, flags: Flags) -> Flags:
        """Per account: whether the flag stands on any of its rows."""
        return np.bincount(self.number[flags], minlength=self.count).astype(bool)


def known_accounts(accounts: pa.Table, use: pa.Table) -> Known:
    """Number the accounts. One that was active but never described is an account all the same."""
    undescribed = use.select(["account"]).filter(
        pc.invert(pc.is_in(use["account"], value_set=accounts["account"]))
    )
    rows = _distinct(pa.concat_tables([_plain(accounts), _filled(undescribed)]))
    keys, number = np.unique(rows["account"].to_numpy(), return_inverse=True)
    keys = keys.astype(np.int64)
    activities, first_on = _use(keys, use)
    names = _commonest_names(rows, number, len(keys))
    return Known(keys, rows, number.astype(np.int64), names, activities, first_on)


def _plain(accounts: pa.Table) -> pa.Table:
    """The table without dictionary columns: every chunk then means the same by the same value."""
    plain = pa.schema(
        [
            pa.field(f.name, f.type.value_type if pa.types.is_dictionary(f.type) else f.type)
            for f in ACCOUNTS.schema
        ]
    )
    return accounts.select(plain.names).cast(plain)


def _filled(undescribed: pa.Table) -> pa.Table:
    empty = _plain(ACCOUNTS.schema.empty_table())
    return pa.concat_tables([empty, undescribed], promote_options="default")


def _distinct(rows: pa.Table) -> pa.Table:
    """Repeats left out, so that loading the same again changes nothing; sorted by account.

    Only rows of an account that has several can repeat; the others need no comparing.
    """
    _, at, times = np.unique(rows["account"].to_numpy(), return_inverse=True, return_counts=True)
    several = pa.array(times[at] > 1)
    once = rows.filter(several).group_by(rows.column_names).aggregate([])
    every = pa.concat_tables([rows.filter(pc.invert(several)), once])
    return every.sort_by("account").combine_chunks()


def _use(keys: Numbers, use: pa.Table) -> tuple[Numbers, npt.NDArray[np.datetime64]]:
    at = np.searchsorted(keys, use["account"].to_numpy())
    activities = np.zeros(len(keys), dtype=np.int64)
    np.add.at(activities, at, pc.fill_null(use["activities"], 0).to_numpy())
    far = np.datetime64("9999-12-31", "D")
    first_on = np.full(len(keys), far)
    days = use["first_on"].cast(pa.date32()).to_numpy().astype("datetime64[D]")
    np.minimum.at(first_on, at, np.where(np.isnat(days), far, days))
    return activities, np.where(first_on == far, NEVER, first_on)


def _commonest_names(rows: pa.Table, number: Numbers, count: int) -> pa.StringArray:
    """Each account's name in most of its rows (then the first by alphabet), else its login."""
    shown = pc.coalesce(rows["name"], rows["login"])
    counted = pa.table({"number": number, "name": shown}).filter(pc.is_valid(shown))
    counted = counted.group_by(["number", "name"]).aggregate([([], "count_all")])
    counted = counted.sort_by(
        [("number", "ascending"), ("count_all", "descending"), ("name", "ascending")]
    )
    named, first = np.unique(counted["number"].to_numpy(), return_index=True)
    where = np.full(count, -1, dtype=np.int64)
    where[named] = first
    return counted["name"].combine_chunks().take(pa.array(where, mask=where < 0))
