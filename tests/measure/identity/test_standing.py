"""Staff, bots, names and first days."""

from dataclasses import replace
from datetime import date

import pytest

from parvis.measure.identity import Section
from parvis.measure.tables import LINKS, PERSON_ACCOUNTS, PERSONS
from tests.measure.identity.drawn import RULES, account, same, who


def standings(found):
    return found.persons["standing"].to_pylist()


def becauses(found):
    return found.persons["because"].to_pylist()


@pytest.mark.parametrize(
    ("address", "standing"),
    [
        ("ann@staff.example", "staff"),
        ("ann@it.Staff.example", "staff"),
        ("ann@notstaff.example", "contributor"),
        ("ann@staff.example.org", "contributor"),
        ("x@bots.example", "bot"),
        ("49699333+dependabot[bot]@users.noreply.github.com", "bot"),
        (None, "contributor"),
    ],
)
def test_domain_and_login_give_the_standing(address, standing):
    assert standings(who([account(1, address)])) == [standing]


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("pyup-bot", "bot"),
        ("Renovate[bot]", "bot"),
        ("mozilla pontoon", "bot"),
        ("GitHub", "bot"),
        ("Justus Nebot", "contributor"),
        ("Bo Talbot", "contributor"),
        ("Github Fan", "contributor"),
    ],
)
def test_name_gives_the_standing(name, standing):
    assert standings(who([account(1, "x@x.example", name)])) == [standing]


def test_one_odd_name_makes_no_bot():
    accounts = [account(1, "ann@x.example", "Ann"), account(1, "ann@x.example", "Pontoon")]

    assert standings(who(accounts)) == ["contributor"]
    assert standings(who(accounts[1:])) == ["bot"]


def test_one_name_that_only_bots_have_makes_a_bot():
    accounts = [account(1, "x@x.example", "Sage"), account(1, "x@x.example", "agent[bot]")]

    found = who(accounts)

    assert standings(found) == ["bot"]
    assert becauses(found) == [
        "It went by the name agent[bot]: the rules name it under [bots], names_once."
    ]


def test_one_account_of_staff_makes_the_person_staff():
    accounts = [account(1, "ann@x.example"), account(2, "ann@staff.example")]

    found = who(accounts, decisions=[same(1, 2)])

    assert standings(found) == ["staff"]
    assert becauses(found) == [
        "Its address is at staff.example: the rules name it under [staff], domains."
    ]


def test_login_is_no_local_part():
    rules = replace(RULES, staff=Section(local_parts=("ann",)))
    accounts = [account(1, "ann@x.example"), account(2, "5+ann@users.noreply.github.com")]

    assert standings(who(accounts, rules=rules)) == ["staff", "contributor"]


def test_reason_is_that_of_the_account_with_the_smallest_key():
    accounts = [account(1, "ann@one.staff.example"), account(2, "ann@two.staff.example")]

    assert "one.staff.example" in becauses(who(accounts, decisions=[same(1, 2)]))[0]


def test_bot_wins_over_staff():
    accounts = [account(1, "ann@staff.example"), account(2, "deploy@bots.example")]

    assert standings(who(accounts, decisions=[same(1, 2)])) == ["bot"]


@pytest.mark.parametrize(
    ("section", "because"),
    [
        (Section(domains=("x.example",)), "Its address is at x.example: "),
        (Section(logins=("AN?",)), "Its login is ann: "),
        (Section(names=("ann *",)), "It is called “Ann Lee”: "),
        (Section(local_parts=("Ann.Lee",)), "Its address begins with Ann.Lee@: "),
        (Section(accounts=(7,)), "The account 7 is this person's: "),
    ],
)
def test_every_kind_of_rule_gives_its_reason(section, because):
    accounts = [account(7, "ann.lee@x.example", "Ann Lee", login="ann"), account(8, "bo@y.example")]

    found = who(accounts, rules=replace(RULES, staff=section))

    assert standings(found) == ["staff", "contributor"]
    assert becauses(found)[0].startswith(because)
    assert becauses(found)[1] is None


def test_name_is_the_one_used_most():
    accounts = [
        account(1, "ann@x.example", "Ann Lee"),
        account(2, "ann@x.example", "ann"),
        account(3, "ann@x.example", "ann"),
    ]

    few = who(accounts, use=[(1, 5, None), (2, 2, None), (3, 2, None)])
    many = who(accounts, use=[(1, 5, None), (2, 3, None), (3, 3, None)])

    assert few.persons["name"].to_pylist() == ["Ann Lee"]
    assert many.persons["name"].to_pylist() == ["ann"]


def test_name_loaded_again_is_not_commoner():
    once = [account(1, "a@x.example", "Ann"), account(1, "a@x.example", "Zoe")]

    assert who([*once, once[1]]).persons["name"].to_pylist() == ["Ann"]


def test_name_of_equal_use_is_the_first_by_alphabet():
    accounts = [account(1, "ann@x.example", "Zoe"), account(2, "ann@x.example", "Ann")]

    assert who(accounts).persons["name"].to_pylist() == ["Ann"]


def test_account_of_several_names_has_the_commonest_and_else_its_login():
    accounts = [
        account(1, "a@x.example", "Ann"),
        account(1, "a@x.example", "Zoe"),
        account(1, "a+tag@x.example", "Zoe", source="other"),
        account(2, platform="github", login="bo"),
        account(3),
    ]

    assert who(accounts).persons["name"].to_pylist() == ["Zoe", "bo", None]


def test_first_day_is_the_earliest_of_all_accounts():
    accounts = [account(1, "ann@x.example"), account(2, "ann@x.example"), account(3)]

    found = who(accounts, use=[(2, 1, date(2014, 5, 1)), (1, 1, date(2015, 1, 1))])

    assert found.persons["first_on"].to_pylist() == [date(2014, 5, 1), None]
    assert found.persons["accounts"].to_pylist() == [2, 1]


def test_account_that_was_active_but_never_described_is_a_person():
    found = who([account(5)], use=[(3, 1, date(2014, 5, 1))])

    assert found.person_accounts.to_pylist() == [
        {"account": 3, "person": 3},
        {"account": 5, "person": 5},
    ]


def test_tables_are_as_declared_even_without_a_row():
    for found in (who([]), who([account(2, "a@x.example"), account(1, "a@x.example")])):
        assert found.person_accounts.schema == PERSON_ACCOUNTS.schema
        assert found.links.schema == LINKS.schema
        assert found.persons.schema == PERSONS.schema
