"""The door by a program: who is let in, once, and what each no is."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.events.moves import cancel as cancel_event
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.tickets import Ticket, code_of

from .conftest import HOUR, OTHERS, asked_of_the_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def door(call, coordinator, event):
    """A coordinator's program at the door; `let_in` sends a key of its own each time."""
    caller = call("coordinator")
    caller.at = f"/events/{event.uid}/check-ins"
    caller.let_in = lambda **said: caller.post(caller.at, {"key": str(uuid4()), **said})
    return caller


def code(row):
    return code_of(Ticket(row.pk, row.event_id))


def test_ticket_lets_in_once_and_then_says_since_when(door, event, make_row):
    row = make_row(1, name="Ada")

    first, again = door.let_in(code=code(row)), door.let_in(code=code(row))

    at = first.json()["at"]
    assert (first.status_code, first.json()) == (
        200,
        {"verdict": "in", "words": "Come in, Ada.", "registration": row.pk, "at": at},
    )
    words = f"Ada is already in, since {at[11:16]}."
    assert (again.status_code, again.json()) == (
        409,
        {"error": words, "verdict": "again", "words": words, "registration": row.pk, "at": at},
    )
    made = CheckIn.objects.get()
    assert (made.way, made.by.email, made.is_counted) == ("api", "carla@example.org", True)


def test_same_key_gets_the_same_answer(door, event, make_row):
    row, key = make_row(1), str(uuid4())

    answers = [door.let_in(key=key, registration=row.pk) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].json() == answers[1].json() == answers[2].json()
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_key_of_another_check_in_is_refused(door, event, make_row, plan, soon, where):
    key = str(uuid4())
    other = plan("Other", starts_at=soon + 24 * HOUR, ends_at=soon + 25 * HOUR)
    at = door.at if where == "here" else f"/events/{other.uid}/check-ins"
    door.let_in(key=key, registration=make_row(1).pk)
    second = make_row(2, at_event=event if where == "here" else other)

    answer = door.post(at, {"key": key, "registration": second.pk})

    assert (answer.status_code, "another check-in" in answer.json()["error"]) == (422, True)
    assert CheckIn.objects.count() == 1


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("waiting", 409, "Visitor 3 is on the waiting list and has no place yet."),
        ("cancelled", 409, "Visitor 3 has cancelled."),
    ],
)
def test_who_has_no_place_is_let_in_only_by_word(door, event, make_row, state, status, words):
    row = make_row(3, state=state)

    asked, told = door.let_in(registration=row.pk), door.let_in(registration=row.pk, over=True)

    said = asked.json()
    assert (asked.status_code, said["verdict"], said["error"]) == (status, state, words)
    assert (told.status_code, told.json()["verdict"]) == (200, "in")
    row.refresh_from_db()
    assert (row.state, row.is_over, CheckIn.objects.count()) == ("confirmed", True, 1)


def test_room_that_is_full_says_so(door, event, make_row):
    for number in (1, 2):
        door.let_in(registration=make_row(number).pk)
    third = make_row(3, state="waiting")

    asked, told = door.let_in(registration=third.pk), door.let_in(registration=third.pk, over=True)

    assert (asked.status_code, asked.json()["verdict"]) == (409, "full")
    assert asked.json()["error"] == "The room is full: 2 of 2 are in."
    assert told.json()["verdict"] == "in"


def test_ticket_of_another_event_says_which(door, make_row, plan, soon):
    other = plan("Film night", starts_at=soon + 24 * HOUR, ends_at=soon + 25 * HOUR)

    answer = door.let_in(code=code(make_row(1, at_event=other)))

    assert (answer.status_code, answer.json()["verdict"]) == (409, "other-event")
    assert "“Film night”" in answer.json()["words"]


@pytest.mark.parametrize(
    "said",
    [
        {"code": ""},
        {"code": "PVAAAA"},
        {"code": "https://example.org/"},
        {"code": "P" * 5000},
        {"registration": 999_999},
        {"registration": 2**62},
    ],
)
def test_whom_nobody_knows_is_404(door, said):
    answer = door.let_in(**said)

    assert (answer.status_code, answer.json()["verdict"]) == (404, "unknown")
    assert answer.json()["error"] == answer.json()["words"]


def test_moment_of_a_check_in_is_the_clients_but_not_later_than_now(door, event, make_row):
    start = timezone.now() - HOUR
    times = {"starts_at": start, "ends_at": start + 3 * HOUR, "books_from": start}
    Event.objects.filter(pk=event.pk).update(**times, books_until=start + 3 * HOUR)
    early, late = start + timedelta(minutes=5), timezone.now() + HOUR

    first = door.let_in(registration=make_row(1).pk, at=early.isoformat())
    second = door.let_in(registration=make_row(2).pk, at=late.isoformat())
    never = door.let_in(registration=1, at="2001-01-01T00:00:00+00:00")

    times = list(CheckIn.objects.order_by("pk").values_list("at", flat=True))
    assert (first.status_code, second.status_code, times[0]) == (200, 200, early)
    assert start < times[1] <= timezone.now()
    assert (never.status_code, "more than a day before" in never.json()["error"]) == (422, True)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Give either the code of a ticket or the id of a registration."),
        ({"code": "PV", "registration": 1}, "Give either the code"),
        ({"registration": 0}, "registration: Input should be greater than or equal to 1."),
        ({"registration": 2**63}, "registration: Input should be less than"),
        ({"code": "a\x00"}, "code: A text holds no NUL character."),
        ({"registration": 1, "key": "1"}, "key: Input should be a valid UUID"),
        ({"registration": 1, "at": "2030-01-01T00:00"}, "has no offset from UTC"),
        ({"registration": 1, "ovr": True}, "ovr: Extra inputs are not permitted."),
    ],
)
def test_what_cannot_be_is_said(door, said, sentence):
    answer = door.let_in(**said)

    assert answer.status_code == 422
    assert sentence in answer.json()["error"]


def test_event_that_is_cancelled_has_no_door(door, event, make_row):
    row = make_row(1)
    cancel_event(event=event, by=None, now=timezone.now())

    answer = door.let_in(registration=row.pk)

    assert (answer.status_code, answer.json()) == (
        409,
        {"error": "“Mending evening” does not take place."},
    )


def test_undo_takes_one_out_and_they_can_come_in_again(door, event, make_row):
    row, key = make_row(1, name="Ada"), str(uuid4())
    door.let_in(key=key, registration=row.pk)

    first, twice = [door.post(f"{door.at}/{key}/undo") for _ in range(2)]
    late = door.let_in(key=key, registration=row.pk)
    again = door.let_in(registration=row.pk)
    never = door.post(f"{door.at}/{uuid4()}/undo")

    assert (first.status_code, first.json()) == (
        200,
        {"verdict": "undone", "words": "Ada is not in.", "registration": row.pk, "at": None},
    )
    assert twice.json() == first.json()
    assert (late.status_code, late.json()["verdict"]) == (409, "undone")
    assert again.status_code == 200
    assert (never.status_code, never.json()["verdict"]) == (404, "unknown")


def test_list_shows_all_check_ins_and_counts_who_is_in(door, event, make_row):
    Event.objects.filter(pk=event.pk).update(capacity=None)
    rows = [make_row(number) for number in range(1, 6)]
    keys = [str(uuid4()) for _ in rows]
    for key, row in zip(keys, rows, strict=True):
        door.let_in(key=key, registration=row.pk)
    door.post(f"{door.at}/{keys[0]}/undo")

    first = door.get(door.at, limit=3).json()
    second = door.get(door.at, limit=3, cursor=first["next"]).json()

    found = [*first["check_ins"], *second["check_ins"]]
    assert [one["key"] for one in found] == keys
    assert [one["is_counted"] for one in found] == [False, True, True, True, True]
    assert (found[0]["undone_at"] is None, found[1]["undone_at"]) == (False, None)
    assert (found[1]["name"], found[1]["way"], found[1]["note"]) == ("Visitor 2", "api", "")
    assert (first["inside"], second["next"]) == (4, None)
    came = door.get(f"/events/{event.uid}/registrations").json()["registrations"]
    assert [one["came_at"] is None for one in came] == [True, False, False, False, False]


@pytest.mark.parametrize("who", OTHERS)
def test_others_neither_let_in_nor_look_nor_undo(call, who, event, make_row):
    row = make_row(1, name="Secret")
    at = timezone.now()
    fields = {"at": at, "noted_at": at, "touched_at": at, "way": "scan"}
    made = CheckIn.objects.create(event=event, registration=row, **fields)
    caller, where = call(who), f"/events/{event.uid}/check-ins"

    answers = [
        caller.post(where, {"key": str(uuid4()), "code": code(row), "over": True}),
        caller.get(where),
        caller.post(f"{where}/{made.key}/undo"),
    ]

    assert [answer.status_code for answer in answers] == [403 if who else 401] * 3
    assert not any("Secret" in answer.content.decode() for answer in answers)
    made.refresh_from_db()
    assert (CheckIn.objects.count(), made.undone_at) == (1, None)


@pytest.mark.parametrize("who", ["coordinator", "lead"])
@pytest.mark.parametrize("there", [1, 300])
def test_check_in_asks_five_times_however_many_came(call, who, event, make_row, there):
    Event.objects.filter(pk=event.pk).update(capacity=None)
    rows = [make_row(number + 1) for number in range(there)]
    at = timezone.now()
    CheckIn.objects.bulk_create(
        CheckIn(event=event, registration=row, at=at, noted_at=at, touched_at=at, way="scan")
        for row in rows[1:]
    )
    caller = call(who)
    caller.get("/events")  # the use of the token is noted, once in an hour

    with CaptureQueriesContext(connection) as queries:
        said = {"key": str(uuid4()), "code": code(rows[0])}
        answer = caller.post(f"/events/{event.uid}/check-ins", said)

    asked = asked_of_the_database(queries)
    assert (answer.status_code, len(asked)) == (200, 5), asked
    tokens = [query for query in queries if "core_apitoken" in query["sql"]]
    assert len(tokens) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same(door, event, make_row, count):
    for number in range(count):
        row = make_row(number + 1, state="cancelled")
        door.let_in(registration=row.pk, over=True)

    with CaptureQueriesContext(connection) as queries:
        door.get(door.at)

    assert len(asked_of_the_database(queries)) == 3  # event, check-ins, how many are in
