"""Accounts: several to a person, never one to two people, and no plain address in the lake."""

from collections import Counter, defaultdict

import pytest

from parvis.insights.demo.identities import OTHER_FACES
from parvis.measure.keys import normalise_address


def test_addresses_belong_to_one_person_each(drawn):
    owners = defaultdict(set)
    for number, person in enumerate(drawn.persons):
        for face in person.faces:
            owners[normalise_address(face.address)].add(number)

    assert max(len(people) for people in owners.values()) == 1


def test_logins_belong_to_one_person_each(drawn):
    assert max(Counter(person.login.casefold() for person in drawn.persons).values()) == 1


def test_second_faces_come_in_the_shares_of_the_parameters(drawn):
    found = Counter(person.other for person in drawn.persons)

    for name in OTHER_FACES:
        share = getattr(drawn.parameters.identity, name)
        assert found[name] / len(drawn.persons) == pytest.approx(share, abs=0.015)


def test_names_are_shared_by_different_people(drawn):
    assert max(Counter(person.faces[0].name for person in drawn.persons).values()) > 1


def test_accounts_are_one_for_each_identity_at_a_source(drawn, feeds):
    keys = [feeds[account.feed].account_key(account) for account in drawn.accounts.all]

    assert len(set(keys)) == len(keys)


def test_every_recorded_contribution_has_an_account_of_its_doer(drawn):
    done, of = drawn.doings, drawn.accounts.of_doing
    doers = [drawn.accounts.all[n].person if n >= 0 else -1 for n in of.tolist()]

    assert (of >= 0).tolist() == done.recorded.tolist()
    assert [doer for doer in doers if doer >= 0] == done.person[done.recorded].tolist()


def test_what_can_be_found_out_joins_no_two_people_and_misses_some(truth, drawn):
    precision, recall = truth.pairwise(drawn.accounts.findable())

    assert precision == 1.0
    assert 0.8 < recall < 0.97


def test_second_addresses_that_nobody_linked_cannot_be_found_out(drawn):
    groups = defaultdict(set)
    for account, group in zip(drawn.accounts.all, drawn.accounts.findable(), strict=True):
        if drawn.persons[account.person].other == "unlinked":
            groups[account.person, account.face].add(group)

    both = [n for n, face in groups if face == 1 and (n, 0) in groups]
    assert len(both) > 10
    assert all(not groups[n, 0] & groups[n, 1] for n in both)


def test_staff_can_always_be_found_out(drawn):
    staff = [person for person in drawn.persons if "@staff.example" in person.faces[0].address]

    assert len(staff) == drawn.parameters.staff
    assert all(person.other != "unlinked" for person in staff)
