"""The demo network has mentors: all areas, with leave to be named, the same each time."""

import pytest

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.mentors import current_mentors, shown_mentors
from parvis.core.pathways.models import FocusArea
from parvis.core.people.actions import make_user
from parvis.insights.demo.mentors import MENTORS, mentor
from parvis.insights.demo.places import places
from parvis.insights.demo.signins import DOMAIN, sign_ins

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(now):
    load_pathways(by=None, now=now)
    for who, *_ in MENTORS:
        make_user(email=f"{who}@{DOMAIN}", display_name=who, by=None, now=now)


def said():
    rows = current_mentors().order_by("pk")
    return [(one.user.email, one.languages, one.at_once, one.about, one.since) for one in rows]


def test_each_area_has_a_mentor_who_may_be_named(people, now):
    mentor(now)

    assert len(said()) == len(MENTORS)
    assert [area.slug for area in FocusArea.objects.all() if not shown_mentors(area)] == []


def test_again_changes_nothing(people, now):
    mentor(now)
    before = said()

    mentor(now)

    assert said() == before


def test_mentors_are_people_of_the_demo():
    there = {one.email.partition("@")[0] for one in sign_ins()}
    there |= {f"{what}-{one.slug}" for one in places() for what in ("coordinator", "technical")}

    assert {who for who, *_ in MENTORS} <= there
