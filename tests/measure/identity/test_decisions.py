"""Decisions by hand are stronger than evidence, and can be taken back."""

import pytest

from parvis.measure.identity import Decision, Node
from tests.measure.identity.drawn import account, alias, different, people, reasons, same, who

FOUR = [account(key, "ann@x.example") for key in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("decision", "left_over"),
    [
        (different(1, 3), [[1, 2, 4], [3]]),
        (different(3, 1), [[1, 2, 4], [3]]),
        (different(2, 3), [[1, 2, 4], [3]]),
    ],
)
def test_different_takes_one_account_out_and_leaves_the_others(decision, left_over):
    assert people(who(FOUR)) == [[1, 2, 3, 4]]
    assert people(who(FOUR, decisions=[decision])) == left_over


def test_different_for_all_others_takes_out_the_first_account():
    decisions = [different(1, key) for key in (2, 3, 4)]

    found = who(FOUR, decisions=decisions)

    assert people(found) == [[1], [2, 3, 4]]
    assert reasons(found) == [(2, 3, "same-address"), (2, 4, "same-address")]


def test_different_holds_through_a_third_account():
    accounts = [
        account(1, "ann@x.example"),
        account(2, "ann@x.example", login="ann"),
        account(3, "ann@users.noreply.github.com"),
    ]

    assert people(who(accounts, decisions=[different(1, 3)])) == [[1, 2], [3]]


def test_different_leaves_those_alone_who_have_nothing_to_do_with_it():
    others = [account(8, "bo@x.example"), account(9, "bo@x.example")]

    assert people(who(FOUR + others, decisions=[different(1, 2)])) == [[1, 3, 4], [2], [8, 9]]


def test_different_beats_same():
    decisions = [same(1, 2), different(1, 2)]
    accounts = [account(1), account(2)]

    assert people(who(accounts, decisions=decisions[:1])) == [[1, 2]]
    assert people(who(accounts, decisions=decisions)) == [[1], [2]]
    assert people(who(accounts, decisions=decisions[::-1])) == [[1], [2]]


def test_reasons_of_several_decisions_stand_in_one_order():
    accounts = [account(1), account(2), account(3)]
    decisions = [same(1, 2, "b"), same(2, 3, "a")]

    found = who(accounts, decisions=decisions)

    assert found.links["explanation"].to_pylist() == [
        "Linked by hand by Rosa: b. Linked by hand by Rosa: a.",
        "Linked by hand by Rosa: b. Linked by hand by Rosa: a.",
    ]
    assert who(accounts, decisions=decisions[::-1]).links.equals(found.links)


def test_same_taken_back_is_undone():
    accounts = [account(1, "ann@x.example"), account(2, "ann@y.example")]

    assert people(who(accounts, decisions=[same(1, 2)])) == [[1, 2]]
    assert people(who(accounts, decisions=[])) == [[1], [2]]


def test_different_addresses_hold_for_every_account_under_them():
    accounts = [
        account(1, "ann@x.example"),
        account(2, "ann@y.example"),
        account(3, "ann@y.example"),
    ]
    lines = [alias("ann@y.example", "ann@x.example")]

    assert people(who(accounts, aliases=lines)) == [[1, 2, 3]]
    undone = who(accounts, aliases=lines, decisions=[different("ann@x.example", "ann@y.example")])
    assert people(undone) == [[1], [2, 3]]


def test_decision_about_nobody_yet_changes_nothing():
    decisions = [different("no@x.example", 1), same(77, 1), same(0, "no@y.example")]

    assert people(who(FOUR, decisions=decisions)) == [[1, 2, 3, 4]]
    assert people(who([], decisions=decisions)) == []


def test_weaker_evidence_gives_way():
    accounts = [
        account(1, "5+ann@users.noreply.github.com"),
        account(2, "ann@users.noreply.github.com"),
        account(3, "ann@x.example", platform="github", login="renamed", github_id=5),
    ]

    assert people(who(accounts, decisions=[different(2, 3)])) == [[1, 3], [2]]


@pytest.mark.parametrize("sides", [{}, {"account": 1, "address": "a5"}])
def test_node_is_an_account_or_an_address(sides):
    with pytest.raises(ValueError, match="give one"):
        Node(**sides)


def test_decision_says_same_or_different():
    with pytest.raises(ValueError, match="'perhaps'"):
        Decision(Node(1), Node(2), "perhaps", "", "Rosa")
