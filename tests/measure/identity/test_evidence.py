"""Each kind of evidence joins, and says why."""

import pytest

from tests.measure.identity.drawn import account, alias, people, reasons, same, who


@pytest.mark.parametrize(
    "other", ["Ann@Mail.Example", "ann+parvis@mail.example", '"ann@mail.example"']
)
def test_same_address_joins_however_it_is_written(other):
    found = who([account(1, "ann@mail.example"), account(2, other)])

    assert people(found) == [[1, 2]]
    assert reasons(found) == [(1, 2, "same-address")]


def test_same_address_joins_over_sources_and_platforms():
    found = who(
        [
            account(1, "ann@mail.example", source="pdfjs"),
            account(2, "ann@mail.example", source="kitsune"),
            account(3, "ann@mail.example", source="forum", platform="table"),
        ]
    )

    assert people(found) == [[1, 2, 3]]


def test_github_id_joins_across_a_change_of_login():
    found = who(
        [
            account(1, "583231+ann@users.noreply.github.com"),
            account(2, "583231+anna@users.noreply.github.com"),
            account(3, platform="github", login="annabel", github_id=583231),
        ]
    )

    assert people(found) == [[1, 2, 3]]
    assert reasons(found) == [(1, 2, "github-id"), (1, 3, "github-id")]
    assert found.links["explanation"][0].as_py() == "Both are GitHub's account number 583231."


def test_github_login_joins_noreply_addresses_and_github_without_regard_to_case():
    found = who(
        [
            account(1, "Ann-Lee@users.noreply.github.com"),
            account(2, "583231+ann-lee@users.noreply.github.com"),
            account(3, platform="github", login="ANN-LEE"),
        ]
    )

    assert people(found) == [[1, 2, 3]]
    assert (1, 3, "github-login") in reasons(found)
    assert "Both have the GitHub login ann-lee." in found.links["explanation"].to_pylist()


def test_login_elsewhere_is_not_a_github_login():
    found = who(
        [
            account(1, platform="bugzilla", login="ann"),
            account(2, "ann@users.noreply.github.com"),
            account(3, platform="pontoon", login="ann"),
        ]
    )

    assert people(found) == [[1], [2], [3]]


def test_login_seen_with_two_numbers_joins_nobody():
    found = who(
        [
            account(1, "111+ann@users.noreply.github.com"),
            account(2, "222+ann@users.noreply.github.com"),
            account(3, "ann@users.noreply.github.com"),
            account(4, "111+ann@users.noreply.github.com", source="kitsune"),
        ]
    )

    assert people(found) == [[1, 4], [2], [3]]


def test_mailmap_joins_the_committed_to_the_proper_address():
    found = who(
        [
            account(1, "ann@work.example"),
            account(2, "ann@home.example"),
            account(3, "bo@x.example"),
        ],
        aliases=[alias("ann@work.example", "ann@home.example")],
    )

    assert people(found) == [[1, 2], [3]]
    assert reasons(found) == [(1, 2, "mailmap")]
    assert found.links["explanation"].to_pylist() == [
        "The .mailmap of pdfjs gives both to one person."
    ]


def test_mailmap_joins_those_who_share_a_proper_address_without_account():
    found = who(
        [account(1, "ann@work.example"), account(2, "ann@home.example")],
        aliases=[
            alias("ann@work.example", "ann@proper.example"),
            alias("ann@home.example", "ann@proper.example", source="kitsune"),
        ],
    )

    assert people(found) == [[1, 2]]
    assert "kitsune and pdfjs" in found.links["explanation"][0].as_py()


def test_mailmap_joins_along_a_chain():
    found = who(
        [account(1, "a@x.example"), account(3, "c@x.example")],
        aliases=[alias("a@x.example", "b@x.example"), alias("b@x.example", "c@x.example")],
    )

    assert people(found) == [[1, 3]]


def test_mailmap_under_a_name_joins_only_that_name():
    found = who(
        [
            account(1, "ann@home.example", "Ann"),
            account(2, "team@work.example", "Ann B."),
            account(3, "team@work.example", "Bo", source="kitsune"),
        ],
        aliases=[alias("team@work.example", "ann@home.example", name="ann b.")],
    )

    assert people(found) == [[1, 2], [3]]


def test_mailmap_that_only_mends_a_name_joins_nobody():
    found = who(
        [account(1, "ann@x.example"), account(2, "bo@x.example")],
        aliases=[alias("ann@x.example", "ANN@x.example")],
    )

    assert people(found) == [[1], [2]]


def test_hand_joins_accounts_that_nothing_else_does():
    found = who([account(1, "root@x.example"), account(2)], decisions=[same(1, 2)])

    assert people(found) == [[1, 2]]
    assert found.links["explanation"].to_pylist() == ["Linked by hand by Rosa: they said so."]


def test_hand_joins_addresses_whose_accounts_come_later():
    decisions = [same("ann@x.example", "ann@y.example"), same("ann@y.example", 3)]

    assert people(who([account(3)], decisions=decisions)) == [[3]]
    assert people(who([account(1, "Ann@x.example"), account(3)], decisions=decisions)) == [[1, 3]]


def test_evidence_of_several_kinds_is_one_chain():
    found = who(
        [
            account(1, "ann@x.example"),
            account(2, "Ann@X.example", platform="github", login="ann"),
            account(3, "77+ann@users.noreply.github.com"),
            account(4, platform="github", login="renamed", github_id=77),
        ]
    )

    assert people(found) == [[1, 2, 3, 4]]
    assert reasons(found) == [
        (1, 2, "same-address"),
        (2, 3, "github-login"),
        (3, 4, "github-id"),
    ]


def test_rows_of_one_account_all_count():
    found = who(
        [
            account(1, "ann@x.example", "Ann"),
            account(1, "ann@y.example", "Ann B."),
            account(2, "ann@x.example"),
            account(3, "ann@y.example"),
        ]
    )

    assert people(found) == [[1, 2, 3]]
