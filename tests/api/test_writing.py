import pytest
from django.test import Client
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.people.access import ApiToken
from parvis.core.people.tokens import revoke_token

from .conftest import HOUR, OTHERS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["coordinator", "lead"])
def test_planners_take_an_event_from_idea_to_published(call, who, body, hall):
    caller = call(who)

    made = caller.post("/events", {**body, "room": "hall", "further_areas": ["qa"]})
    uid = made.json()["uid"]
    changed = caller.patch(f"/events/{uid}", {"title": "Mending night", "setup_minutes": 30})
    moved = [caller.post(f"/events/{uid}/{step}") for step in ("propose", "approve", "publish")]

    assert (made.status_code, made.json()["state"]) == (201, "draft")
    assert made.json()["further_areas"] == ["qa"]
    assert changed.json()["title"] == "Mending night"
    assert changed.json()["books_from"] < changed.json()["starts_at"]
    assert [one.json()["state"] for one in moved] == ["proposed", "approved", "published"]
    assert call(None).get(f"/events/{uid}").json()["room"]["slug"] == "hall"


@pytest.mark.parametrize("who", OTHERS)
def test_others_neither_plan_nor_change_nor_move(call, who, plan, body, hall):
    event = plan(published=True)
    caller, at = call(who), f"/events/{event.uid}"
    series = {**body, "rule": "FREQ=DAILY;COUNT=2", "minutes": 60}
    del series["ends_at"]
    times = {"from": body["starts_at"], "to": body["ends_at"]}
    day = body["starts_at"][:10]

    answers = [
        caller.post("/events", body),
        caller.post("/series", series),
        caller.patch(at, {"title": "Mine"}),
        caller.patch(f"{at}/following", {"title": "Mine"}),
        caller.post(f"{at}/propose"),
        caller.post(f"{at}/approve"),
        caller.post(f"{at}/send-back", {"because": "so"}),
        caller.post(f"{at}/publish"),
        caller.post(f"{at}/cancel", {}),
        caller.post(f"{at}/held"),
        caller.post(f"{at}/report", {"headcount": 1}),
        caller.post(f"{at}/following/cancel"),
        caller.get("/spaces/paris/calendar"),
        caller.get("/spaces/paris/free-rooms", **times),
        caller.get("/spaces/paris/rooms/hall/free-times", day=day),
    ]

    assert [answer.status_code for answer in answers] == [403 if who else 401] * 15
    event.refresh_from_db()
    assert (Event.objects.count(), event.title, event.state) == (1, "Mending evening", "published")
    assert all(len(answer.json()["error"]) > 20 for answer in answers)


def test_names_are_not_looked_up_for_others(call, body):
    """Nobody learns who signs in here by trying addresses."""
    answer = call("outsider").post("/events", {**body, "sponsor": "ghost@example.org"})

    assert answer.status_code == 403
    assert "ghost" not in answer.json()["error"]


def test_taken_room_is_said_with_what_is_free(call, coordinator, plan, body, hall, attic, soon):
    first = plan("Lamp repair", room=hall)

    answer = call("coordinator").post("/events", {**body, "room": "hall"})

    said = answer.json()
    assert answer.status_code == 409
    assert said["error"].startswith("Main hall is taken on Wednesday")
    assert [(one["uid"], one["title"]) for one in said["clashes"]] == [
        (str(first.uid), "Lamp repair")
    ]
    assert said["free_rooms"] == [{"slug": "attic", "name": "Attic"}]
    ends = [(one["starts_at"][11:16], one["ends_at"][11:16]) for one in said["free_times"]]
    assert ends == [("00:00", "12:00"), ("14:00", "00:00")]
    assert Event.objects.count() == 1


def test_event_is_not_moved_into_a_taken_room(call, coordinator, plan, hall, soon):
    plan("Lamp repair", room=hall)
    later = {"starts_at": soon + 4 * HOUR, "ends_at": soon + 5 * HOUR}
    second = plan("Film night", room=hall, **later)

    answer = call("coordinator").patch(
        f"/events/{second.uid}", {"starts_at": (soon + HOUR).isoformat()}
    )

    assert answer.status_code == 409
    assert answer.json()["clashes"][0]["title"] == "Lamp repair"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"starts_at": "2026-05-04T19:00:00"}, "starts_at: '2026-05-04T19:00:00' has no offset"),
        ({"starts_at": 1_777_000_000}, "starts_at: '1777000000' is no moment."),
        ({"starts_at": "2001-05-04T19:00:00+00:00"}, "This time is past."),
        ({"ends_at": "2030-05-04T19:00:00+00:00"}, "An event lasts at most 14 days."),
        ({"tilte": "x"}, "tilte: Extra inputs are not permitted."),
        ({"title": ""}, "This field cannot be blank."),
        ({"title": "a\x00b"}, "title: A text holds no NUL character."),
        ({"title": "x" * 161}, "at most 160 characters"),
        ({"room": "cellar"}, "Paris space has no room 'cellar'."),
        ({"area": "juggling"}, "There is no focus area 'juggling'."),
        ({"sponsor": "ghost@example.org"}, "Nobody signs in here as ghost@example.org."),
        ({"need": 12}, "Paris space has no need 12."),
        ({"proposal": 12}, "Paris space has no proposal 12."),
        ({"capacity": -1}, "capacity: Input should be greater than or equal to 0."),
        ({"capacity": True}, "capacity: Write a whole number."),
        ({"capacity": 61, "room": "hall"}, "Main hall takes 60 people at most"),
        ({"cost": "12"}, "Give a cost with its currency"),
        ({"setup_minutes": 99_999_999}, "setup_minutes: Input should be less"),
    ],
)
def test_what_cannot_be_is_said(call, coordinator, body, hall, change, said):
    answer = call("coordinator").post("/events", {**body, **change})

    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert Event.objects.count() == 0


def test_body_that_is_no_json_is_said(call, coordinator):
    caller = call("coordinator")

    answer = caller.client.post(
        "/api/events", "{", content_type="application/json", headers=caller.headers
    )

    assert (answer.status_code, answer.json()) == (400, {"error": "Cannot parse request body"})


def test_event_ends_after_it_starts(call, coordinator, body):
    answer = call("coordinator").post("/events", {**body, "ends_at": body["starts_at"]})

    assert (answer.status_code, answer.json()["error"][:31]) == (
        422,
        "An event ends after it starts; ",
    )


def test_report_and_cancel_say_why_not(call, coordinator, plan):
    event = plan(published=True)
    caller = call("coordinator")

    early = caller.post(f"/events/{event.uid}/report", {"headcount": None})
    cancelled = caller.post(f"/events/{event.uid}/cancel", {"because": "Flood"})
    again = caller.post(f"/events/{event.uid}/cancel", {})

    assert (early.status_code, early.json()["error"]) == (
        422,
        "“Mending evening” has not begun. Report it once it has.",
    )
    assert cancelled.json()["state"] == "cancelled"
    assert (again.status_code, again.json()["error"][:31]) == (
        422,
        "“Mending evening” is cancelled,",
    )


def test_what_was_held_is_reported(call, coordinator, plan):
    event = plan(published=True)
    past = timezone.now() - 3 * HOUR
    times = {"starts_at": past, "ends_at": past + HOUR, "books_from": past}
    Event.objects.filter(pk=event.pk).update(**times, books_until=past + HOUR)
    caller = call("coordinator")

    held = caller.post(f"/events/{event.uid}/held")
    said = {"headcount": 12, "lesson": "More chairs", "hours": "3.5", "cost": 20, "currency": "eur"}
    reported = caller.post(f"/events/{event.uid}/report", said)

    assert held.json()["state"] == "held"
    seen = [reported.json()[name] for name in ("state", "headcount", "cost", "currency")]
    assert seen == ["reported", 12, "20.00", "EUR"]


class TestRepeats:
    def test_event_sent_twice_is_planned_once(self, call, coordinator, body):
        caller, key = call("coordinator"), {"Idempotency-Key": "a1"}

        first, again = [caller.post("/events", body, **key) for _ in range(2)]
        other = caller.post("/events", {**body, "title": "Another"}, **key)

        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert (Event.objects.count(), other.status_code) == (1, 422)
        assert "stood for another request" in other.json()["error"]

    def test_refused_event_may_be_tried_again_under_its_key(
        self, call, coordinator, plan, body, hall
    ):
        caller, key = call("coordinator"), {"Idempotency-Key": "a1"}
        first = plan(room=hall)

        refused = caller.post("/events", {**body, "room": "hall"}, **key)
        Event.objects.filter(pk=first.pk).update(room=None)
        tried = caller.post("/events", {**body, "room": "hall"}, **key)

        assert (refused.status_code, tried.status_code) == (409, 201)


class TestWhoAsks:
    def test_session_needs_the_csrf_token_of_our_pages(self, coordinator, body):
        client = Client(enforce_csrf_checks=True)
        client.force_login(coordinator)
        send = {"data": body, "content_type": "application/json"}

        without = client.post("/api/events", **send)
        token = client.get("/api/docs").content.decode().split('data-csrf-token="')[1][:64]
        with_it = client.post("/api/events", **send, headers={"X-CSRFToken": token})

        assert (without.status_code, with_it.status_code) == (403, 201)
        assert "X-CSRFToken" in without.json()["error"]

    def test_token_needs_none(self, call, coordinator, body):
        caller = call("coordinator")
        caller.client = Client(enforce_csrf_checks=True)

        assert caller.post("/events", body).status_code == 201

    def test_revoked_token_is_refused_even_for_what_is_public(self, call, coordinator):
        caller = call("coordinator")
        revoke_token(token=ApiToken.objects.get(), by=None, now=timezone.now())

        for path in ("/events", "/spaces/paris/calendar"):
            answer = caller.get(path)
            assert answer.status_code == 401
            assert answer.json()["error"].startswith("This token opens nothing")

    def test_nobody_is_told_how_to_sign_in(self, call, body):
        answer = call(None).post("/events", body)

        assert answer.status_code == 401
        assert "parvis token make" in answer.json()["error"]
