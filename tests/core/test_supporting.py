"""Needs that several people have, and who is told what becomes of them."""

import pytest

from parvis.core.ground.outbox import Mail
from parvis.core.needs.asking import NeedError, ask_need, decline, withdraw_need
from parvis.core.needs.supporting import stop_supporting, support_need
from parvis.core.people.rules import NotAllowedError


@pytest.fixture
def need(space, staff, now):
    return ask_need(title="Testers", words="Ten of them", space=space, by=staff, now=now)


def test_support_counts_once_and_can_be_taken_back(need, lead, now):
    for _ in range(2):
        support_need(need=need, by=lead, now=now)
    before = need.supports.count()
    for _ in range(2):
        stop_supporting(need=need, by=lead, now=now)

    assert (before, need.supports.count()) == (1, 0)


def test_who_asked_and_who_supports_are_told(need, lead, make_person, now):
    friend, gone = make_person("frida", "staff"), make_person("gone", "staff")
    for user in (friend, gone):
        support_need(need=need, by=user, now=now)
    gone.is_active = False
    gone.save()

    decline(wish=need, because="No room.", by=lead, now=now)

    posted = Mail.objects.order_by("pk").values_list("to", "subject")
    assert sorted(posted) == [
        ("frida@example.org", "Declined: Testers"),
        ("samira@example.org", "Declined: Testers"),
    ]


def test_only_staff_support_and_only_what_others_ask(need, staff, outsider, lead, now):
    with pytest.raises(NotAllowedError):
        support_need(need=need, by=outsider, now=now)
    with pytest.raises(NeedError, match="yourself"):
        support_need(need=need, by=staff, now=now)
    withdraw_need(need=need, by=staff, now=now)
    with pytest.raises(NeedError, match="not open any more"):
        support_need(need=need, by=lead, now=now)
