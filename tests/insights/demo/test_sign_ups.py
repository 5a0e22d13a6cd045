"""Who signed up in the demo and who came: drawn from the world, and never against it."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from parvis.insights.demo.habits import habits
from parvis.insights.demo.openings import announced, openings, starts
from parvis.insights.demo.people import BOT
from parvis.insights.demo.places import places
from parvis.insights.demo.signups import sign_ups
from parvis.insights.demo.world import world

from .conftest import TODAY

HOLDING = ("confirmed", "offered")


@pytest.fixture(scope="module")
def rows(drawn):
    return sign_ups(drawn, openings(drawn))


@pytest.fixture(scope="module")
def by_event(drawn, rows):
    """The rows of each event, with the event."""
    found = defaultdict(list)
    for row in rows:
        found[row.event].append(row)
    return [(drawn.events[number], mine) for number, mine in found.items()]


def test_sign_ups_are_the_same_for_the_same_world(drawn, rows):
    assert sign_ups(drawn, openings(drawn)) == rows


@pytest.mark.parametrize(("day", "seed"), [(date(2026, 1, 1), 1), (date(2028, 2, 29), 2)])
def test_sign_ups_are_as_many_as_the_world_says_whatever_day_and_seed(day, seed):
    drawn = world(day, seed)

    found = Counter(r.event for r in sign_ups(drawn, openings(drawn)) if r.origin != "walk-in")

    known = [e.number for e in drawn.events if e.status != "draft"]
    assert [found[n] for n in known] == [int(drawn.heads.registered[n]) for n in known]


def test_sign_ups_are_numbered_from_one_in_the_order_of_asking(by_event):
    for _, mine in by_event:
        moments = [row.asked_at for row in mine if row.origin != "walk-in"]

        assert [row.number for row in mine] == list(range(1, len(mine) + 1))
        assert moments == sorted(moments)


def test_nobody_signs_up_twice_for_an_event(by_event):
    for _, mine in by_event:
        assert len({row.person for row in mine}) == len(mine)


def test_places_are_never_oversold_and_nobody_waits_while_one_is_free(drawn, by_event):
    opened = openings(drawn)

    for event, mine in by_event:
        held = sum(row.state in HOLDING and not row.is_over for row in mine)
        signed = sum(row.state in HOLDING and row.origin != "walk-in" for row in mine)
        waits = any(row.state == "waiting" for row in mine)
        assert held <= opened[event.number].places
        assert signed == opened[event.number].places or not waits


def test_whom_a_door_saw_was_there_and_had_a_place(drawn, by_event):
    came = set(zip(drawn.attendance.event.tolist(), drawn.attendance.person.tolist(), strict=True))

    for event, mine in by_event:
        seen = [row for row in mine if row.arrival]
        assert {(event.number, row.person) for row in seen} <= came
        assert {row.state for row in seen} <= {"confirmed"}
        assert {row.origin for row in mine if not row.arrival} <= {"page", "coordinator"}


def test_doors_are_used_at_some_seven_in_ten_events_and_let_nearly_everybody_in(by_event, drawn):
    over = [(e, mine) for e, mine in by_event if e.status == "held" and e.ends_at <= starts(drawn)]
    used = [(e, mine) for e, mine in over if any(row.arrival for row in mine)]

    seen = sum(row.arrival is not None for _, mine in used for row in mine)
    there = sum(int(drawn.heads.attended[e.number]) for e, _ in used)
    assert len(used) / len(over) == pytest.approx(0.7, abs=0.06)
    assert seen / there == pytest.approx(0.97, abs=0.01)


def test_arrivals_are_around_the_start_and_some_are_late(by_event):
    minutes = sorted(
        (row.arrival.at - event.starts_at).total_seconds() / 60
        for event, mine in by_event
        for row in mine
        if row.arrival
    )

    assert minutes[0] >= -40
    assert -5 < minutes[len(minutes) // 2] < 5
    assert 0.05 < sum(minute > 20 for minute in minutes) / len(minutes) < 0.15


def test_nothing_lies_before_its_announcement_or_after_the_demos_now(drawn, by_event):
    now = starts(drawn)

    for event, mine in by_event:
        for row in mine:
            noted = row.arrival.at if row.arrival else row.changed_at
            assert announced(event, now) <= row.asked_at <= noted <= now
        assert event.day < TODAY or not any(row.arrival for row in mine)


def test_events_that_are_not_public_have_no_sign_ups_of_the_page(by_event):
    origins = {event.public: set() for event, _ in by_event}
    for event, mine in by_event:
        origins[event.public] |= {row.origin for row in mine} - {"walk-in"}

    assert origins == {True: {"page"}, False: {"coordinator"}}


def test_three_events_ahead_are_full_with_one_place_on_offer(drawn, by_event):
    states = [Counter(row.state for row in mine) for _, mine in by_event]
    offering = [count for count in states if count["offered"]]

    assert [count["offered"] for count in offering] == [1, 1, 1]
    assert all(count["waiting"] for count in offering)
    opened = [one for one in openings(drawn) if one.offers]
    assert sorted(count["confirmed"] + 1 for count in offering) == sorted(o.places for o in opened)


def test_one_event_in_paris_asks_and_admits_more_than_its_room_takes(drawn, by_event):
    ((event, opening),) = [
        (e, o) for e, o in zip(drawn.events, openings(drawn), strict=True) if o.asks
    ]

    mine = next(rows for e, rows in by_event if e is event)
    assert places()[event.place].slug == "paris"
    assert 0 < (event.day - TODAY).days <= 7
    assert opening.places == opening.room + 3
    assert sum(row.state == "confirmed" for row in mine) == opening.places


def test_habits_are_one_per_person_with_the_shares_of_consents(drawn, rows):
    people = sorted({row.person for row in rows})
    known = habits(drawn, people)

    of_purpose = {
        purpose: sum(getattr(one.consents, purpose) for one in known.values()) / len(known)
        for purpose in ("reminders", "follow_up", "linking")
    }
    assert habits(drawn, people[::50]) == {one: known[one] for one in people[::50]}
    assert of_purpose == pytest.approx(
        {"reminders": 0.5, "follow_up": 0.25, "linking": 0.333}, abs=0.03
    )
    assert len({one.key for one in known.values()}) == len(known)


def test_habits_keep_names_and_addresses_of_the_world(drawn, rows):
    known = habits(drawn, sorted({row.person for row in rows}))

    for person, habit in known.items():
        face = drawn.persons[person].faces[0]
        assert (habit.name, habit.email) == (face.name, face.address)
        assert habit.email.endswith(".example")
        assert drawn.people.standing[person] != BOT


def test_handles_are_true_accounts_of_some_who_allow_linking(drawn, rows):
    known = habits(drawn, sorted({row.person for row in rows}))
    logins = {(account.person, account.login) for account in drawn.accounts.all}

    telling = {person: one for person, one in known.items() if one.handle}
    linking = [one for one in known.values() if one.consents.linking]
    assert 50 < len(telling) < len(linking) / 2
    assert all(one.consents.linking and one.handle_at for one in telling.values())
    assert {(person, one.handle) for person, one in telling.items()} <= logins
