import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.core.events.moves import cancel, publish
from parvis.core.events.repeating import plan_series
from parvis.core.pathways.models import FocusArea
from parvis.core.programmes.models import MeasureRun
from parvis.core.spaces.rooms import Closure, OpeningHours

from .conftest import EVERYBODY, HOUR, OTHERS

pytestmark = pytest.mark.django_db


def titles(answer):
    return [event["title"] for event in answer.json()["events"]]


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_what_is_public(call, who, plan, hall, soon):
    event = plan(published=True, room=hall, language="fr")
    plan("Draft", starts_at=soon + 24 * HOUR, ends_at=soon + 25 * HOUR)
    caller = call(who)

    listed = caller.get("/events")
    read = caller.get(f"/events/{event.uid}")

    assert [one["uid"] for one in listed.json()["events"]] == [str(event.uid)]
    one = listed.json()["events"][0]
    assert (one["starts_at"], one["time_zone"]) == (soon.isoformat(), "Europe/Paris")
    assert (one["room"], one["area"]) == ({"slug": "hall", "name": "Main hall"}, "coding")
    assert read.json().items() >= one.items()
    assert caller.get("/spaces").json()["spaces"][0]["slug"] == "paris"
    assert len(caller.get("/areas").json()) == 10


@pytest.mark.parametrize("who", OTHERS)
@pytest.mark.parametrize("state", ["draft", "proposed", "approved", "internal", "dropped"])
def test_what_is_not_public_is_nowhere(call, who, plan, state):
    event = plan("Secret", is_public=state != "internal")
    if state == "internal":
        event = publish(event=event, by=None, now=timezone.now())
    elif state == "dropped":
        event = cancel(event=event, by=None, now=timezone.now())
    else:
        type(event).objects.filter(pk=event.pk).update(state=state)
    caller = call(who)

    answers = [
        caller.get("/events"),
        caller.get(f"/events/{event.uid}"),
        caller.get(f"/events/{event.uid}/occurrences"),
        caller.get("/spaces/paris/calendar"),
        caller.patch(f"/events/{event.uid}", {"title": "Mine"}),
        caller.post(f"/events/{event.uid}/publish"),
    ]

    nobody, signed_in = [200, 404, 404, 401, 401, 401], [200, 404, 404, 403, 404, 404]
    assert [answer.status_code for answer in answers] == (signed_in if who else nobody)
    assert not any("Secret" in answer.content.decode() for answer in answers)


@pytest.mark.parametrize("who", ["coordinator", "lead"])
def test_planners_see_the_whole_calendar(call, who, plan):
    plan("Secret", is_public=False, expected_attendance=3)

    event = call(who).get("/spaces/paris/calendar").json()["events"][0]

    assert (event["title"], event["state"], event["expected_attendance"]) == ("Secret", "draft", 3)
    assert call(who).get(f"/events/{event['uid']}").json() == event
    assert titles(call(who).get("/events")) == []


def test_only_planners_see_the_plan_of_a_public_event(call, plan):
    event = plan(published=True, expected_attendance=7)

    seen = {who: call(who).get(f"/events/{event.uid}").json() for who in EVERYBODY}

    with_plan = {who for who, one in seen.items() if "expected_attendance" in one}
    assert with_plan == {"coordinator", "lead"}


def test_event_that_was_published_is_read_as_cancelled(call, plan):
    event = cancel(event=plan(published=True), by=None, now=timezone.now())

    assert call(None).get(f"/events/{event.uid}").json()["state"] == "cancelled"
    assert titles(call(None).get("/events")) == []


def test_filters_keep_what_is_asked(call, plan, soon):
    later = {"starts_at": soon + 48 * HOUR, "ends_at": soon + 49 * HOUR}
    qa = FocusArea.objects.get(slug="qa")
    plan("One", published=True, kind="talk", language="fr")
    plan("Two", published=True, further_areas=[qa], **later)
    caller = call(None)

    asked = [
        {"space": "paris"},
        {"kind": "talk"},
        {"language": "FR"},
        {"area": "coding"},
        {"area": "qa"},
        {"from": (soon + HOUR).isoformat()},
        {"to": later["starts_at"].isoformat()},
    ]
    found = [titles(caller.get("/events", **one)) for one in asked]
    assert found == [["One", "Two"], ["One"], ["One"], ["One", "Two"], ["Two"], ["Two"], ["One"]]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"space": "nowhere"}, 404, "There is no space 'nowhere'."),
        ({"area": "nothing"}, 404, "There is no focus area 'nothing'."),
        ({"kind": "party"}, 422, "kind: Input should be 'meetup'"),
        ({"from": "2026-05-04T19:00"}, 422, "from: '2026-05-04T19:00' has no offset from UTC"),
        ({"from": "soon"}, 422, "'soon' is no moment."),
        ({"from": "2026-05-04T19:00:00 02:00"}, 422, "write it as %2B in an address"),
        ({"to": "0001-01-01T00:00:00+14:00"}, 422, "is too far away"),
        ({"limit": "101"}, 422, "limit: Input should be less than or equal to 100."),
        ({"cursor": "abc"}, 422, "This cursor is none of ours. Begin again without one."),
        ({"cursor": "WzEsMl0"}, 422, "This cursor is none of ours."),
        ({"space": "a\x00b"}, 422, "space: String should match pattern"),
    ],
)
def test_what_cannot_be_asked_is_said(call, area, query, status, said):
    answer = call(None).get("/events", **query)

    assert answer.status_code == status
    assert said in answer.json()["error"]


def test_pages_follow_one_another_without_gap_or_repeat(call, plan, soon):
    for number in range(5):  # three begin at one moment
        shift = max(0, number - 2) * HOUR
        plan(f"E{number}", published=True, starts_at=soon + shift, ends_at=soon + shift + HOUR)
    caller, cursor, pages = call(None), "", []

    while cursor is not None:
        answer = caller.get("/events", limit=2, cursor=cursor)
        pages.append(titles(answer))
        cursor = answer.json()["next"]

    assert pages == [["E0", "E1"], ["E2", "E3"], ["E4"]]


@pytest.mark.parametrize(
    "path", ["/events", "/spaces/paris/calendar", "/spaces", "/areas", "/events/{uid}/occurrences"]
)
def test_lists_cost_the_same_queries_however_long(
    call, lead, space, area, path, django_assert_num_queries
):
    caller = call("lead")
    start = timezone.now().replace(microsecond=0)

    def add(count):
        local = start.astimezone(space.zone).replace(tzinfo=None)
        series = plan_series(
            space=space,
            title="Weekly",
            rule=f"FREQ=WEEKLY;COUNT={count}",
            starts_local=local,
            length=HOUR,
            area=area,
            further_areas=[FocusArea.objects.get(slug="qa")],
            by=None,
            now=start,
        )
        return [publish(event=one, by=None, now=start) for one in series.events.all()]

    one, three = add(1)[0], add(3)[0]
    caller.get("/areas")  # the use of the token is noted once
    type(one).objects.filter(series=three.series).update(is_public=False, state="cancelled")
    with CaptureQueriesContext(connection) as captured:
        short = caller.get(path.format(uid=one.uid))
    with_one = len(captured)
    type(one).objects.filter(series=three.series).update(is_public=True, state="published")

    with django_assert_num_queries(with_one):
        long = caller.get(path.format(uid=three.uid))

    assert (short.status_code, long.status_code) == (200, 200)
    assert with_one <= 8


def test_page_loads_only_the_rows_it_shows(call, plan, soon):
    for number in range(4):
        plan(f"E{number}", published=True, starts_at=soon, ends_at=soon + HOUR)

    with CaptureQueriesContext(connection) as captured:
        call(None).get("/events", limit=2)

    limits = [query["sql"] for query in captured if 'FROM "core_event"' in query["sql"]]
    assert ["LIMIT 2" in sql or "LIMIT 1" in sql for sql in limits] == [True, True]


def test_occurrences_are_those_of_the_series(call, space, area, soon):
    local = soon.replace(tzinfo=None)
    rule = {"rule": "FREQ=WEEKLY;COUNT=3", "starts_local": local, "length": HOUR}
    made = plan_series(space=space, title="Weekly", **rule, area=area, by=None, now=timezone.now())
    first, second, _ = made.events.all()
    publish(event=first, by=None, now=timezone.now())
    publish(event=second, by=None, now=timezone.now())

    found = call(None).get(f"/events/{first.uid}/occurrences").json()["events"]

    assert [one["uid"] for one in found] == [str(first.uid), str(second.uid)]
    assert {one["series"] for one in found} == {str(made.uid)}
    assert {one["starts_at"][11:19] for one in found} == {"12:00:00"}


def test_event_of_no_series_has_no_occurrences(call, plan):
    event = plan(published=True)

    answer = call(None).get(f"/events/{event.uid}/occurrences")

    assert (answer.status_code, answer.json()["error"]) == (
        404,
        "“Mending evening” is not part of a series.",
    )


def test_space_says_how_to_get_in(call, space, hall, soon):
    OpeningHours.objects.create(space=space, weekday=0, opens_at="09:00", closes_at="00:00")
    day = soon.date()
    shut = {"from_on": day, "until_on": day.replace(year=day.year + 1), "reason": "Works"}
    Closure.objects.create(space=space, **shut)
    type(space).objects.update(step_free="yes", access_notes="Ring twice.")

    found = call(None).get("/spaces/paris").json()

    assert (found["step_free"], found["access_notes"]) == ("yes", "Ring twice.")
    assert found["rooms"][0]["seated"] == 40
    assert found["hours"] == [{"weekday": 0, "opens_at": "09:00:00", "closes_at": "00:00:00"}]
    assert found["closures"][0]["reason"] == "Works"


def test_spaces_come_in_pages(call, space, elsewhere):
    first = call(None).get("/spaces", limit=1).json()
    second = call(None).get("/spaces", limit=1, after=first["next"]).json()

    assert [one["slug"] for one in first["spaces"] + second["spaces"]] == ["berlin", "paris"]
    assert second["next"] is None


@pytest.mark.parametrize("path", ["/spaces/nowhere", "/nothing", "/events/12", "/spaces/%00"])
def test_unknown_is_said_as_json(call, path):
    for answer in (call(None).get(path), call(None).post(path, {})):
        assert answer.status_code in (404, 405)
    assert call(None).get(path).json()["error"].startswith("There is no")


class TestImpact:
    def test_none_yet(self, call):
        answer = call(None).get("/impact")

        assert (answer.status_code, answer.json()["error"]) == (
            404,
            "No figures are published yet.",
        )

    @pytest.mark.parametrize("who", EVERYBODY)
    def test_small_counts_are_hidden_from_all(self, call, who, now):
        levels = {"qa": {"casual": 2, "active": 1, "core": 0}}
        figures = {
            "as_of": "2026-03-01",
            "active": {"total": 1, "by_area": {"qa": 1}},
            "levels": levels,
            "people": {},
            "lifecycle": [],
            "lifecycle_by_area": {},
        }
        run = {"as_of": "2026-03-01", "made_at": now, "lake_generation": 1, "figures": figures}
        MeasureRun.objects.create(**run, is_published=True)
        MeasureRun.objects.create(**{**run, "as_of": "2026-04-01"}, is_published=False)

        answer = call(who).get("/impact").json()

        assert answer["as_of"] == "2026-03-01"
        assert answer["figures"]["active"]["total"] == "hidden"
