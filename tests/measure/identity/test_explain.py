"""Every merge says why."""

import pytest

from parvis.measure.identity import explain
from tests.measure.identity.drawn import account, who

FOUND = who([account(1, "ann@x.example"), account(2, "Ann@x.example"), account(3)])


@pytest.mark.parametrize("asked", [{"person": 1}, {"account": 1}, {"account": 2}])
def test_explain_gives_a_sentence_for_every_join(asked):
    [sentence] = explain(FOUND.person_accounts, FOUND.links, **asked)

    assert sentence == (
        "Accounts 1 and 2 are one person. "
        "Both have the same address; case and plus-tag make no difference."
    )


def test_explain_of_one_account_says_that_it_stands_alone():
    assert explain(FOUND.person_accounts, FOUND.links, person=3) == [
        "Account 3 stands alone: nothing joins it to another."
    ]


@pytest.mark.parametrize("asked", [{"person": 9}, {"account": 9}])
def test_explain_of_nobody_says_so(asked):
    with pytest.raises(LookupError, match=r"There is no (person|account) 9"):
        explain(FOUND.person_accounts, FOUND.links, **asked)


def test_explain_wants_to_know_of_whom():
    with pytest.raises(ValueError, match="Say which"):
        explain(FOUND.person_accounts, FOUND.links)
