"""One event and whether somebody plans it, in one query, as the rules have it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.events.finding import find_event, is_shown
from parvis.core.events.models import Event
from parvis.core.events.rules import may_plan
from parvis.core.people.models import User
from parvis.core.spaces.models import Coordinator, Space

DAY = timedelta(days=1)


@pytest.fixture
def event(plan):
    return plan("Mending evening")


@pytest.fixture
def coordinate(make_person, event, now):
    """Somebody with these terms at the space, in days from now."""

    def make(*terms, space=None):
        user = make_person("tess")
        for start, end in terms:
            Coordinator.objects.create(
                space=space or event.space,
                user=user,
                is_technical=True,
                from_on=now.date() + start * DAY,
                until_on=None if end is None else now.date() + end * DAY,
            )
        return user

    return make


@pytest.mark.parametrize(
    ("terms", "is_planner"),
    [
        ([], False),
        ([(0, None)], True),
        ([(-9, 1)], True),
        ([(-9, 0)], False),
        ([(1, None)], False),
        ([(-9, -5), (3, None)], False),
        ([(-9, -5), (-2, None)], True),
        ([(-9, -5), (-4, -1), (0, 3)], True),
    ],
)
def test_planner_is_who_may_plan_there_today(coordinate, event, now, terms, is_planner):
    user = coordinate(*terms)

    found = find_event(event.uid, user=user, now=now)

    assert (found.event, found.is_planner) == (event, is_planner)
    assert may_plan(user, event.space, now=now) == is_planner


def test_day_is_the_day_of_the_space(coordinate, event, now):
    user = coordinate((1, None))
    late = now.replace(hour=23, minute=30)  # tomorrow in Paris

    assert find_event(event.uid, user=user, now=late).is_planner
    assert not find_event(event.uid, user=user, now=now.replace(hour=22)).is_planner


def test_lead_plans_everywhere_and_others_nowhere(event, lead, steward, outsider, now):
    seen = {user.email: find_event(event.uid, user=user, now=now) for user in (lead, steward)}

    assert [one.is_planner for one in seen.values()] == [True, False]
    assert not find_event(event.uid, user=outsider, now=now).is_planner
    assert not find_event(event.uid, user=None, now=now).is_planner


def test_coordinator_of_another_space_plans_none_of_this(coordinate, event, now):
    other = Space.objects.create(
        slug="oslo",
        name="Oslo",
        city="Oslo",
        country="NO",
        time_zone="Europe/Oslo",
        opened_on=now.date(),
    )
    user = coordinate((-9, None), space=other)

    assert not find_event(event.uid, user=user, now=now).is_planner


def test_who_left_plans_nothing(lead, event, now):
    User.objects.filter(pk=lead.pk).update(is_active=False)
    lead.refresh_from_db()

    assert not find_event(event.uid, user=lead, now=now).is_planner


def test_unknown_uid_finds_nothing(lead, event, now):
    assert find_event(uuid4(), user=lead, now=now) is None
    assert find_event(uuid4(), user=None, now=now) is None


@pytest.mark.parametrize("terms", [[], [(-9, -5), (-2, None)]])
def test_it_is_one_query(coordinate, event, now, django_assert_num_queries, terms):
    user = coordinate(*terms)

    with django_assert_num_queries(1):
        found = find_event(event.uid, user=user, now=now)
        assert (found.event.space.slug, getattr(found.event, "sign_up", None)) == ("paris", None)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"state": "draft"}, False),
        ({"state": "approved"}, False),
        ({"state": "published"}, True),
        ({"state": "held"}, True),
        ({"state": "reported"}, True),
        ({"state": "published", "is_public": False}, False),
        ({"state": "cancelled"}, False),
        ({"state": "cancelled", "was_published": True}, True),
        ({"state": "cancelled", "was_published": True, "is_public": False}, False),
    ],
)
def test_shown_is_what_was_published_for_all(now, fields, shown):
    was_published = fields.pop("was_published", False)
    event = Event(**{"is_public": True, **fields}, published_at=now if was_published else None)

    assert is_shown(event) == shown
