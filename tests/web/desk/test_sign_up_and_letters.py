"""How an event takes sign-ups, set at the desk; and the letters a coordinator writes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.ground.outbox import Mail
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.models import Registration, SignUpRules
from parvis.core.registration.opening import terms_of
from tests.web.desk.test_attendees import add, event, text_of

__all__ = ["add", "event"]  # fixtures


@pytest.fixture(autouse=True)
def _signed_in(client, coordinator):
    client.force_login(coordinator)


@pytest.fixture
def terms(client, event):
    """Send the form of the sign-up."""

    def send(**changes):
        given = {"is_open": "on", "admits": "", "questions": "", **changes}
        return client.post(reverse("desk-sign-up", args=[event.pk]), given, follow=True)

    return send


@pytest.fixture
def past(plan, add):
    """An event of the last week whose door was used: of so many, so many came."""

    def make(places, came, **fields):
        held = plan("Before", **fields)
        at = timezone.now() - timedelta(days=7)
        times = {"starts_at": at, "ends_at": at + timedelta(hours=1)}
        around = {"books_from": at, "books_until": times["ends_at"]}
        Event.objects.filter(pk=held.pk).update(state="held", **times, **around)
        for number in range(1, places + 1):
            row = add(held, number)
            if number <= came:
                CheckIn.objects.create(
                    event=held, registration=row, way="scan", at=at, noted_at=at, touched_at=at
                )

    return make


@pytest.fixture
def write(client, event):
    def send(do="preview", **changes):
        given = {"audience": "place", "subject": "Bring a coat", "text": "Cold.", "do": do}
        key = {"form_key": uuid4()}
        address = reverse("desk-write", args=[event.pk])
        return client.post(address, {**given, **key, **changes}, follow=True)

    return send


def kept(event):
    return terms_of(Event.objects.get(pk=event.pk))


def test_terms_are_set_on_the_clock_of_the_space_and_shown_again(client, event, terms, monday):
    asked = "What do you eat? * : everything / vegan\nHow did you hear of us?"

    terms(closes_day=monday.isoformat(), closes_time="18:30", admits="3", questions=asked)

    found = kept(event)
    local = found.closes_at.astimezone(event.space.zone)
    assert (found.is_open, found.admits, f"{local:%H:%M}") == (True, 3, "18:30")
    assert [one["words"] for one in found.questions] == [
        "What do you eat?",
        "How did you hear of us?",
    ]
    page = client.get(reverse("desk-sign-up", args=[event.pk]))
    assert page.context["form"]["questions"].value() == asked
    assert f'value="{monday.isoformat()}"' in text_of(page)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"is_public": False}, "This event is internal: nobody signs up by themselves."),
        ({"state": "draft"}, "It takes sign-ups once it is published."),
    ],
)
def test_event_that_takes_none_yet_says_so(client, event, fields, said):
    Event.objects.filter(pk=event.pk).update(**fields)

    assert said in text_of(client.get(reverse("desk-sign-up", args=[event.pk])))


def test_sign_up_is_closed(event, terms):
    terms(is_open="")

    assert kept(event).is_open is False


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"admits": "0"}, "taken or offered: 1. So it cannot admit 0."),
        ({"admits": "many"}, "Type a whole number, as 25."),
        ({"closes_day": "2026-01-01"}, "Give the day and the time, or neither."),
        ({"closes_time": "18:00"}, "Give the day and the time, or neither."),
        ({"closes_day": "2027-03-28", "closes_time": "02:30"}, "does not exist in Europe/Paris"),
        ({"closes_day": "2100-01-01", "closes_time": "12:00"}, "ends with the event at the latest"),
        ({"questions": "a\nb\nc\nd\ne\nf\ng"}, "Ask at most 6 questions"),
        ({"questions": "a\na"}, "Two of the questions are the same"),
    ],
)
def test_terms_that_cannot_be_say_why(event, add, terms, changes, said):
    add(event, 1)

    answer = terms(**changes)

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not SignUpRules.objects.exists()


def test_suggestion_stands_beside_the_field_and_sets_nothing(client, event, past):
    for _ in range(3):
        past(20, 14)

    page = client.get(reverse("desk-sign-up", args=[event.pk]))

    text = text_of(page)
    assert "Of 60 who had a place at events of this kind here (meetup), 42 came: 70 %." in text
    assert "To fill 2 places, admit" in text or "admit no more than 2" in text
    assert "From 3 events of the last year" in text
    assert page.context["form"]["admits"].value() is None


def test_little_known_is_said(client, event):
    page = text_of(client.get(reverse("desk-sign-up", args=[event.pk])))

    assert "is not known yet: it takes 30 people" in page


def test_letter_is_shown_with_whom_it_reaches_and_then_goes_once(event, add, write, coordinator):
    now = timezone.now()
    add(event, 1, "Ada", reminders_since=now), add(event, 2, "Ben")
    Registration.objects.create(
        event=event,
        number=3,
        name="Cleo",
        state="confirmed",
        is_over=True,
        asked_at=now,
        changed_at=now,
    )
    key = uuid4()

    shown = text_of(write())
    before = Mail.objects.count()
    sent, again = (text_of(write("send", form_key=key)) for _ in range(2))

    assert "It reaches <strong>1</strong> person of all who have a place." in shown
    assert "1 did not allow it, and is left out." in shown
    assert "1 left no address." in shown
    assert "Send it to 1 person" in shown
    assert "/registrations/" not in shown  # nobody else's link is shown to a coordinator
    assert before == 0
    assert "Sent to 1 person." in sent
    assert "This letter had gone out already." in again
    mail = Mail.objects.get()
    assert (mail.to, mail.reply_to) == ("ada1@example.org", coordinator.email)


def test_letter_can_be_changed_before_it_goes(write):
    page = write("change", subject="Bring two coats")

    assert page.status_code == 200
    assert 'value="Bring two coats"' in text_of(page)
    assert "See whom it reaches" in text_of(page)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"do": "send"}, "nobody to write to"),
        ({"text": ""}, "This field is required."),
        ({"audience": "all"}, "not one of the available choices"),
    ],
)
def test_letter_that_cannot_be_says_why(write, changes, said):
    answer = write(**changes)

    assert answer.status_code == 422
    assert said in text_of(answer)


def test_letter_that_reaches_nobody_cannot_be_sent(write):
    page = text_of(write())

    assert "It reaches <strong>0</strong> people" in page
    assert 'value="send"' not in page


def test_after_the_event_those_who_came_are_proposed(client, began):
    page = client.get(reverse("desk-write", args=[began.pk]))

    assert page.context["form"]["audience"].value() == "came"


def test_report_shows_the_list_and_the_door_and_fills_in_who_signed_up(client, began, add):
    address = reverse("desk-report", args=[began.pk])
    rows = [add(began, n, f"V{n}") for n in range(1, 4)]
    add(began, 4, "Walk", origin="walk-in"), add(began, 5, "Wait", state="waiting")
    at = {"at": began.starts_at, "noted_at": began.starts_at, "touched_at": began.starts_at}
    for row in (rows[0], began.registrations.get(number=4)):
        CheckIn.objects.create(event=began, registration=row, way="scan", **at)

    page = client.get(address)
    client.post(address, {"nobody_counted": "on"})

    text = text_of(page)
    assert "4 people signed up (1 of them had no place), 2 came in at the door (1 without" in text
    assert "Blank: 4, as the list says." in text
    assert page.context["form"]["headcount"].value() is None
    began.refresh_from_db()
    assert (began.registered, began.headcount) == (4, None)


def test_report_keeps_what_the_coordinator_says_of_sign_ups(client, began, add):
    add(began, 1)
    address = reverse("desk-report", args=[began.pk])

    client.post(address, {"headcount": "9", "registered": "12"})

    began.refresh_from_db()
    assert (began.registered, began.headcount) == (12, 9)


def test_report_without_a_list_leaves_who_signed_up_unknown(client, began):
    client.post(reverse("desk-report", args=[began.pk]), {"headcount": "9"})

    began.refresh_from_db()
    assert began.registered is None
