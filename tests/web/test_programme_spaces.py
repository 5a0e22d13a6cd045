"""A space as its coordinator sets it up: hours, rooms, closures; a lead its rules and terms."""

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.spaces.actions import appoint_coordinator
from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import Closure, HouseRules, OpeningHours, Room

PAGE = "/programme/spaces/paris/"
ROOM = {"name": "Main hall", "slug": "hall", "seated": "40"}


@pytest.fixture
def coordinator(make_person, space, now):
    user = make_person("carla")
    term = {"space": space, "user": user, "is_technical": True, "from_on": date(2026, 1, 1)}
    appoint_coordinator(**term, by=None, now=now)
    return user


@pytest.fixture
def plan_at(space):
    """Plan a draft from 19:00 to 21:00 on a day, on the space's clock."""

    def plan_at(day, title, **fields):
        start = datetime.combine(day, time(19), space.zone)
        times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
        return plan_event(space=space, title=title, by=None, now=timezone.now(), **times, **fields)

    return plan_at


@pytest.fixture
def send(client, network, coordinator):
    """Send one part of the page, by default as the space's coordinator."""

    def send(what, said, by=None):
        client.force_login(by or coordinator)
        typed = {f"{what}-{name}": value for name, value in said.items()}
        return client.post(PAGE, {"what": what, **typed}, follow=True)

    return send


def said(answer):
    return " ".join(answer.content.decode().split())


def test_hours_are_typed_a_line_a_day(send, space, client):
    done = send("hours", {"day0": "09:00-12:00, 14:00 – 24:00", "day5": "10:00 to 18:00"})
    send("hours", {"day0": "09:00-12:00, 14:00-24:00"})

    rows = list(OpeningHours.objects.values_list("weekday", "opens_at", "closes_at"))
    assert "Saved." in said(done)
    assert rows == [(0, time(9), time(12)), (0, time(14), time(0))]
    assert 'value="09:00-12:00, 14:00-24:00"' in said(client.get(PAGE))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("nine to five", "“nine to five” are no hours. Write 09:00-22:00."),
        ("25:00-26:00", "are no hours"),
        ("18:00-09:00", "Monday: A space closes after it opens"),
        ("09:00-14:00, 12:00-18:00", "the hours from 12:00 begin before those from 09:00 end"),
        ("09:00-24:00, 12:00-18:00", "begin before"),
    ],
)
def test_hours_that_cannot_be_say_why_and_leave_the_old(send, space, typed, why):
    send("hours", {"day0": "09:00-12:00"})
    refused = send("hours", {"day0": typed})

    assert refused.status_code == 422
    assert why in said(refused)
    assert OpeningHours.objects.get().opens_at == time(9)


def test_room_is_added_and_changed(send, space):
    send("room-new", ROOM)
    room = Room.objects.get()
    send(f"room-{room.pk}", {**ROOM, "seated": "30", "standing": "60"})
    twice = send("room-new", ROOM)

    room.refresh_from_db()
    assert (room.name, room.seated, room.standing, room.capacity) == ("Main hall", 30, 60, 60)
    assert twice.status_code == 422
    assert Room.objects.count() == 1


def test_closure_names_the_events_that_lose_their_place(send, space, plan_at):
    day = date(timezone.now().year + 1, 5, 12)
    plan_at(day, "Mending evening")
    plan_at(day.replace(day=14), "After it")

    done = send("closure", {"from_on": day, "last_on": day.replace(day=13), "reason": "Painting"})

    sentence = "1 event stands there and has to be moved or cancelled: Mending evening"
    assert f"{sentence} ({day:%-d} May, 19:00)" in said(done)
    assert Closure.objects.get().until_on == day.replace(day=14)


def test_room_out_of_use_names_the_events_in_it(send, space, plan_at):
    day = date(timezone.now().year + 1, 5, 12)
    room = Room.objects.create(space=space, name="Main hall", slug="hall")
    plan_at(day, "Mending evening", room=room)
    plan_at(day, "Elsewhere")

    done = send(f"room-{room.pk}", {**ROOM, "retired_on": day})

    assert "1 event stands there" in said(done)


def test_closure_is_taken_back(send, space, client):
    day = date(timezone.now().year + 1, 5, 12)
    send("closure", {"from_on": day, "last_on": day, "reason": "Painting"})
    client.post(PAGE, {"what": "no-closure", "key": Closure.objects.get().pk})

    assert not Closure.objects.exists()


def test_closure_that_ends_before_it_begins(send, space):
    refused = send("closure", {"from_on": "2027-05-12", "last_on": "2027-05-11", "reason": "x"})

    assert "The last day is before the first." in said(refused)
    assert not Closure.objects.exists()


def test_page_is_changed_and_a_wrong_one_is_not_half_written(send, space):
    facts = {"name": "Paris space", "city": "Paris", "events_per_week": "3"}
    send("page", {**facts, "street": "16 bis Boulevard Montmartre", "step_free": "partly"})
    refused = send("page", {**facts, "street": "Elsewhere", "latitude": "48.8"})

    space.refresh_from_db()
    assert (space.street, space.step_free) == ("16 bis Boulevard Montmartre", "partly")
    assert "Give latitude and longitude in degrees, or neither." in said(refused)


def test_lead_sets_house_rules_and_ends_a_term(send, space, lead, coordinator, client):
    rules = {"approver": "lead", "lead_time_days": "7", "latest_end": "22:30"}
    send("rules", rules, by=lead)
    term = space.coordinators.get()
    send(f"term-{term.pk}", {"weekly_hours": "12.5", "until_on": "2026-02-01"}, by=lead)
    client.force_login(coordinator)

    term.refresh_from_db()
    kept = HouseRules.objects.get()
    assert (kept.approver, kept.lead_time_days, kept.latest_end) == ("lead", 7, time(22, 30))
    assert (str(term.weekly_hours), term.until_on) == ("12.5", date(2026, 2, 1))
    assert client.get(PAGE).status_code == 403


def test_coordinator_cannot_loosen_the_rules_that_bind_them(send, space):
    answered = send("rules", {"approver": "coordinator", "lead_time_days": "0"})

    assert "House rules" not in said(answered)
    assert not HouseRules.objects.exists()


def test_only_who_runs_a_space_changes_it(client, network, space, outsider, staff):
    for user in (outsider, staff):
        client.force_login(user)
        codes = [client.get(url).status_code for url in (PAGE, "/programme/spaces/")]
        assert codes == [403, 403]
        assert client.post(PAGE, {"what": "hours", "hours-day0": "09:00-10:00"}).status_code == 403
    client.logout()
    assert client.get(PAGE).status_code == 302


def test_coordinator_sees_their_space_and_opens_none(client, network, coordinator):
    client.force_login(coordinator)
    page = said(client.get("/programme/spaces/"))

    assert "Paris space" in page
    assert "Open a space" not in page
    assert client.post("/programme/spaces/", {"name": "Mine"}).status_code == 403


def test_lead_opens_a_space(client, network, lead):
    client.force_login(lead)
    facts = {"name": "Oslo space", "slug": "oslo", "city": "Oslo", "country": "NO"}
    wrong = {**facts, "time_zone": "Oslo", "opened_on": "2027-01-01"}
    refused = client.post("/programme/spaces/", wrong)
    done = client.post("/programme/spaces/", {**wrong, "time_zone": "Europe/Oslo"}, follow=True)

    assert "no time zone" in said(refused)
    assert done.redirect_chain[0][0] == "/programme/spaces/oslo/"
    assert Space.objects.get(slug="oslo").time_zone == "Europe/Oslo"
