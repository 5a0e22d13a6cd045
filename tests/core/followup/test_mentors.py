"""Becoming a mentor, changing what one offers, ending it."""

from datetime import timedelta

import pytest

from parvis.core.followup.introducing import follow_mentor
from parvis.core.ground.queries import log_of
from parvis.core.pathways.being_mentor import MentorError, Offer, be_mentor, end_mentor
from parvis.core.pathways.mentor_hooks import follow_mentors
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.mentors import (
    current_mentors,
    may_mentor,
    may_see_mentoring,
    mentor_of,
    shown_mentors,
)
from parvis.core.people.rules import NotAllowedError
from tests.core.followup.helping import *  # noqa: F403  # mentors, and who asks for them

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(coding):
    return Offer(
        areas=[coding], languages=["en", "pt-BR"], at_once=3, about="I mend.", is_shown=True
    )


def test_somebody_with_a_role_becomes_a_mentor(staff, offer, coding, now):
    mentor = be_mentor(user=staff, offer=offer, by=staff, now=now)

    assert list(current_mentors()) == list(shown_mentors(coding)) == [mentor]
    assert (mentor.languages, mentor.at_once, mentor.about) == (["en", "pt-BR"], 3, "I mend.")
    assert [entry.action for entry in log_of(mentor)] == ["pathways.become-mentor"]


def test_coordinator_becomes_a_mentor_while_they_coordinate(coordinator, offer, now):
    before = now - timedelta(days=4000)

    mentor = be_mentor(user=coordinator, offer=offer, by=coordinator, now=now)

    assert mentor_of(coordinator) == mentor
    assert (may_mentor(coordinator, now=now), may_mentor(coordinator, now=before)) == (True, False)


def test_outsider_becomes_one_only_by_a_lead(outsider, lead, offer, now):
    with pytest.raises(NotAllowedError, match="no role here yet"):
        be_mentor(user=outsider, offer=offer, by=outsider, now=now)
    assert not may_see_mentoring(outsider, now=now)

    mentor = be_mentor(user=outsider, offer=offer, by=lead, now=now)

    assert may_see_mentoring(outsider, now=now)
    assert not mentor.is_shown, "leave to be named is theirs to give"


def test_whom_a_lead_made_a_mentor_may_change_it(outsider, lead, offer, now):
    be_mentor(user=outsider, offer=offer, by=lead, now=now)

    changed = be_mentor(user=outsider, offer=offer, by=outsider, now=now)
    by_lead = be_mentor(user=outsider, offer=Offer(areas=offer.areas), by=lead, now=now)

    assert (changed.is_shown, by_lead.is_shown) == (True, True)
    actions = [entry.action for entry in log_of(changed)]
    assert actions == ["pathways.change-mentor"] * 2 + ["pathways.become-mentor"]


def test_others_do_not_make_others_mentors(staff, steward, offer, now):
    with pytest.raises(NotAllowedError, match="A programme lead may"):
        be_mentor(user=staff, offer=offer, by=steward, now=now)


def test_who_no_longer_signs_in_becomes_none(staff, lead, offer, now):
    staff.is_active = False
    staff.save()

    with pytest.raises(MentorError, match="no longer signs in"):
        be_mentor(user=staff, offer=offer, by=lead, now=now)
    assert (may_mentor(staff, now=now), mentor_of(None)) == (False, None)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"areas": []}, "at least one focus area"),
        ({"at_once": 0}, "1 to 20"),
        ({"at_once": 21}, "1 to 20"),
        ({"about": "a" * 241}, "Shorten"),
        ({"languages": ["French, please"]}, "no code of a language"),
        ({"languages": ["en-abcdefgh-abcdefgh"]}, "no code of a language"),
        ({"languages": [f"a{letter}" for letter in "abcdefghijklm"]}, "at most 12"),
    ],
)
def test_offer_that_cannot_be_says_what_is_wrong(staff, coding, now, changed, says):
    with pytest.raises(MentorError, match=says):
        be_mentor(user=staff, offer=Offer(**{"areas": [coding], **changed}), by=staff, now=now)

    assert not Mentor.objects.exists()


@pytest.mark.parametrize("who", ["themselves", "lead", "command line"])
def test_mentor_ends_it_and_begins_again(staff, lead, offer, now, who):
    mentor = be_mentor(user=staff, offer=offer, by=staff, now=now)
    by = {"themselves": staff, "lead": lead, "command line": None}[who]
    later = now + timedelta(days=1)

    ended = end_mentor(mentor=mentor, by=by, now=later)
    again = end_mentor(mentor=mentor, by=by, now=later)

    assert (ended.until, again.until, ended.is_shown) == (later, later, False)
    assert list(current_mentors()) == []
    back = be_mentor(user=staff, offer=offer, by=staff, now=later)
    assert (back.pk, back.until, back.since) == (mentor.pk, None, later)


def test_who_follows_mentors_twice_is_called_once(make_mentor, ask, letters):
    ask("Ada")

    follow_mentors(follow_mentor)
    make_mentor("mia")

    assert letters() == [("mia", "Ada asks for a mentor: Coding")]


def test_nobody_else_ends_it(staff, steward, offer, now):
    mentor = be_mentor(user=staff, offer=offer, by=staff, now=now)

    with pytest.raises(NotAllowedError, match="may not end it"):
        end_mentor(mentor=mentor, by=steward, now=now)


def test_list_of_mentors_costs_the_same_for_many(make_mentor, django_assert_num_queries):
    make_mentor("mia")
    with django_assert_num_queries(2):
        assert [[area.slug for area in one.areas.all()] for one in current_mentors()]
    for name in ("ben", "cleo", "dora"):
        make_mentor(name)

    with django_assert_num_queries(2):
        found = [(str(one), [area.slug for area in one.areas.all()]) for one in current_mentors()]

    assert found == [(name, ["coding"]) for name in ("Ben", "Cleo", "Dora", "Mia")]
