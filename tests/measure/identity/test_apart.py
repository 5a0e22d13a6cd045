"""What must not be joined stays apart."""

from dataclasses import replace

import pytest

from parvis.measure.identity import Section, Shared
from tests.measure.identity.drawn import RULES, account, alias, people, same, who


def test_name_alone_never_joins():
    found = who([account(1, "john@x.example", "John"), account(2, "john@y.example", "John")])

    assert people(found) == [[1], [2]]


def test_local_part_alone_never_joins():
    found = who([account(1, "ann.lee@x.example"), account(2, "ann.lee@y.example")])

    assert people(found) == [[1], [2]]


def test_accounts_without_any_value_stay_apart():
    nothing = [account(key, None, "John") for key in (1, 2, 3)]
    empty = [account(key, login="") for key in (4, 5)]

    assert people(who(nothing + empty)) == [[1], [2], [3], [4], [5]]


@pytest.mark.parametrize("address", ["root@localhost", "john@(none)", "john@mac.local", "john"])
def test_addresses_that_reach_nobody_stay_apart(address):
    assert people(who([account(1, address, "John"), account(2, address, "John")])) == [[1], [2]]


@pytest.mark.parametrize("domain", ["localhost", "laptop.local", "(none)"])
def test_unreal_domains_stay_apart_even_if_a_source_hashed_them(domain):
    hashed = {"address": "a5", "local_part": "b7", "domain": domain}

    assert people(who([account(1, **hashed), account(2, **hashed)])) == [[1], [2]]


@pytest.mark.parametrize("local", ["root", "info", "Admin", "noreply", "info+web"])
def test_role_addresses_stay_apart(local):
    address = f"{local}@x.example"

    assert people(who([account(1, address), account(2, address)])) == [[1], [2]]


def test_role_address_joins_by_hand():
    shared = [account(1, "info@x.example"), account(2, "info@x.example")]

    assert people(who(shared, decisions=[same(1, 2)])) == [[1, 2]]


def test_login_is_no_role_address():
    address = "583231+info@users.noreply.github.com"

    assert people(who([account(1, address), account(2, address)])) == [[1, 2]]


def test_login_that_several_people_use_joins_nobody():
    rules = replace(RULES, not_people=Shared(logins=("acme-*",)))
    address = "5+acme-team@users.noreply.github.com"
    accounts = [account(1, address), account(2, platform="github", login="Acme-Team", github_id=5)]

    assert people(who(accounts)) == [[1, 2]]
    assert people(who(accounts, rules=rules)) == [[1], [2]]


def test_account_named_as_shared_joins_nobody():
    rules = replace(RULES, not_people=Shared(accounts=(2,)))
    accounts = [account(key, "ann@x.example") for key in (1, 2, 3)]

    assert people(who(accounts, rules=rules)) == [[1, 3], [2]]


def test_address_under_many_first_names_is_a_shared_mailbox():
    def used_by(number):
        return [account(k, "club@x.example", f"First{k} Last") for k in range(number)]

    assert people(who(used_by(12))) == [list(range(12))]
    assert people(who(used_by(13))) == [[k] for k in range(13)]


def test_address_under_one_first_name_is_one_persons_however_many_names():
    accounts = [account(k, "ann@x.example", f"Ann Last{k}") for k in range(40)]

    assert people(who(accounts)) == [list(range(40))]


def test_bot_is_one_bot_however_common_its_address_looks():
    bot = "noreply@bots.example"
    accounts = [account(k, bot, f"Name{k}", source=f"s{k}") for k in range(20)]

    assert people(who(accounts)) == [list(range(20))]


def test_mailmap_never_joins_a_bot_to_a_human():
    found = who(
        [account(1, "ann@x.example", "Ann"), account(2, "build@bots.example", "Build")],
        aliases=[alias("build@bots.example", "ann@x.example")],
    )

    assert people(found) == [[1], [2]]
    assert found.persons["standing"].to_pylist() == ["contributor", "bot"]


def test_mailmap_joins_a_bot_to_a_bot():
    found = who(
        [account(1, "one@bots.example"), account(2, "two@bots.example")],
        aliases=[alias("one@bots.example", "two@bots.example")],
    )

    assert people(found) == [[1, 2]]


def test_mailmap_joins_nobody_through_a_role_address():
    found = who(
        [account(1, "ann@x.example"), account(2, "bo@x.example"), account(3, "root@x.example")],
        aliases=[alias("ann@x.example", "root@x.example"), alias("bo@x.example", "root@x.example")],
    )

    assert people(found) == [[1], [2], [3]]


def test_mailmap_joins_a_role_address_only_under_its_sole_name():
    lines = [alias("root@x.example", "ann@x.example", name="ann")]
    mine = [account(1, "ann@x.example"), account(2, "root@x.example", "Ann")]
    ours = [*mine, account(2, "root@x.example", "Bo")]

    assert people(who(mine, aliases=lines)) == [[1, 2]]
    assert people(who(ours, aliases=lines)) == [[1], [2]]
    assert people(who(mine, aliases=[alias("root@x.example", "ann@x.example")])) == [[1], [2]]


def test_address_that_a_mailmap_gives_to_two_people_joins_neither():
    lines = [
        alias("us@x.example", "ann@x.example", name="ann"),
        alias("us@x.example", "bo@x.example", name="bo"),
    ]
    found = who(
        [
            account(1, "ann@x.example"),
            account(2, "bo@x.example"),
            account(3, "us@x.example", "Ann"),
            account(4, "us@x.example", "Bo", source="kitsune"),
            account(5, "us@x.example", "Ann", source="remo"),
            account(5, "us@x.example", "Bo", source="remo"),
        ],
        aliases=lines,
    )

    assert people(found) == [[1, 3], [2, 4], [5]]


def test_no_rules_leave_addresses_as_they_are():
    rules = replace(RULES, bots=Section(), staff=Section(), not_people=Shared())

    assert people(
        who([account(1, "info@x.example"), account(2, "info@x.example")], rules=rules)
    ) == [[1, 2]]
