"""Who did what a row says, and that no address is kept."""

import pytest

from tests.measure.sources.conftest import KEYS

WHO = """
platform = "github"
[columns]
account = "acc"
name = "name"
login = "login"
address = "mail"
date = "day"
[constant]
kind = "issue"
area = "qa"
"""


def account(bench, row):
    loaded = bench.load(f"acc,name,login,mail,day\n{row},2014-05-13\n", WHO)
    assert "@" not in str([loaded.activity, loaded.accounts, loaded.set_aside])
    only = loaded.accounts[0]
    assert only["platform"] == "github"
    assert only["account"] == loaded.activity[0]["account"]
    return only


ANN = KEYS.address("ann@example.org")


@pytest.mark.parametrize(
    ("row", "key", "facts"),
    [
        ("17,Ann Lee,annlee,Ann@example.org", "17", ("Ann Lee", "annlee", ANN)),
        ("ann@example.org,,,", "ann@example.org", (None, None, ANN)),
        (",Ann <ann@example.org>,ann@example.org,", "ann@example.org", ("Ann", None, ANN)),
        (",,,ann@example.org", "ann@example.org", (None, None, ANN)),
        (",Ann Lee,,", "Ann Lee", ("Ann Lee", None, None)),
        (",ann@example.org,,", "ann@example.org", ("ann", None, None)),
    ],
)
def test_account_keeps_no_address(bench, row, key, facts):
    found = account(bench, row)

    assert found["account"] == KEYS.key("help", key)
    assert (found["name"], found["login"], found["address"]) == facts


def test_noreply_address_gives_login_and_number(bench):
    found = account(bench, "17,,,583231+octocat@users.noreply.github.com")

    assert (found["login"], found["github_id"]) == ("octocat", 583231)


def test_address_in_an_id_is_not_kept(bench):
    loaded = bench.load("nr,who,day\nann@example.org#1,ann,2014-05-13\n")

    assert loaded.activity[0]["native_id"] == f"{KEYS.key('id', 'ann@example.org#1'):016x}"
