from datetime import timedelta

import pytest

from parvis.core.events.actions import plan_event
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.spaces.actions import appoint_coordinator
from parvis.core.spaces.rooms import Room

HOUR = timedelta(hours=1)


@pytest.fixture
def area(db, now):
    load_pathways(by=None, now=now)
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def hall(space):
    return Room.objects.create(space=space, slug="hall", name="Main hall", standing=60, seated=40)


@pytest.fixture
def attic(space):
    return Room.objects.create(space=space, slug="attic", name="Attic", seated=12)


@pytest.fixture
def coordinator(make_person, space, now):
    user = make_person("carla")
    term = {"space": space, "user": user, "is_technical": True, "from_on": now.date()}
    appoint_coordinator(**term, by=None, now=now)
    return user


@pytest.fixture
def plan(space, area, now):
    def make(title="Mending evening", **changes):
        times = {"starts_at": now + HOUR, "ends_at": now + 3 * HOUR}
        fields = {"space": space, "title": title, "by": None, "now": now, "area": area}
        return plan_event(**{**fields, **times, **changes})

    return make
