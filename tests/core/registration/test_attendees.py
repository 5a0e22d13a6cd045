"""The list for those who run an event, and what they note in it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.ground.queries import log_of
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.attendees import (
    admit_waiting,
    attendees,
    note_came,
    note_not_come,
    standings,
    take_list,
)
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.consents import Consents, given_by
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.models import SignUpRules
from parvis.core.registration.turnout import came_or_not


@pytest.fixture
def full(small, sign_up):
    """Two places taken, one waits."""
    for name in ("Ada", "Ben", "Cleo"):
        sign_up(small, name, consents=Consents(reminders=True), access_needs="A ramp")
    return small


def names(rows):
    return [row.name for row in rows]


def test_list_is_found_and_sorted(full):
    assert names(attendees(full)) == ["Ada", "Ben", "Cleo"]
    assert names(attendees(full, asked=" EN ")) == ["Ben"]
    assert names(attendees(full, asked="cleo@example")) == ["Cleo"]


def test_list_is_sorted_as_people_think(event, make_row, now):
    for number, state, name in (
        (1, "cancelled", "ada"),
        (2, "waiting", "Ben"),
        (3, "confirmed", "Cleo"),
        (4, "offered", "dan"),
    ):
        row = make_row(event, number, state=state, name=name)
    at = {"at": now, "noted_at": now, "touched_at": now}
    CheckIn.objects.create(event=event, registration=row, way="scan", **at)

    assert names(attendees(event, order="state")) == ["Cleo", "Ben", "dan", "ada"]
    assert names(attendees(event, order="name")) == ["ada", "Ben", "Cleo", "dan"]
    assert names(attendees(event, order="came")) == ["dan", "ada", "Ben", "Cleo"]


def test_standings_count_each_state(full, make_row):
    make_row(full, 8, state="cancelled")
    make_row(full, 9, state="lapsed")

    found = standings(full)

    assert (found.confirmed, found.waiting, found.offered, found.gone) == (2, 1, 0, 2)
    assert (found.inside, found.places, found.free) == (0, 2, 0)


def test_waiting_person_is_admitted_with_all_they_said(full, coordinator, now):
    row = attendees(full).get(name="Cleo")

    done = admit_waiting(registration=row, by=coordinator, now=now)

    row.refresh_from_db()
    assert (row.state, row.is_over, row.access_needs) == ("confirmed", True, "A ramp")
    assert given_by(row) == Consents(reminders=True)
    assert done.registration == row
    assert log_of(row).first().details == {"over": True}


def test_waiting_person_without_an_address_keeps_their_row(small, make_row, coordinator, now):
    row = make_row(small, 1, state="waiting")

    admit_waiting(registration=row, by=coordinator, now=now)

    assert list(small.registrations.values_list("pk", "state")) == [(row.pk, "confirmed")]


def test_came_is_noted_once_and_taken_back(full, coordinator, now):
    row = attendees(full).get(name="Ada")
    key, during = uuid4(), full.starts_at + timedelta(hours=1)

    for _ in range(2):
        note_came(registration=row, key=key, by=coordinator, now=during)
    (noted,) = CheckIn.objects.all()
    taken = note_not_come(check_in=noted, by=coordinator, now=during)

    assert (noted.way, noted.by, noted.at) == ("desk", coordinator, during)
    assert taken.verdict == "undone"
    assert not CheckIn.objects.filter(is_counted=True).exists()


def test_came_after_the_event_counts_for_its_end(full, coordinator):
    row = attendees(full).get(name="Cleo")

    note_came(registration=row, key=uuid4(), by=coordinator, now=full.ends_at + timedelta(days=2))

    row.refresh_from_db()
    assert CheckIn.objects.get().at == full.ends_at
    assert (row.state, row.is_over) == ("confirmed", True)


def test_nobody_has_come_before_it_begins_or_where_it_is_off(full, coordinator):
    row = attendees(full).get(name="Ada")
    said = {"registration": row, "key": uuid4(), "by": coordinator}

    with pytest.raises(RegistrationError, match="has not begun"):
        note_came(**said, now=full.starts_at - timedelta(hours=4))
    row.event.state = "cancelled"
    with pytest.raises(RegistrationError, match="does not take place"):
        note_came(**said, now=full.ends_at)


def test_outsider_notes_and_takes_nothing(full, outsider, now):
    row = full.registrations.first()
    note_came(registration=row, key=uuid4(), by=None, now=full.starts_at)
    acts = (
        lambda: note_came(registration=row, key=uuid4(), by=outsider, now=full.starts_at),
        lambda: note_not_come(check_in=CheckIn.objects.get(), by=outsider, now=now),
        lambda: admit_waiting(registration=row, by=outsider, now=now),
        lambda: list(
            take_list(event=full, turnout=came_or_not(full, now=now), by=outsider, now=now)
        ),
    )

    for act in acts:
        with pytest.raises(NotAllowedError):
            act()


def test_list_to_take_along_has_the_questions_and_is_logged(full, coordinator, now):
    asked = [{"key": "q1", "words": "What do you eat?"}]
    full.sign_up = SignUpRules.objects.create(event=full, questions=asked)
    full.registrations.filter(name="Ada").update(answers={"q1": "vegan", "old": "gone"})
    note_came(registration=full.registrations.first(), key=uuid4(), by=None, now=full.starts_at)
    turnout = came_or_not(full, now=now)

    head, first, *rest = take_list(event=full, turnout=turnout, by=coordinator, now=now)

    said = dict(zip(head, first, strict=True))
    assert len(rest) == 2
    assert (said["name"], said["address"], said["came"]) == ("Ada", "ada@example.org", "came")
    assert (said["reminders"], said["follow_up"]) == ("yes", "")
    assert (said["What do you eat?"], said["access needs"]) == ("vegan", "A ramp")
    assert said["signed up at"] == "2026-03-01 13:00"  # Paris
    entry = log_of(full).first()
    assert (entry.action, entry.details) == ("registration.take-list", {"people": 3})


@pytest.mark.parametrize("people", [1, 3])
def test_list_asks_as_often_for_many(event, sign_up, area, django_assert_num_queries, people):
    for n in range(people):
        sign_up(event, f"v{n}", areas=[area])

    with django_assert_num_queries(2):
        assert [list(row.areas.all()) for row in attendees(event)] == [[area]] * people
    with django_assert_num_queries(3):
        standings(event)
