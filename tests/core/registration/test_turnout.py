"""No-show or unknown: only a door that was used can tell."""

from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.turnout import (
    ENOUGH,
    LATELY,
    came_or_not,
    show_rate,
    suggestion,
    whether_came,
)
from parvis.core.spaces.actions import open_space


@pytest.fixture
def let_in(now):
    """A check-in as the database takes it."""

    def make(row, way="scan", **fields):
        at = {"at": now, "noted_at": now, "touched_at": now}
        given = {"event": row.event, "registration": row, "key": uuid4(), "way": way, **at}
        return CheckIn.objects.create(**{**given, **fields})

    return make


@pytest.fixture
def past(evening, make_row, let_in, now):
    """An evening some days ago: so many had a place, so many came through the door."""

    def make(places, came, *, days=3, way="scan", **fields):
        start = now - timedelta(days=days)
        times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
        event = evening(capacity=None, now=start, **times, **fields)
        rows = [make_row(event, n + 1) for n in range(places)]
        for row in rows[:came]:
            let_in(row, way)
        return event

    return make


def test_unseen_is_a_no_show_only_where_the_door_was_used(past, evening, let_in, now):
    used, unused = past(3, 1), past(3, 0)

    assert (came_or_not(used, now=now).no_shows, came_or_not(unused, now=now).no_shows) == (2, None)


def test_note_at_the_desk_makes_nobody_else_a_no_show(past, now):
    event = past(3, 1, way="desk")

    found = came_or_not(event, now=now)

    assert (found.came, found.is_door_used, found.no_shows) == (1, False, None)


def test_check_in_that_was_undone_is_no_use_of_the_door(past, let_in, now):
    event = past(2, 0)
    let_in(event.registrations.first(), is_counted=False, undone_at=now)

    assert came_or_not(event, now=now).is_door_used is False


@pytest.mark.parametrize(
    ("state", "is_in", "used", "over", "came"),
    [
        ("confirmed", True, True, True, "came"),
        ("confirmed", False, True, True, "no-show"),
        ("confirmed", False, False, True, "unknown"),
        ("confirmed", False, True, False, "to come"),
        ("cancelled", False, True, True, "not expected"),
        ("waiting", False, True, False, "not expected"),
        ("cancelled", True, True, True, "came"),
    ],
)
def test_one_person_is_told_by_a_rule(past, make_row, now, state, is_in, used, over, came):
    event = past(1, int(used))
    row = make_row(event, 9, state=state)
    moment = now if over else event.starts_at

    found = came_or_not(event, now=moment)

    assert whether_came(row, is_in=is_in, turnout=found) == came


def test_counts_keep_walk_ins_and_those_who_waited_apart(past, make_row, let_in, now):
    event = past(4, 2)
    let_in(make_row(event, 5, origin="walk-in"))
    make_row(event, 6, state="waiting")
    make_row(event, 7, state="cancelled")
    let_in(make_row(event, 8, state="cancelled"))

    found = came_or_not(event, now=now)

    assert (found.signed_up, found.had_a_place, found.waited) == (5, 4, 1)
    assert (found.came, found.walk_ins, found.expected_came, found.no_shows) == (4, 1, 2, 2)


def test_rate_is_of_the_kind_here_where_enough_had_a_place(past, space, now):
    past(20, 15, kind="workshop")
    past(12, 9, kind="workshop", days=30)
    past(40, 1, kind="talk")

    rate = show_rate(space=space, kind="workshop", now=now)

    assert (rate.where, rate.came, rate.had_a_place, rate.percent) == ("kind", 24, 32, 75)
    assert sorted(rate.evenings) == [(9, 12), (15, 20)]


def test_rate_falls_back_to_the_space_and_then_to_the_network(past, space, now):
    other = open_space(
        slug="oslo",
        name="Oslo space",
        city="Oslo",
        country="NO",
        time_zone="Europe/Oslo",
        opened_on=now.date(),
        by=None,
        now=now,
    )
    past(ENOUGH - 1, 20, kind="workshop")
    past(1, 1, kind="talk")

    here, there = (show_rate(space=at, kind="workshop", now=now) for at in (space, other))

    assert (here.where, here.had_a_place) == ("space", ENOUGH)
    assert (there.where, there.had_a_place) == ("network", ENOUGH)


def test_rate_leaves_out_what_says_nothing(past, make_row, let_in, space, now):
    past(40, 0)  # its door was not used
    past(40, 20, days=LATELY.days + 1)  # long ago
    past(40, 20, days=-3)  # to come
    counted = past(29, 20)
    let_in(make_row(counted, 90, origin="walk-in"))  # had no place to miss
    make_row(counted, 91, state="cancelled")

    assert show_rate(space=space, kind=counted.kind, now=now) is None


def test_suggestion_fills_the_places_and_says_how_often_too_many_come(past, space, now):
    for days in (3, 10, 17):
        past(20, 15, kind="workshop", days=days)

    found = suggestion(show_rate(space=space, kind="workshop", now=now), 20)

    assert found.admit > found.places == 20
    assert found.chance <= 0.1


@pytest.mark.parametrize("people", [1, 3])
def test_counting_asks_as_often_for_many(past, space, django_assert_num_queries, now, people):
    event = past(people, people)

    with django_assert_num_queries(2):
        came_or_not(event, now=now)
    with django_assert_num_queries(3):
        show_rate(space=space, kind=event.kind, now=now)
