"""Planning, changing and moving events on their pages."""

from datetime import date, time, timedelta

import pytest

from parvis.core.events.afterwards import EventTemplate
from parvis.core.events.models import Event
from parvis.core.ground.queries import log_of
from parvis.core.needs.models import Need
from parvis.core.spaces.rooms import Closure, HouseRules

from .conftest import typed

NEW = "/desk/paris/events/new/"


@pytest.fixture(autouse=True)
def _signed_in(client, coordinator, area):
    client.force_login(coordinator)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_slot_of_the_week_stands_in_the_form(client, hall, monday):
    page = client.get(NEW, {"room": hall.pk, "day": monday.isoformat(), "start": "14:30"})

    text = text_of(page)
    assert f'<option value="{hall.pk}" selected>Main hall</option>' in text
    assert f'value="{monday}"' in text
    assert 'value="14:30"' in text


def test_event_is_planned_on_the_clock_of_the_space(client, coordinator, hall, area, monday):
    more = {"room": hall.pk, "setup": "60", "area": area.pk, "coordinator": coordinator.pk}
    more |= {"cost": "120", "currency": "eur", "capacity": "40", "language": "fr"}

    answer = client.post(NEW, typed(monday, **more))

    event = Event.objects.get()
    assert answer.url == f"/desk/events/{event.pk}/"
    assert event.starts_local.strftime("%H:%M") == "19:00"
    assert (event.setup, event.ends_at - event.starts_at) == (
        timedelta(hours=1),
        timedelta(hours=2),
    )
    assert (event.room, event.area, event.coordinator) == (hall, area, coordinator)
    assert (event.cost, event.currency, event.state) == (120, "EUR", "draft")
    assert log_of(event).first().by == coordinator
    assert "Planned as a draft." in text_of(client.get(answer.url))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"day": "2027-03-28", "start": "02:30"}, "02:30 on Sunday 28 March 2027 does not exist"),
        ({"cost": "12"}, "Give the cost with its currency, as EUR."),
        ({"language": "french!"}, "Write the code of a language"),
        ({"day": "2020-01-06"}, "This time is past."),
        ({"capacity": "0"}, "Type a number of at least 1."),
        ({"often": "WEEKLY;INTERVAL=1"}, "Say how many times, or until which day"),
        ({"without": "Friday"}, "“Friday” is no day. Write days like 2026-12-24."),
        ({"start": "25:99"}, "Enter a valid time."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_planned(client, space, monday, change, said):
    answer = client.post(NEW, {**typed(monday), **change})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Event.objects.exists()


def test_skipped_hour_is_said_beside_its_field(client, space):
    answer = client.post(NEW, typed(date(2027, 3, 28), start="02:30"))

    assert list(answer.context["form"].errors) == ["start"]


def test_taken_room_says_by_what_and_offers_what_is_free(client, plan, hall, attic, monday):
    plan("Film night", day=0, room=hall, hour=18, hours=3)

    answer = client.post(NEW, typed(monday, room=hall.pk, title="Lamp repair"))

    text = text_of(answer)
    assert answer.status_code == 422
    assert "18:00 to 21:00 by “Film night”" in text
    assert answer.context["offers"].rooms == [attic]
    assert [start for start, _ in answer.context["offers"].starts] == ["09:00", "21:00"]
    assert f'name="room" value="{attic.pk}"' in text
    assert 'name="start" value="21:00"' in text
    assert 'value="Lamp repair"' in text


def test_offer_plans_at_once_with_all_that_was_typed(client, plan, hall, attic, monday):
    plan("Film night", day=0, room=hall)

    sent = typed(monday, title="Lamp repair")
    client.post(NEW, {**sent, "room": [hall.pk, attic.pk]})  # the button comes after the field

    assert Event.objects.get(title="Lamp repair").room == attic


def test_closed_day_is_refused_with_its_reason(client, space, monday):
    days = {"from_on": monday, "until_on": monday + timedelta(1)}
    Closure.objects.create(space=space, reason="painting", **days)

    assert "(painting). Choose another day." in text_of(client.post(NEW, typed(monday)))


def test_series_leaves_out_days_and_takes_further_areas(client, area, monday):
    second = (monday + timedelta(7)).isoformat()
    often = {"often": "WEEKLY;INTERVAL=1", "times": "4", "without": second}

    client.post(NEW, typed(monday, further_areas=[area.pk], **often))

    days = [event.starts_local.date() for event in Event.objects.all()]
    assert days == [monday + timedelta(7 * n) for n in (0, 2, 3)]
    assert list(Event.objects.first().further_areas.all()) == [area]


def test_monthly_series_keeps_its_weekday(client, space, monday):
    client.post(NEW, typed(monday, often="MONTHLY", times="3"))

    events = list(Event.objects.all())
    nth = {-(-event.starts_local.day // 7) for event in events}
    assert [event.starts_local.weekday() for event in events] == [0, 0, 0]
    assert len(nth) == 1 or (monday.day - 1) // 7 == 4


def test_need_fills_the_form_and_becomes_planned(client, staff, space, now, monday):
    need = Need.objects.create(title="Five testers", words="Help", asked_by=staff, asked_at=now)
    address = f"{NEW}?need={need.pk}"

    page = text_of(client.get(address))
    client.post(address, typed(monday))

    need.refresh_from_db()
    assert 'value="Five testers"' in page
    assert (need.state, need.events.count()) == ("planned", 1)


def test_event_is_cloned_and_kept_as_a_template(client, plan, space):
    event = plan(capacity=30)

    cloned = client.get(NEW, {"clone": event.pk}).context["form"].initial
    client.post(f"/desk/events/{event.pk}/template/", {"name": "Repair evening"})
    template = EventTemplate.objects.get()
    filled = client.get(NEW, {"template": template.pk}).context["form"].initial

    week_later = event.starts_local.date() + timedelta(7)
    assert (cloned["capacity"], cloned["day"]) == (30, week_later)
    assert (filled["capacity"], filled["length"], filled["area"]) == (30, 120, event.area)


def test_change_keeps_what_was_not_touched(client, plan, hall, monday):
    event = plan(room=hall, setup=timedelta(minutes=20), description="Bring a lamp")
    address = f"/desk/events/{event.pk}/change/"
    form = client.get(address).context["form"]

    day = monday + timedelta(3)
    sent = typed(day, room=hall.pk, setup="20", description="Bring a lamp", area=event.area_id)
    client.post(address, sent)

    event.refresh_from_db()
    assert form.initial["length"] == 120
    assert (event.starts_local.date(), event.setup) == (day, timedelta(minutes=20))
    assert log_of(event).first().details["changed"] == ["kind", "starts_at", "ends_at"]


def test_this_one_or_all_following_are_changed_and_cancelled(client, space, monday):
    client.post(NEW, typed(monday, often="WEEKLY;INTERVAL=1", times="4"))
    _first, second, third, fourth = Event.objects.all()
    day = second.starts_local.date()
    change = f"/desk/events/{second.pk}/change/"

    client.post(change, typed(day, title="Just one", scope="one"))
    client.post(
        f"/desk/events/{third.pk}/change/",
        typed(third.starts_local.date(), start="20:00", scope="following"),
    )
    client.post(f"/desk/events/{fourth.pk}/cancel/", {"because": "rain", "scope": "following"})

    now_is = [(e.title, f"{e.starts_local:%H:%M}", e.state) for e in Event.objects.all()]
    assert now_is == [
        ("Mending evening", "19:00", "draft"),
        ("Just one", "19:00", "draft"),
        ("Mending evening", "20:00", "draft"),
        ("Mending evening", "20:00", "cancelled"),
    ]


def test_set_up_of_all_following_is_changed(client, space, monday):
    client.post(NEW, typed(monday, often="WEEKLY;INTERVAL=1", times="2"))
    event = Event.objects.first()

    sent = typed(monday, setup="30", scope="following")
    client.post(f"/desk/events/{event.pk}/change/", sent)

    around = [event.starts_at - event.books_from for event in Event.objects.all()]
    assert around == [timedelta(minutes=30)] * 2


def test_page_says_what_is_missing_and_the_move_says_it_again(client, plan):
    event = plan(area=None)

    page = text_of(client.get(f"/desk/events/{event.pk}/"))
    answer = client.post(f"/desk/events/{event.pk}/publish/")

    assert "It needs approval: it is public" in page
    assert "Say which focus area it is for." in page
    assert answer.status_code == 422
    assert "Say which focus area it is for." in text_of(answer)


def test_buttons_are_the_moves_that_are_open(client, plan, space, lead):
    HouseRules.objects.create(space=space, approver="lead")
    event = plan()
    address = f"/desk/events/{event.pk}/"

    assert client.get(address).context["steps"] == ["propose", "cancel"]
    client.post(f"{address}propose/")
    assert client.get(address).context["steps"] == ["cancel"]
    client.force_login(lead)
    assert client.get(address).context["steps"] == ["approve", "publish", "send_back", "cancel"]
    client.post(f"{address}send_back/", {"because": "Name a sponsor"})
    assert "It was sent back: Name a sponsor" in text_of(client.get(address))
    client.post(f"{address}publish/")

    event.refresh_from_db()
    assert event.state == "published"
    assert client.post(f"{address}dance/").status_code == 404


def test_cancelling_asks_why_and_says_it(client, plan, hall):
    event = plan(room=hall)
    address = f"/desk/events/{event.pk}/cancel/"

    assert client.post(address, {"because": ""}).status_code == 422
    client.post(address, {"because": "The heating broke"})

    page = text_of(client.get(f"/desk/events/{event.pk}/"))
    assert "Cancelled.</strong> The heating broke" in page
    assert client.get(address).status_code == 403


def test_hours_do_not_move_when_nothing_is_changed_over_a_night(client, plan, space, at):
    event = plan(starts_at=at(2, 22, 15), ends_at=at(3, 0, 45))

    form = client.get(f"/desk/events/{event.pk}/change/").context["form"]

    assert (form.initial["start"], form.initial["length"]) == (time(22, 15), 150)
    assert '<option value="150" selected>2 h 30 min</option>' in str(form["length"])


def test_series_that_clashes_is_offered_what_is_free_on_all_days(client, plan, hall, attic, monday):
    plan("Choir", day=7, hour=19, room=hall)  # in the second week
    plan("Chess", day=14, hour=16, hours=1, room=attic)  # another hour

    sent = typed(monday, room=hall.pk, often="WEEKLY;INTERVAL=1", times="3", setup="30")
    answer = client.post(NEW, sent)
    offered = answer.context["offers"]
    again = client.post(NEW, {**sent, "room": [hall.pk, attic.pk]})

    assert "Choir" in text_of(answer)
    assert offered.rooms == [attic]
    assert [start for start, _ in offered.starts] == [
        *("14:30", "15:00", "15:30", "16:00", "16:30", "17:00"),
    ]
    assert "At all of these times:" in text_of(answer)
    assert again.status_code == 302
    assert {event.room for event in Event.objects.filter(title="Mending evening")} == {attic}


def test_series_on_a_day_that_is_closed_is_offered_no_hours(client, plan, hall, space, monday):
    space.hours.filter(weekday=0).delete()
    plan("Choir", day=7, hour=19, room=hall)

    sent = typed(monday, room=hall.pk, often="WEEKLY;INTERVAL=1", times="3")
    offered = client.post(NEW, sent).context["offers"]

    assert (offered.rooms, offered.starts) == ([], [])


def test_change_of_all_following_that_clashes_is_offered_what_is_free(
    client, plan, hall, attic, monday
):
    sent = typed(monday, room=hall.pk, often="WEEKLY;INTERVAL=1", times="3")
    client.post(NEW, sent)
    plan("Choir", day=14, hour=15, room=hall)  # in the third week
    first = Event.objects.first()

    moved = typed(monday, room=hall.pk, start="15:30", scope="following")
    answer = client.post(f"/desk/events/{first.pk}/change/", moved)
    offered = answer.context["offers"]

    assert "Choir" in text_of(answer)
    assert offered.rooms == [attic]
    # Its own evenings, still at 19:00, are in nobody's way.
    assert [start for start, _ in offered.starts] == [
        *("12:30", "13:00", "17:00", "17:30", "18:00", "18:30"),
    ]
