import pytest

from parvis.core.events.models import Event
from parvis.core.spaces.rooms import Closure, OpeningHours

from .conftest import HOUR

pytestmark = pytest.mark.django_db
TIMES = "/spaces/paris/rooms/hall/free-times"


@pytest.mark.parametrize("who", ["coordinator", "lead"])
def test_planners_see_which_rooms_are_free(call, who, plan, hall, attic, soon):
    plan(room=hall)
    during = {"from": soon.isoformat(), "to": (soon + HOUR).isoformat()}
    after = {"from": (soon + 2 * HOUR).isoformat(), "to": (soon + 3 * HOUR).isoformat()}

    found = [call(who).get("/spaces/paris/free-rooms", **hours) for hours in (during, after)]

    assert [[room["slug"] for room in one.json()] for one in found] == [
        ["attic"],
        ["attic", "hall"],
    ]


def test_free_times_are_within_the_opening_hours(call, coordinator, space, plan, hall, soon):
    weekday = soon.weekday()
    OpeningHours.objects.create(space=space, weekday=weekday, opens_at="09:00", closes_at="18:00")
    plan(room=hall)

    found = call("coordinator").get(TIMES, day=soon.date().isoformat(), minutes=200).json()
    short = call("coordinator").get(TIMES, day=soon.date().isoformat()).json()

    assert [one["starts_at"] for one in found] == [(soon + 2 * HOUR).isoformat()]
    assert [one["starts_at"][11:16] for one in short] == ["09:00", "14:00"]


@pytest.mark.parametrize("room_only", [True, False])
def test_nothing_is_free_on_a_closed_day(call, coordinator, space, hall, soon, room_only):
    until = soon.date().replace(year=soon.year + 1)
    shut = {"from_on": soon.date(), "until_on": until, "reason": "Works"}
    Closure.objects.create(space=space, room=hall if room_only else None, **shut)

    assert call("coordinator").get(TIMES, day=soon.date().isoformat()).json() == []


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        ("/spaces/paris/rooms/cellar/free-times", {"day": "2026-05-04"}, 404, "no room 'cellar'"),
        (TIMES, {"day": "9999-12-31"}, 422, "That day is too far away."),
        (TIMES, {"day": "0001-01-01"}, 422, "That day is too far away."),
        (TIMES, {"day": "monday"}, 422, "day: Input should be a valid date"),
        (
            "/spaces/paris/free-rooms",
            {"from": "2026-05-04T19:00+02:00", "to": "2026-05-04T19:00+02:00"},
            422,
            "`to` comes after `from`. Set it later.",
        ),
    ],
)
def test_what_cannot_be_asked_is_said(call, coordinator, hall, path, query, status, said):
    answer = call("coordinator").get(path, **query)

    assert answer.status_code == status
    assert said in answer.json()["error"]
    assert Event.objects.count() == 0
