"""A space that is open every day, somebody who runs it, and the Monday that comes."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.events.week import monday_of
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.spaces.actions import appoint_coordinator
from parvis.core.spaces.rooms import OpeningHours, Room


@pytest.fixture
def monday():
    """The next one: all of its week is to come."""
    return monday_of(timezone.now().date()) + timedelta(7)


@pytest.fixture
def space(space):
    space.keeps_holidays = False
    space.save()
    return space


@pytest.fixture
def opened(space):
    OpeningHours.objects.bulk_create(
        [
            OpeningHours(space=space, weekday=n, opens_at=time(9), closes_at=time(22))
            for n in range(7)
        ]
    )
    return space


@pytest.fixture
def area(db, now):
    load_pathways(by=None, now=now)
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def hall(opened):
    return Room.objects.create(space=opened, slug="hall", name="Main hall", standing=60)


@pytest.fixture
def attic(opened):
    return Room.objects.create(space=opened, slug="attic", name="Attic", seated=12)


@pytest.fixture
def coordinator(make_person, space, now):
    user = make_person("carla")
    appoint_coordinator(
        space=space, user=user, is_technical=True, from_on=now.date(), by=None, now=now
    )
    return user


@pytest.fixture
def at(space, monday):
    """A moment of the week: `at(2, 19)` is Wednesday at 19:00 on the space's clock."""

    def moment(days, hour, minute=0):
        day = monday + timedelta(days)
        return datetime.combine(day, time(hour, minute), space.zone)

    return moment


@pytest.fixture
def plan(space, area, at):
    def make(title="Mending evening", day=2, hour=19, hours=2, **fields):
        start = at(day, hour)
        return plan_event(
            **{
                "space": space,
                "title": title,
                "area": area,
                "starts_at": start,
                "ends_at": start + timedelta(hours=hours),
                "by": None,
                "now": timezone.now(),
                **fields,
            }
        )

    return make


@pytest.fixture
def began(plan):
    """A published event that began an hour ago and ended half an hour ago."""
    from parvis.core.events.models import Event  # noqa: PLC0415  # needs Django

    event = plan("Lamp repair", expected_outcomes="Ten lamps mended")
    now = timezone.now()
    hours = {"starts_at": now - timedelta(hours=1), "ends_at": now - timedelta(minutes=30)}
    around = {"books_from": hours["starts_at"], "books_until": hours["ends_at"]}
    Event.objects.filter(pk=event.pk).update(state="published", **hours, **around)
    event.refresh_from_db()
    return event


def typed(day: date, **changes):
    """What a coordinator sends: an event on that day, 19:00 to 21:00, in no room."""
    return {
        "title": "Mending evening",
        "day": day.isoformat(),
        "start": "19:00",
        "length": "120",
        "setup": "0",
        "clearup": "0",
        "kind": "workshop",
        "level": "everybody",
        "is_public": "on",
        **changes,
    }
