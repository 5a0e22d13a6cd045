"""Whose a visit was: claims before addresses before typed handles."""

from datetime import datetime

import pyarrow as pa
import pytest

from parvis.measure import tables
from parvis.measure.identity.visitors import known_visits
from parvis.measure.visits import Visits, known_of

ACCOUNTS = [  # account, person, source, platform, login, address
    (11, 1, "work", "git", "ada", "a1"),
    (12, 1, "forum", "table", "ada.l", None),
    (13, 1, "tracker", "table", None, "a3"),
    (21, 2, "forum", "table", "grace", "a2"),
    (31, 3, "forum", "table", "Linus", "shared"),
    (41, 4, "bugs", "bugzilla", "linus", "shared"),
    (51, None, "forum", "table", "new", "a5"),  # seen after identities were resolved last
]


def visit(address=None, handle=None, system=None):
    return {
        "visit": 1,
        "event": 7,
        "space": "paris",
        "checked_in_at": datetime(2020, 1, 1, 18),
        "address": address,
        "handle": handle,
        "system": system,
    }


def claim(claimant, *, account=None, address=None, is_mine=True):
    return {"claimant": claimant, "account": account, "address": address, "is_mine": is_mine}


def known(row, *claims):
    names = ("account", "person", "source", "platform", "login", "address")
    rows = [dict(zip(names, values, strict=True)) for values in ACCOUNTS]
    whose = [{k: r[k] for k in ("account", "person")} for r in rows if r["person"]]
    found = known_visits(
        pa.Table.from_pylist([row], tables.VISITS.schema),
        pa.Table.from_pylist([*claims], tables.CLAIMS.schema),
        pa.Table.from_pylist(rows, tables.ACCOUNTS.schema),
        pa.Table.from_pylist(whose, tables.PERSON_ACCOUNTS.schema),
    )
    (one,) = found.to_pylist()
    return one["person"], one["known_by"]


NOBODY = (None, None)


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (visit("a1"), (1, "address")),
        (visit("a3"), (1, "address")),
        (visit("nowhere"), NOBODY),
        (visit(), NOBODY),
        (visit("shared"), NOBODY),  # two people have it
        (visit("a5"), NOBODY),
        (visit("new-address", "GRACE", "Forum"), (2, "handle")),
        (visit("new-address", "grace", "bugs"), NOBODY),  # another system
        (visit("new-address", "grace"), NOBODY),  # no system
        (visit("new-address", "nobody", "forum"), NOBODY),
        (
            visit("new-address", "ada", "GitHub"),
            (1, "handle"),
        ),  # a git history's logins are GitHub's
        (visit(None, "linus", "bugzilla"), (4, "handle")),
        (visit("a1", "grace", "forum"), (1, "address")),  # the address contradicts the handle
        (visit("shared", "grace", "forum"), NOBODY),
    ],
)
def test_visit_leads_to_one_person_or_to_nobody(came, expected):
    assert known(came) == expected


def test_proved_account_comes_before_the_address():
    assert known(visit("a1"), claim("a1", account=21)) == (2, "claim")
    assert known(visit("mine"), claim("mine", address="a2")) == (2, "claim")


def test_claim_of_what_the_lake_does_not_hold_leads_nowhere():
    came = visit("mine")

    assert known(came, claim("mine", account=99), claim("mine", address="none")) == NOBODY
    assert known(visit("a1"), claim("a1", account=99)) == (1, "address")


def test_proofs_of_two_people_settle_nothing():
    two = (claim("a1", account=11), claim("a1", account=21))

    assert known(visit("a1"), *two) == (1, "address")


def test_account_that_is_expressly_not_theirs_is_left_out():
    denied = claim("a1", account=11, is_mine=False)

    assert known(visit("a1"), denied) == NOBODY
    assert known(visit("x", "ada", "github"), claim("x", account=12, is_mine=False)) == NOBODY


def test_typed_handle_of_an_account_that_somebody_else_proved_leads_nowhere():
    came = visit("impostor", "grace", "forum")

    assert known(came, claim("hers", account=21)) == NOBODY
    assert known(came, claim("impostor", account=21)) == (2, "claim")


def test_no_visits_read_no_files():
    found = known_of(Visits.none(), ["missing.parquet"], ["missing.parquet"])

    assert found.num_rows == 0
    assert found.schema == tables.KNOWN_VISITS.schema
