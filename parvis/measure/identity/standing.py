"""What each person is to the programme, and what to call them."""

import numpy as np
import pyarrow as pa

from parvis.measure.identity.known import NEVER, Known, Numbers
from parvis.measure.identity.match import Matches
from parvis.measure.tables import PERSONS


def persons_table(known: Known, matches: Matches, first: Numbers) -> pa.Table:
    """Every person; `first` gives each account's person as the smallest account number.

    A person with a bot's account is a bot, else with a staff account staff, else a contributor.
    """
    people, person = np.unique(first, return_inverse=True)
    standing, because = _standing(matches, person, len(people))
    columns = {
        "person": known.keys[people],
        "standing": pa.array(standing),
        "because": pa.array(because, pa.string()),
        "name": _most_used_names(known, person, len(people)),
        "accounts": np.bincount(person, minlength=len(people)).astype(np.int32),
        "first_on": _first_days(known, person, len(people)),
    }
    return pa.table(columns).cast(PERSONS.schema)


def _standing(matches: Matches, person: Numbers, count: int) -> tuple[list[str], list[str | None]]:
    """Standing and its reason; of several accounts that say so, the one with the smallest key."""
    standing = ["contributor"] * count
    because: list[str | None] = [None] * count
    for name, found in (("staff", matches.staff), ("bot", matches.bots)):
        for account in sorted(found, reverse=True):
            standing[person[account]] = name
            because[person[account]] = found[account]
    return standing, because


def _most_used_names(known: Known, person: Numbers, count: int) -> pa.StringArray:
    """The name with the most activity; of equal ones the first by alphabet."""
    used = pa.table({"person": person, "name": known.names, "used": known.activities})
    used = used.drop_null().group_by(["person", "name"]).aggregate([("used", "sum")])
    used = used.sort_by(
        [("person", "ascending"), ("used_sum", "descending"), ("name", "ascending")]
    )
    named, at = np.unique(used["person"].to_numpy(), return_index=True)
    where = np.full(count, -1, dtype=np.int64)
    where[named] = at
    return used["name"].combine_chunks().take(pa.array(where, mask=where < 0))


def _first_days(known: Known, person: Numbers, count: int) -> pa.Array:
    far = np.datetime64("9999-12-31", "D")
    days = np.full(count, far)
    np.minimum.at(days, person, np.where(np.isnat(known.first_on), far, known.first_on))
    return pa.array(np.where(days == far, NEVER, days))
