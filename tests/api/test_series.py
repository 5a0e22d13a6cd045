import pytest

from parvis.core.events.models import Event, Series

from .conftest import HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def weekly(body):
    made = {name: value for name, value in body.items() if name != "ends_at"}
    return {**made, "rule": "FREQ=WEEKLY;COUNT=3", "minutes": 90}


def test_series_is_planned_changed_and_cancelled(call, coordinator, weekly, soon, hall):
    caller = call("coordinator")

    made = caller.post("/series", {**weekly, "room": "hall"})
    events = list(Event.objects.order_by("starts_at"))
    later = (events[1].starts_local + HOUR).isoformat()
    at = f"/events/{events[1].uid}/following"
    changed = caller.patch(at, {"starts_at": later, "title": "Later"})
    cancelled = caller.post(f"{at}/cancel")

    assert (made.status_code, made.json()["count"]) == (201, 3)
    assert made.json()["first"] == str(events[0].uid)
    assert (changed.status_code, changed.json()["count"]) == (200, 2)
    assert cancelled.json() == {"cancelled": 2}
    stand = list(Event.objects.order_by("starts_at").values_list("title", "state"))
    assert stand == [("Mending evening", "draft"), ("Later", "cancelled"), ("Later", "cancelled")]
    hours = {event.starts_local.hour for event in Event.objects.filter(title="Later")}
    assert hours == {13}


def test_series_keeps_its_hour_when_the_clocks_change(call, coordinator, weekly):
    rule = {"rule": "FREQ=WEEKLY;COUNT=40"}

    call("coordinator").post("/series", {**weekly, **rule})

    events = Event.objects.all()
    assert {event.starts_local.hour for event in events} == {12}
    assert len({event.starts_at.hour for event in events}) == 2


def test_series_in_a_taken_room_is_refused_whole(call, coordinator, plan, weekly, hall, soon):
    week = 7 * 24 * HOUR
    plan("Lamp repair", room=hall, starts_at=soon + week, ends_at=soon + week + HOUR)

    answer = call("coordinator").post("/series", {**weekly, "room": "hall"})

    assert answer.status_code == 409
    assert [one["title"] for one in answer.json()["clashes"]] == ["Lamp repair"]
    assert (Event.objects.count(), Series.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rule": "FREQ=NEVER;COUNT=2"}, "NEVER"),
        ({"rule": "FREQ=WEEKLY"}, "COUNT"),
        ({"minutes": 0}, "minutes: Input should be greater than or equal to 1."),
        ({"without": ["soon"]}, "without.0: Input should be a valid date"),
    ],
)
def test_what_cannot_be_is_said(call, coordinator, weekly, change, said):
    answer = call("coordinator").post("/series", {**weekly, **change})

    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert Series.objects.count() == 0


def test_event_alone_has_none_that_follow(call, coordinator, plan):
    answer = call("coordinator").post(f"/events/{plan().uid}/following/cancel")

    assert (answer.status_code, answer.json()["error"]) == (
        422,
        "“Mending evening” is not part of a series. Change it alone.",
    )


def test_series_sent_twice_is_planned_once(call, coordinator, weekly):
    caller = call("coordinator")

    answers = [caller.post("/series", weekly, **{"Idempotency-Key": "s"}) for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert Series.objects.count() == 1
