"""What somebody says of accounts elsewhere: theirs, proved, or not theirs."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from parvis.core.ground.models import LogEntry
from parvis.core.people.claiming import (
    ClaimError,
    claim,
    disown,
    proved_addresses,
    standing_claims,
    take_back,
)
from parvis.core.people.claims import AccountClaim

pytestmark = pytest.mark.django_db
ACCOUNT = {"node": "account:7", "source": "github", "label": "ada"}


@pytest.fixture
def ada(make_person):
    return make_person("ada")


@pytest.fixture
def ben(make_person):
    return make_person("ben")


def stands():
    return [(one.user.email, one.node, one.is_mine, one.proof) for one in standing_claims()]


def test_proved_claim_stands_once_however_often_it_is_made(ada, now):
    first = claim(user=ada, proof="sign-in", now=now, **ACCOUNT)
    again = claim(user=ada, proof="mail", now=now + timedelta(days=1), **ACCOUNT)

    assert first == again
    assert stands() == [("ada@example.org", "account:7", True, "sign-in")]
    assert [one.action for one in LogEntry.objects.filter(by=ada)] == ["people.claim"]


def test_claim_without_a_proof_is_refused(ada, now):
    with pytest.raises(ClaimError, match="has to be proved"):
        claim(user=ada, proof="", now=now, **ACCOUNT)

    assert stands() == []


def test_account_is_one_persons(ada, ben, now):
    claim(user=ada, proof="sign-in", now=now, **ACCOUNT)

    with pytest.raises(ClaimError, match="write to a data steward"):
        claim(user=ben, proof="sign-in", now=now, **ACCOUNT)

    assert stands() == [("ada@example.org", "account:7", True, "sign-in")]


def test_several_people_may_say_of_one_account_that_it_is_not_theirs(ada, ben, now):
    for user in (ada, ben):
        disown(user=user, now=now, **ACCOUNT)

    assert [is_mine for _, _, is_mine, _ in stands()] == [False, False]


def test_later_word_takes_the_earlier_back(ada, now):
    claim(user=ada, proof="sign-in", now=now, **ACCOUNT)
    disown(user=ada, now=now + timedelta(hours=1), **ACCOUNT)

    earlier = AccountClaim.objects.get(is_mine=True)
    assert stands() == [("ada@example.org", "account:7", False, "")]
    assert earlier.taken_back_at == now + timedelta(hours=1)


def test_word_taken_back_no_longer_stands_and_may_be_given_again(ada, now):
    said = disown(user=ada, now=now, **ACCOUNT)

    take_back(user=ada, key=said.pk, now=now)
    before = stands()
    disown(user=ada, now=now, **ACCOUNT)

    assert (before, len(stands())) == ([], 1)


def test_nobody_takes_back_anothers_word_nor_their_own_twice(ada, ben, now):
    said = disown(user=ada, now=now, **ACCOUNT)

    with pytest.raises(ClaimError, match="stands any more"):
        take_back(user=ben, key=said.pk, now=now)
    take_back(user=ada, key=said.pk, now=now)
    with pytest.raises(ClaimError, match="stands any more"):
        take_back(user=ada, key=said.pk, now=now)


def test_clock_that_runs_behind_takes_nothing_back_before_it_was_said(ada, now):
    said = disown(user=ada, now=now, **ACCOUNT)

    take_back(user=ada, key=said.pk, now=now - timedelta(hours=1))

    said.refresh_from_db()
    assert said.taken_back_at == now


def test_long_names_are_cut_to_what_a_row_holds(ada, now):
    said = disown(user=ada, node="account:8", source="s" * 99, label="l" * 200, now=now)

    said.refresh_from_db()
    assert (len(said.source), len(said.label)) == (80, 120)


def test_only_addresses_that_were_read_are_proved(ada):
    ada.emailaddress_set.create(email="ada@work.example", verified=True, primary=False)
    ada.emailaddress_set.create(email="eve@example.org", verified=False, primary=False)

    assert proved_addresses(ada) == ["ada@example.org", "ada@work.example"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_claim_at_once_are_not_both_believed(make_person, now):
    users, gate, outcomes = [make_person("ada"), make_person("ben")], Barrier(2), []

    def say(user):
        gate.wait()
        try:
            claim(user=user, proof="sign-in", now=now, **ACCOUNT)
            outcomes.append("stands")
        except ClaimError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=say, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "stands"]
