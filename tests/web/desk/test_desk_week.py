"""The week's pages: what stands in them, and what they cost."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.core.events.actions import plan_event
from parvis.core.events.moves import cancel, publish
from parvis.core.spaces.actions import open_space
from parvis.core.spaces.rooms import Closure, OpeningHours, Room


@pytest.fixture
def see(client, coordinator, monday):
    client.force_login(coordinator)

    def page(path="/desk/paris/week/", **query):
        answer = client.get(path, {"from": monday.isoformat(), **query})
        assert answer.status_code == 200
        return answer

    return page


def test_event_stands_in_its_room_and_leaves_the_rest_free(see, plan, hall, attic, monday):
    event = plan(room=hall, setup=timedelta(hours=1), hour=14)

    page = see()

    day = page.context["days"][2]
    found = [
        [(f"{e.start:%H:%M}", f"{e.end:%H:%M}", e.event) for e in cell.entries]
        for cell in day.cells
    ]
    assert page.context["rooms"] == [attic, hall]
    assert found == [
        [("09:00", "22:00", None)],
        [("09:00", "13:00", None), ("14:00", "16:00", event), ("16:00", "22:00", None)],
    ]
    text = page.content.decode()
    wednesday = monday + timedelta(2)
    free = f"/desk/paris/events/new/?room={hall.pk}&amp;day={wednesday}&amp;start=16:00"
    assert free in text


def test_pending_is_said_in_words_and_drawn_apart(see, plan, hall, now):
    plan("A draft", room=hall)
    sure = plan("Sure", room=hall, day=3)
    publish(event=sure, by=None, now=now)

    text = see().content.decode()

    assert 'class="entry is-draft is-pending"' in text
    assert '<span class="state">draft' in text
    assert 'class="entry is-published"' in text
    assert "2 of 3 public events are booked, 1 of them pending." in " ".join(text.split())


def test_closure_says_why_and_offers_nothing(see, opened, hall, monday):
    days = {"from_on": monday, "until_on": monday + timedelta(1)}
    Closure.objects.create(space=opened, reason="painting", **days)
    tuesday = {"from_on": monday + timedelta(1), "until_on": monday + timedelta(2)}
    Closure.objects.create(space=opened, room=hall, reason="a new floor", **tuesday)

    page = see()

    assert [day.closed for day in page.context["days"]][:2] == ["painting", ""]
    assert page.context["days"][0].cells[0].entries == ()
    assert page.context["days"][1].cells[0].shut == "a new floor"
    assert page.context["days"][1].cells[0].entries == ()
    assert "Closed: painting" in page.content.decode()


def test_public_holiday_is_named(see, opened, hall):
    opened.keeps_holidays = True
    opened.save()

    text = see(**{"from": "2026-12-25"}).content.decode()

    assert "Closed: Christmas Day" in text


def test_weeks_to_come_are_set_against_the_plan(see, plan, hall, area, opened, monday, now):
    plan(room=hall)
    plan(room=hall, day=3)
    cancel(event=plan(room=hall, day=4), by=None, now=now)
    plan("Team", room=hall, day=5, is_public=False)
    closed = {"from_on": monday + timedelta(7), "until_on": monday + timedelta(14)}
    Closure.objects.create(space=opened, reason="moving house", **closed)

    page = see()

    ahead = page.context["ahead"]
    assert len(ahead) == 8
    assert [(week.on, week.wanted, week.missing) for week in ahead[1:3]] == [(2, 3, 1), (0, 0, 0)]
    assert ahead[2].closed == "moving house"
    assert area not in page.context["bare"]
    assert "QA" in [found.name for found in page.context["bare"]] or page.context["bare"]


def test_space_without_rooms_or_hours_still_shows_its_week(see, plan):
    plan()

    page = see()

    assert page.context["rooms"] == [None]
    assert "No opening hours" in page.content.decode()


@pytest.mark.parametrize("text", ["tomorrow", "2026-02-30", "1026-01-01"])
def test_week_of_no_day_is_nowhere(client, coordinator, text):
    client.force_login(coordinator)

    assert client.get("/desk/paris/week/", {"from": text}).status_code == 404


def test_week_costs_the_same_queries_with_one_event_and_with_three(see, plan, opened):
    def rooms_and_events(names):
        for name in names:
            room = Room.objects.create(space=opened, slug=name, name=name, standing=9)
            plan(name, room=room)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            see()
        return len(queries)

    assert rooms_and_events(["a"]) == rooms_and_events(["b", "c"])


def test_network_costs_the_same_queries_with_one_space_and_with_three(see, plan, now, at):
    def spaces(names):
        for name in names:
            place = open_space(
                slug=name,
                name=name,
                city=name,
                country="NO",
                by=None,
                time_zone="Europe/Oslo",
                opened_on=date(2025, 1, 1),
                now=now,
            )
            OpeningHours.objects.create(
                space=place, weekday=1, opens_at=time(9), closes_at=time(22)
            )
            start = at(1, 19)
            plan_event(
                space=place,
                title=f"On in {name}",
                starts_at=start,
                by=None,
                ends_at=start + timedelta(hours=1),
                now=now,
            )
        with CaptureQueriesContext(connection) as queries:
            page = see("/desk/week/")
        return len(queries), page

    one, _page = spaces(["oslo"])
    three, page = spaces(["bergen", "tromso"])

    assert one == three
    assert [row.space.slug for row in page.context["rows"]] == [
        *("paris", "bergen", "oslo", "tromso")
    ] or [row.space.name for row in page.context["rows"]]
    assert "On in tromso" in page.content.decode()


def test_network_shows_25_spaces_on_a_page(see, now):
    for n in range(26):
        open_space(
            slug=f"s{n:02}",
            name=f"S{n:02}",
            city=f"C{n:02}",
            country="NO",
            time_zone="Europe/Oslo",
            opened_on=date(2025, 1, 1),
            by=None,
            now=now,
        )

    assert len(see("/desk/week/").context["rows"]) == 25
    assert len(see("/desk/week/", page=2).context["rows"]) == 2
