"""Signing up as a visitor does: a form without an account, and a page of one's own after it."""

import re
from uuid import uuid4

import pytest

from parvis.core.ground.outbox import Mail
from parvis.core.registration.models import Registration, SignUpRules

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client, network):
    """Send the form of an event, as a browser does that fills in what must be."""

    def send(event, **changes):
        said = {"name": "Ada", "email": "ada@example.org", "form_key": uuid4(), **changes}
        return client.post(f"/events/{event.uid}/sign-up/", said)

    return send


def test_sign_up_leads_to_a_page_of_ones_own_with_the_ticket(send, client, event):
    answer = send(event)
    page = client.get(answer["Location"]).content.decode()

    assert (answer.status_code, Registration.objects.get().origin) == (302, "page")
    assert "You have a place" in page
    assert "<svg" in page
    assert "no-cache" in client.get(answer["Location"])["Cache-Control"]


def test_form_asks_for_name_and_address_only_and_ticks_nothing(client, network, event):
    page = client.get(f"/events/{event.uid}/sign-up/").content.decode()

    assert re.findall(r'name="(\w+)"[^>]* required', page) == ["name", "email"]
    assert " checked" not in page


def test_consents_that_are_ticked_are_kept(send, event):
    send(event, linking="on")

    row = Registration.objects.get()
    assert (row.linking_since is not None, row.reminders_since) == (True, None)


def test_replayed_form_is_one_sign_up(send, event):
    key = uuid4()

    places = {send(event, form_key=key)["Location"] for _ in range(3)}

    assert (len(places), Registration.objects.count(), Mail.objects.count()) == (1, 1, 1)


def test_address_that_was_here_before_is_led_to_its_mail(send, event):
    send(event)
    again = send(event, name="Eve")
    page = again.content.decode()

    assert again.status_code == 200
    assert "Look into your mail" in page
    assert "You have a place" not in page
    assert Registration.objects.get().name == "Ada"


def test_what_a_program_fills_in_leaves_no_trace(send, event):
    page = send(event, website="https://spam.example").content.decode()

    assert "Look into your mail" in page
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "x" * 300}, "This name has 300 characters"),
        ({"name": "🎉🎉🎉"}, "at least one letter"),
        ({"email": "ada at example"}, "is no mail address"),
        ({"form_key": "x"}, "form_key"),
        ({"areas": ["999999"]}, "999999"),
        ({"areas": ["9" * 400]}, "Choose from the list"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(send, event, changes, sentence):
    answer = send(event, access_needs="a ramp", **changes)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in page or "hidden field" in page.lower()
    assert "a ramp" in page
    assert not Registration.objects.exists()


def test_full_event_offers_the_waiting_list(send, client, make_row, small, network):
    make_row(small, 1)
    make_row(small, 2)

    before = client.get(f"/events/{small.uid}/").content.decode()
    page = client.get(send(small)["Location"]).content.decode()

    assert "Join the waiting list" in before
    assert "You are number 1 in line" in page
    assert '<svg class="ticket-code"' not in page


@pytest.mark.parametrize("rules", [{"is_open": False}, {"closes_at": "2026-01-01T00:00:00Z"}])
def test_closed_sign_up_says_why_and_has_no_form(client, send, event, network, rules):
    SignUpRules.objects.create(event=event, **rules)

    page = client.get(f"/events/{event.uid}/sign-up/").content.decode()
    sent = send(event)

    assert "No sign-up" in page
    assert "<form" not in page.split('id="main"')[1]
    assert sent.status_code == 422


def test_internal_event_has_no_sign_up(client, event, network):
    type(event).objects.filter(pk=event.pk).update(is_public=False)

    assert client.get(f"/events/{event.uid}/sign-up/").status_code == 404


@pytest.mark.parametrize("registered", [1, 30])
def test_sign_up_over_http_asks_at_most_twelve_times(
    send, event, make_row, area, django_assert_max_num_queries, registered
):
    for n in range(registered):
        make_row(event, n + 1, state="confirmed" if n < 20 else "waiting")

    with django_assert_max_num_queries(13):  # two of them open and close the transaction
        assert send(event, areas=[area.pk], linking="on").status_code == 302
