from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.events.actions import change_event, clone_event
from parvis.core.events.clashes import free_rooms, free_times, gaps
from parvis.core.events.errors import EventError, RoomTakenError
from parvis.core.events.models import Event
from parvis.core.events.moves import cancel
from parvis.core.ground.queries import log_of
from parvis.core.spaces.actions import close_space
from parvis.core.spaces.rooms import Closure, Room
from tests.core.refused import refused

from .conftest import HOUR


def at(now, first, last):
    return {"starts_at": now + first * HOUR, "ends_at": now + last * HOUR}


def test_room_is_had_by_one_event_at_a_time(plan, hall, attic, now):
    first = plan("Lamp repair", room=hall, **at(now, 2, 4), clearup=HOUR / 2)

    with pytest.raises(RoomTakenError) as refusal:
        plan("Film night", room=hall, **at(now, 4, 6))
    assert refusal.value.clashes == [first]
    assert str(refusal.value) == (
        "Main hall is taken on Sunday 1 March 2026, 15:00 to 17:30 with set-up and clear-up by "
        "“Lamp repair”. Choose another room or another time."
    )

    later = plan("Film night", room=hall, starts_at=now + 4.5 * HOUR, ends_at=now + 6 * HOUR)
    beside = plan("Film night", room=attic, **at(now, 2, 4))
    assert [later.room, beside.room] == [hall, attic]
    assert plan("Walk", **at(now, 2, 4)).room is None


def test_set_up_counts_as_booked(plan, hall, now):
    plan(room=hall, **at(now, 2, 4))

    with pytest.raises(RoomTakenError):
        plan(room=hall, **at(now, 5, 6), setup=2 * HOUR)


def test_cancelled_event_leaves_its_room(plan, hall, now):
    first = plan(room=hall)
    cancel(event=first, by=None, now=now)

    assert plan(room=hall).room == hall
    refused(
        "event_room_is_free", lambda: Event.objects.filter(pk=first.pk).update(state="published")
    )


def test_database_refuses_what_no_action_checked(plan, hall, attic, now):
    first, second = plan(room=hall), plan(room=attic)
    row = Event.objects.get(pk=first.pk)
    row.pk, row.uid = None, "00000000-0000-0000-0000-000000000001"

    refused("event_room_is_free", row.save)
    refused("event_room_is_free", lambda: Event.objects.filter(pk=second.pk).update(room=hall))


def test_event_moves_to_a_free_hour_only(plan, hall, now):
    first = plan("First", room=hall, **at(now, 1, 3))
    second = plan("Second", room=hall, **at(now, 3, 5))

    with pytest.raises(RoomTakenError, match="by “First”"):
        change_event(event=second, by=None, now=now, starts_at=now + 2 * HOUR)
    moved = change_event(event=first, by=None, now=now, ends_at=now + 2 * HOUR, title=" Short ")
    change_event(event=second, by=None, now=now, starts_at=now + 2 * HOUR, setup=timedelta())

    assert (moved.title, moved.sequence) == ("Short", 1)
    assert log_of(moved).first().details == {"changed": ["title", "ends_at"]}


def test_clone_takes_what_was_said_to_another_time(plan, hall, attic, now):
    first = plan(room=hall, capacity=30, language="fr", setup=HOUR / 2)

    copy = clone_event(event=first, starts_at=first.starts_at + timedelta(7), by=None, now=now)

    assert (copy.room, copy.capacity, copy.language) == (hall, 30, "fr")
    assert (copy.setup, copy.clearup, copy.state) == (HOUR / 2, timedelta(), "draft")
    with pytest.raises(RoomTakenError):
        clone_event(event=first, starts_at=first.starts_at, by=None, now=now)


def test_room_of_another_space_is_refused(plan, hall, now):
    from parvis.core.spaces.actions import open_space  # noqa: PLC0415

    fields = {"slug": "oslo", "name": "Oslo space", "city": "Oslo", "country": "NO"}
    days = {"time_zone": "Europe/Oslo", "opened_on": date(2025, 1, 1), "by": None, "now": now}
    with pytest.raises(EventError, match="Main hall is not a room of Oslo space"):
        plan(space=open_space(**fields, **days), room=hall)


def test_plan_that_cannot_be_says_what_is_wrong(plan, space, hall, make_person, now):
    left = make_person("sam", "staff")
    left.is_active = False
    left.save()
    Closure.objects.create(
        space=space, from_on=date(2026, 3, 9), until_on=date(2026, 3, 16), reason="painting"
    )
    week = timedelta(8)

    with pytest.raises(EventError) as refusal:
        plan(
            room=hall,
            capacity=80,
            sponsor=left,
            starts_at=now + week,
            ends_at=now + week + HOUR,
        )

    assert str(refusal.value) == (
        "Paris space is closed on Monday 9 March 2026 (painting). Choose another day. "
        "Main hall takes 60 people at most, and the event 80. Lower its capacity or choose a "
        "larger room. Sam has left and cannot sponsor an event. Name another staff member."
    )
    assert not Event.objects.exists()


def test_public_holiday_closes_a_space_unless_it_says_otherwise(plan, space, now):
    easter_monday = {
        "starts_at": now.replace(month=4, day=6),
        "ends_at": now.replace(month=4, day=6, hour=14),
    }
    with pytest.raises(EventError, match=r"closed on Monday 6 April 2026 \(.*[Ee]aster.*\)"):
        plan(**easter_monday)

    exception = {"from_on": date(2026, 4, 6), "until_on": date(2026, 4, 7), "is_open": True}
    Closure.objects.create(space=space, reason="open day", **exception)
    assert plan(**easter_monday).state == "draft"


def test_sponsor_is_a_staff_member(plan, make_person):
    with pytest.raises(EventError, match="Olga is not a staff member and cannot sponsor"):
        plan(sponsor=make_person("olga"))
    assert plan(sponsor=make_person("stan", "staff")).sponsor.display_name == "Stan"


def test_plan_outside_the_life_of_space_or_room_is_refused(plan, space, hall, now):
    with pytest.raises(EventError, match="This time is past"):
        plan(**at(now, -48, -46))
    with pytest.raises(EventError, match="at most 14 days"):
        plan(**at(now, 1, 24 * 20))
    with pytest.raises(EventError, match="'state' cannot be set"):
        plan(state="held")
    Room.objects.filter(pk=hall.pk).update(retired_on=now.date())
    hall.refresh_from_db()
    with pytest.raises(EventError, match="is not booked from 1 March 2026 on"):
        plan(room=hall)
    closed = close_space(space=space, closed_on=date(2026, 3, 2), by=None, now=now)
    with pytest.raises(EventError, match="for good since 2 March 2026"):
        plan(space=closed, **at(now, 30, 32))


def test_what_is_free_is_offered(plan, space, hall, attic, now, django_assert_num_queries):
    plan(room=hall, **at(now, 2, 4))

    with django_assert_num_queries(1):
        assert list(free_rooms(space, now + 3 * HOUR, now + 5 * HOUR)) == [attic]
    assert list(free_rooms(space, now + 4 * HOUR, now + 5 * HOUR)) == [attic, hall]
    day = [(now, now + 8 * HOUR)]
    with django_assert_num_queries(1):
        assert free_times(hall, day, 3 * HOUR) == [(now + 4 * HOUR, now + 8 * HOUR)]
    assert free_times(hall, [], HOUR) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9)), max_size=6))
def test_gaps_are_the_hours_that_nobody_has(drawn):
    taken = sorted((start, start + length) for start, length in drawn)

    free = {hour for start, end in gaps((5, 25), taken) for hour in range(start, end)}

    assert free == {h for h in range(5, 25) if not any(a <= h < b for a, b in taken)}
