"""Who comes without having signed up is in with a name; what can be kept of them is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.consents import Consents
from parvis.core.registration.door import let_in as let_in_action
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.excluding import exclude
from parvis.core.registration.models import Registration
from parvis.core.registration.passes import make_pass
from parvis.core.registration.walking_in import Stranger, walk_in
from tests.core.registration.doors import counted

MINUTE = timedelta(minutes=1)


def test_walk_in_is_in_with_a_name_alone(event, seen):
    answer = walk_in(event=event, stranger=Stranger(name="Ines"), seen=seen(way="walk-in"))

    row = answer.registration
    assert (answer.verdict, row.origin, row.email) == ("in", "walk-in", "")
    assert len(counted(row)) == 1


def test_walk_in_with_an_address_gets_a_link_and_keeps_consents(event, seen, mails):
    stranger = Stranger("Ines", "ines@example.org", Consents(follow_up=True))

    row = walk_in(event=event, stranger=stranger, seen=seen()).registration

    assert (row.follow_up_since is not None, row.linking_since) == (True, None)
    assert mails() == [("ines@example.org", f"Good that you came: {event}")]


def test_walk_in_who_had_signed_up_is_that_person(sign_up, event, seen):
    row = sign_up(event, "Ada")

    answer = walk_in(event=event, stranger=Stranger("A.", "ADA@example.org"), seen=seen())

    assert (answer.registration.pk, answer.verdict) == (row.pk, "in")
    assert Registration.objects.count() == 1


def test_walk_in_sent_three_times_is_one_person(event, seen):
    once = seen(way="walk-in")

    verdicts = {walk_in(event=event, stranger=Stranger("Ines"), seen=once).verdict for _ in "123"}

    assert (verdicts, Registration.objects.count(), CheckIn.objects.count()) == ({"in"}, 1, 1)


def test_room_that_is_full_takes_nobody_but_by_a_coordinator(small, seen, coordinator, now):
    for name in ("Ada", "Ben"):
        walk_in(event=small, stranger=Stranger(name), seen=seen())
    helper, _ = make_pass(event=small, name="Hal", by=coordinator, now=now)
    own, _ = make_pass(event=small, name="Carla", by=coordinator, now=now, is_own=True)
    ask = seen(over=True)

    answers = [
        walk_in(event=small, stranger=Stranger("Cleo"), seen=replace(ask, door_pass=held))
        for held in (helper, own)
    ]

    assert [(one.verdict, one.note) for one in answers] == [("full", ""), ("in", "full")]
    assert "2 of 2 are in" in answers[0].words
    assert answers[1].registration.is_over


def test_walk_in_without_a_network_is_kept_whatever_was_typed(small, seen):
    for name in ("Ada", "Ben", "", "\n🎉"):
        walk_in(event=small, stranger=Stranger(name, "no address"), seen=seen(is_firm=True))

    assert CheckIn.objects.filter(is_counted=True).count() == 4
    names = sorted(Registration.objects.values_list("name", flat=True))
    assert names == ["Ada", "Ben", "Somebody who came", "Somebody who came"]


def test_slip_in_one_field_without_a_network_does_not_lose_the_other(event, seen):
    for stranger in (Stranger("Zoe", "zoe@"), Stranger("🎉", "ines@example.org")):
        walk_in(event=event, stranger=stranger, seen=seen(is_firm=True))

    found = Registration.objects.order_by("number").values_list("name", "email")
    assert list(found) == [("Zoe", ""), ("Somebody who came", "ines@example.org")]


def test_walk_in_whose_name_cannot_be_is_asked_again(event, seen):
    with pytest.raises(RegistrationError, match="Write your name"):
        walk_in(event=event, stranger=Stranger(" "), seen=seen())


def test_who_may_not_come_is_not_let_in_by_name_or_as_a_walk_in(sign_up, event, seen, steward):
    row = sign_up(event, "Eve")
    exclude(
        email="eve@example.org",
        space=None,
        because="Asked to stay away",
        until_on=None,
        by=steward,
        now=row.asked_at,
    )

    by_name = let_in_action(event=event, registration=row.pk, seen=seen(over=True))
    walking = walk_in(event=event, stranger=Stranger("Eve", "eve@example.org"), seen=seen())

    assert (by_name.verdict, walking.verdict) == ("refused", "refused")
    assert "Asked to stay away" not in by_name.words
    assert not CheckIn.objects.exists()


def test_what_is_allowed_at_the_door_is_added_to_what_was_before(sign_up, event, seen):
    row = sign_up(event, "Ada", consents=Consents(reminders=True))

    walk_in(
        event=event,
        stranger=Stranger("Ada", "ada@example.org", Consents(linking=True)),
        seen=seen(),
    )

    row.refresh_from_db()
    given = [row.reminders_since is not None, row.follow_up_since, row.linking_since is not None]
    assert given == [True, None, True]
