"""The page of who comes, and what its buttons do."""

import csv
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.ground.queries import log_of
from parvis.core.registration.answering import Said, answer
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.models import Registration
from parvis.web.desk.attendees import ON_A_PAGE


@pytest.fixture(autouse=True)
def _signed_in(client, coordinator):
    client.force_login(coordinator)


@pytest.fixture
def event(plan):
    made = plan(capacity=2)
    Event.objects.filter(pk=made.pk).update(state="published")
    made.refresh_from_db()
    return made


@pytest.fixture
def add():
    """A registration as the database takes it; its address is its name's."""

    def make(event, number, name="Ada", state="confirmed", **fields):
        at = timezone.now()
        email = f"{name.split()[0].lower()}{number}@example.org"
        given = {"name": name, "email": email, "email_key": email, "asked_at": at, "changed_at": at}
        until = {"offered_until": event.starts_at} if state == "offered" else {}
        return Registration.objects.create(
            event=event, number=number, state=state, **{**given, **until, **fields}
        )

    return make


@pytest.fixture
def act(client):
    """Press a button of somebody's line, and read the page that follows."""

    def press(row, step, **more):
        address = reverse("desk-person", args=[row.event_id, row.number])
        return client.post(address, {"step": step, "key": uuid4(), **more}, follow=True)

    return press


def address_of(event, name="desk-people"):
    return reverse(name, args=[event.pk])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def names(answer):
    return [line.row.name for line in answer.context["lines"]]


def test_list_says_what_each_said_and_allows(client, event, add, area):
    since = {"reminders_since": timezone.now(), "linking_since": timezone.now()}
    row = add(event, 1, "Ada Lovelace", access_needs="A ramp", **since)
    row.areas.add(area)

    page = text_of(client.get(address_of(event)))

    assert "Ada Lovelace" in page
    assert "mailto:ada1@example.org" in page
    assert "<strong>Needs:</strong> A ramp" in page
    assert "Allows letters about this event, joining visits with contributions" in page
    assert area.name in page


def test_search_is_sent_in_the_body_and_finds_names_and_addresses(client, event, add):
    add(event, 1, "Zoe"), add(event, 2, "Ben")
    address = address_of(event)

    found = client.post(address, {"asked": "zoe1@", "order": "asked"})
    nobody = client.post(address, {"asked": "Quinn", "order": "asked"})
    by_name = client.get(f"{address}?order=name")

    assert (names(found), names(nobody), names(by_name)) == (["Zoe"], [], ["Ben", "Zoe"])
    assert "0 people found for “Quinn”" in text_of(nobody)
    assert Registration.objects.count() == 2


@pytest.mark.parametrize("query", ["order=drop", "page=x", "page=99", "order="])
def test_query_that_cannot_be_shows_the_list(client, event, add, query):
    add(event, 1, "Zoe")

    assert names(client.get(f"{address_of(event)}?{query}")) == ["Zoe"]


def test_page_costs_the_same_queries_with_one_and_with_three(client, event, add, area):
    def cost(numbers):
        for number in numbers:
            add(event, number, state="waiting").areas.add(area)
        with CaptureQueriesContext(connection) as queries:
            client.get(address_of(event))
        return len(queries)

    assert cost([1]) == cost([2, 3])


def test_long_list_is_shown_a_hundred_at_a_time(client, event, add):
    Event.objects.filter(pk=event.pk).update(capacity=None)
    for number in range(1, ON_A_PAGE + 3):
        add(event, number)

    pages = [client.get(f"{address_of(event)}?page={n}") for n in (1, 2)]

    assert [len(names(page)) for page in pages] == [ON_A_PAGE, 2]
    assert "Page 1 of 2" in text_of(pages[0])


def test_somebody_is_admitted_and_over_the_limit_it_says_so_before_and_after(client, event):
    address = reverse("desk-admit", args=[event.pk])

    for name in ("Ada", "Ben"):
        said = text_of(client.post(address, {"name": name, "form_key": uuid4()}, follow=True))
    key = uuid4()
    over = [
        text_of(client.post(address, {"name": "Cleo", "form_key": key}, follow=True))
        for _ in range(2)
    ]

    assert "Ben has a place." in said
    assert "Whoever you admit now comes over the limit" in said
    assert "Cleo has a place, over the limit. The log says so." in over[0]
    assert "Cleo had a place already." in over[1]
    row = event.registrations.get(name="Cleo")
    assert (row.is_over, log_of(row).get().details) == (True, {"over": True})


def test_admitting_nobody_says_what_is_missing(client, event):
    address = reverse("desk-admit", args=[event.pk])

    blank = client.post(address, {"form_key": uuid4()})
    wrong = client.post(address, {"name": "Ada", "email": "ada", "form_key": uuid4()})

    assert (blank.status_code, wrong.status_code) == (422, 422)
    assert "“ada” is no mail address." in text_of(wrong)


def test_waiting_person_gets_a_place_and_keeps_their_answers(event, add, act):
    row = add(event, 1, "Wim", state="waiting", access_needs="A ramp", answers={"q1": "yes"})

    page = act(row, "admit")

    row.refresh_from_db()
    assert "Wim has a place." in text_of(page)
    assert (row.state, row.is_over, row.answers) == ("confirmed", False, {"q1": "yes"})
    assert row.access_needs == "A ramp"


def test_cancelling_somebody_passes_the_place_on_and_names_who_did_it(event, add, act, coordinator):
    row, other, waiting = (
        add(event, n, name, state)
        for n, name, state in (
            (1, "Ada", "confirmed"),
            (2, "Ben", "confirmed"),
            (3, "Cleo", "waiting"),
        )
    )

    page = text_of(act(row, "cancel"))

    states = list(event.registrations.order_by("number").values_list("state", flat=True))
    assert states == ["cancelled", "confirmed", "offered"]
    assert "Cancelled: Ada. The place goes to whoever waits next." in page
    assert log_of(row).get().by == coordinator
    assert other.name in page
    assert waiting.name in page


def test_coming_is_noted_once_and_taken_back(began, add, act):
    row, key = add(began, 1, "Ada"), uuid4()

    first, again = (text_of(act(row, "came", key=key)) for _ in range(2))
    other = text_of(act(row, "came"))
    inside = CheckIn.objects.filter(is_counted=True).count()
    back = text_of(act(row, "not-come"))

    assert ("Noted: Ada came." in first, "Noted: Ada came." in again) == (True, True)
    assert "Ada was in already." in other
    assert "Taken back: Ada is not noted as come." in back
    assert (inside, CheckIn.objects.filter(is_counted=True).count()) == (1, 0)


def test_button_without_a_key_that_can_be_read_works_all_the_same(began, add, act):
    row = add(began, 1, "Ada")

    assert "Noted: Ada came." in text_of(act(row, "came", key="x"))


def test_key_that_was_taken_back_does_not_let_in_again(began, add, act):
    row, key = add(began, 1, "Ada"), uuid4()
    act(row, "came", key=key)
    act(row, "not-come")

    page = act(row, "came", key=key)

    assert (page.status_code, "Ada is not in." in text_of(page)) == (422, True)


def test_before_it_begins_nobody_is_noted(event, add, act):
    page = act(add(event, 1, "Ada"), "came")

    assert page.status_code == 422
    assert "has not begun. Note who came once it has." in text_of(page)


def test_step_or_person_that_is_not_there_is_not_found(client, event, add, act):
    row = add(event, 1)

    assert act(row, "promote").status_code == 404
    assert (
        client.post(reverse("desk-person", args=[event.pk, 9]), {"step": "came"}).status_code == 404
    )


def test_unseen_is_unknown_until_the_door_was_used(client, began, add):
    add(began, 1, "Ada"), add(began, 2, "Ben")

    before = text_of(client.get(address_of(began)))
    at = {"at": began.starts_at, "noted_at": began.starts_at, "touched_at": began.starts_at}
    CheckIn.objects.create(
        event=began, registration=began.registrations.get(name="Ada"), way="scan", **at
    )
    after = text_of(client.get(address_of(began)))

    assert before.count("Unknown: the door was not used") == 2
    assert after.count("Not seen at the door</span>") == 1
    assert after.count('is-in">Came, ') == 1


def test_file_is_safe_from_formulas_and_logged(client, event, add, coordinator):
    add(event, 1, '=HYPERLINK("x")', access_needs="@me")

    answer = client.post(reverse("desk-people-csv", args=[event.pk]))

    head, row = csv.reader(StringIO(answer.content.decode("utf-8-sig")))
    said = dict(zip(head, row, strict=True))
    assert (said["name"], said["access needs"]) == ('\'=HYPERLINK("x")', "'@me")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    entry = log_of(event).first()
    assert (entry.action, entry.by) == ("registration.take-list", coordinator)


def test_looking_at_the_list_changes_nothing(client, event, add):
    row = add(event, 1)
    posts = {
        "desk-people-csv": [event.pk],
        "desk-admit": [event.pk],
        "desk-person": [event.pk, row.number],
    }

    assert {client.get(reverse(n, args=a)).status_code for n, a in posts.items()} == {405}


def test_event_page_says_who_comes(client, event, add):
    add(event, 1), add(event, 2, state="waiting")

    page = text_of(client.get(reverse("desk-event", args=[event.pk])))

    assert "<dt>Have a place</dt><dd>1 <span" in page
    assert reverse("desk-people", args=[event.pk]) in page


def test_staff_who_look_see_no_list(client, event, add, staff):
    add(event, 1, "Ada Lovelace")
    client.force_login(staff)

    page = text_of(client.get(reverse("desk-event", args=[event.pk])))

    assert "Who comes" not in page


def test_answers_of_the_day_after_are_shown_to_who_plans(client, began, add):
    now = timezone.now() + timedelta(days=1)
    rows = [add(began, n, f"V{n}") for n in range(1, 5)]
    answer(registration=rows[0], said=Said("yes", "More <b>", is_nameless=False), now=now)
    answer(registration=rows[1], said=Said("no", "Less"), now=now)
    few = text_of(client.get(reverse("desk-event", args=[began.pk])))
    for row in rows[2:]:
        answer(registration=row, said=Said("yes"), now=now)
    enough = text_of(client.get(reverse("desk-event", args=[began.pk])))

    assert 'More &lt;b&gt; <span class="small">V1</span>' in few
    assert "1 answer without a name is not shown" in few
    assert "Less" not in few
    assert "Less" in enough
    assert "<strong>3</strong> yes" in enough
