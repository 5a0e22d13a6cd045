"""Telling of what no system records, on the own page of a sign-up."""

import pytest
from django.urls import reverse

from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.logging_by_hand import confirm, refuse
from parvis.core.registration.links import token_of
from tests.core.followup.conftest import coding, make_task  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(event, sign_up):
    return sign_up(event, "Ada")


@pytest.fixture
def address(ada):
    return lambda name, *more: reverse(name, args=[token_of(ada, by_mail=True), *more])


@pytest.fixture
def told(coding):  # noqa: F811
    return {
        "what": "Helped at the desk",
        "on": "2026-02-27",
        "area": coding.pk,
        "kind": "answer",
        "link": "",
    }


def test_visitor_tells_and_reads_what_became_of_it(client, address, told, lead, now):
    answer = client.post(address("registration-contributed"), told, follow=True)
    assert "It counts once a mentor confirms it." in answer.content.decode()
    assert "Waits for a mentor" in answer.content.decode()

    row = LoggedContribution.objects.get()
    confirm(logged=row, by=lead, now=now)
    assert "Confirmed by Leila" in client.get(address("registration-contributed")).content.decode()

    refuse(logged=row, because="Which desk?", by=lead, now=now)
    page = client.get(address("registration-contributed")).content.decode()
    assert "Not confirmed</strong>: Which desk?" in page


def test_page_says_that_it_counts_only_with_leave(client, ada, address, coding, now):  # noqa: F811
    words = "stays out of every figure"

    assert words in client.get(address("registration-contributed")).content.decode()
    ada.linking_since = now
    ada.save()
    assert words not in client.get(address("registration-contributed")).content.decode()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"what": ""}, "Say in a sentence"),
        ({"on": "soon"}, "Type the day as"),
        ({"on": "1999-01-01"}, "from 2000 on"),
        ({"kind": "merging"}, "Select a valid choice"),
        ({"link": "here"}, "Write the link in full"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(client, address, told, changed, says):
    answer = client.post(address("registration-contributed"), {**told, **changed})

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not LoggedContribution.objects.exists()


def test_what_was_told_is_taken_back_and_only_ones_own(client, event, sign_up, address, told):
    client.post(address("registration-contributed"), told)
    row = LoggedContribution.objects.get()
    other = token_of(sign_up(event, "Ben"), by_mail=True)

    not_found = client.post(reverse("registration-untell", args=[other, row.pk]))
    client.post(address("registration-untell", row.pk))

    assert not_found.status_code == 404
    assert not LoggedContribution.objects.exists()


@pytest.mark.parametrize(
    ("name", "more"), [("registration-contributed", []), ("registration-untell", [1])]
)
def test_link_from_the_page_asks_for_the_one_in_the_mail(client, ada, told, name, more):
    shown = reverse(name, args=[token_of(ada, by_mail=False), *more])

    assert client.post(shown, told).status_code == 403
    assert not LoggedContribution.objects.exists()
