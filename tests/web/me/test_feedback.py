"""The two questions of the day after, from the link in the mail."""

from datetime import timedelta

import pytest
from django.urls import reverse

from parvis.core.registration.answering import feedback_token
from parvis.core.registration.mine import kept_about
from parvis.core.registration.opinions import Feedback


@pytest.fixture
def event(evening, now):
    """It was yesterday."""
    start = now - timedelta(hours=20)
    return evening(starts_at=start, ends_at=start + timedelta(hours=2), now=start)


@pytest.fixture
def row(event, make_row):
    return make_row(event, 1, email="ada@example.org", email_key="ada@example.org")


@pytest.fixture
def address(row, network):
    return reverse("feedback", args=[feedback_token(row)])


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_looking_changes_nothing_and_proposes_to_leave_the_name_out(client, address, row):
    page = client.get(address)

    row.refresh_from_db()
    assert page.status_code == 200
    assert 'name="is_nameless" id="id_is_nameless" checked' in text_of(page)
    assert (row.answered_on, Feedback.objects.count()) == (None, 0)
    assert "no-store" in page["Cache-Control"]


def test_answer_is_kept_without_a_name_and_once(client, address, row):
    sent = {"worth": "partly", "what_next": "More tea", "is_nameless": "on"}

    first, again = (client.post(address, sent) for _ in range(2))

    kept = Feedback.objects.get()
    assert (kept.worth, kept.what_next, kept.registration) == ("partly", "More tea", None)
    assert "is kept. It helps those who run the next one." in text_of(first)
    assert "already: once is enough, and it is kept." in text_of(again)
    assert text_of(client.get(address)) == text_of(client.get(address))


def test_answer_is_given_with_a_name_who_unticks_it(client, address, row):
    client.post(address, {"worth": "yes"})

    assert Feedback.objects.get().registration == row


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Say whether it was worth it: yes, partly or no."),
        ({"worth": "yes", "what_next": "x" * 501}, "at most 500 characters"),
    ],
)
def test_answer_that_cannot_be_says_why(client, address, sent, said):
    page = client.post(address, {"is_nameless": "on", **sent})

    assert page.status_code == 422
    assert said in text_of(page)
    assert not Feedback.objects.exists()


def test_answer_of_only_too_wide_characters_is_cut_short_by_nobody(client, address, row):
    """The form and the field count the same, whatever the letters."""
    client.post(address, {"worth": "yes", "what_next": "👍" * 500, "is_nameless": "on"})

    assert Feedback.objects.get().what_next == "👍" * 500


def test_broken_link_says_what_to_do(client, address):
    page = client.get(f"{address[:-2]}/")

    assert page.status_code == 404
    assert "This link is not whole." in text_of(page)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"worth": "no", "what_next": "Sleep"}, {"worth": "no", "what_next": "Sleep"}),
        ({"worth": "no", "what_next": "Sleep", "is_nameless": "on"}, None),
    ],
)
def test_answer_with_a_name_is_among_ones_own_data(client, address, row, said, kept):
    client.post(address, said)

    (one,) = kept_about(row)["sign_ups"]
    assert one["feedback"] == kept
