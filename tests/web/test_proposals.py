"""Proposing as a stranger does: the form, the mail, the button, and how it stands."""

import pytest
from django.core.cache import cache

from parvis.core.ground.outbox import Mail
from parvis.core.needs.models import Proposal

SAID = {
    "title": "Map the park",
    "words": "We walk and map.",
    "name": "Ines",
    "email": "ines@friends.example",
}


@pytest.fixture
def send(client, space, network):
    cache.clear()

    def send(**changes):
        return client.post("/propose/", {**SAID, "space": space.pk, **changes})

    return send


def test_proposal_lands_with_the_coordinator(send, client, lead):
    asked = send()
    link = Mail.objects.get().text.split("http://127.0.0.1:8000")[1].split()[0]
    page = client.get(link).content.decode()
    unconfirmed = Proposal.objects.get().state  # opening the link changes nothing
    stands = client.post(link, follow=True).content.decode()
    client.force_login(lead)
    desk = client.get("/desk/paris/needs/").content.decode()

    assert asked.status_code == 200
    assert "We wrote to ines@friends.example" in asked.content.decode()
    assert (unconfirmed, "Yes, it is mine" in page) == ("unconfirmed", True)
    assert "Waiting for a coordinator" in stands
    assert "Map the park" in desk


def test_missing_field_keeps_what_was_typed(send):
    refused = send(email="")

    assert refused.status_code == 422
    assert "We walk and map." in refused.content.decode()
    assert not Mail.objects.exists()


def test_programs_that_fill_every_field_write_nothing(send):
    answered = send(website="https://spam.example")

    assert answered.status_code == 200
    assert not Proposal.objects.exists()


def test_space_is_chosen_by_its_link(client, space, network):
    page = client.get("/propose/?space=paris").content.decode()

    assert f'<option value="{space.pk}" selected>' in page


def test_broken_link_says_what_to_do(client, db):
    answered = client.get("/proposals/1:abc/")

    assert answered.status_code == 404
    assert "Copy all of it from the mail" in answered.content.decode()


def test_others_needs_can_be_supported(client, space, staff, lead, now):
    from parvis.core.needs.asking import ask_need  # noqa: PLC0415  # needs Django

    need = ask_need(title="Testers", words="Ten of them", space=space, by=staff, now=now)
    client.force_login(lead)
    before = client.get("/desk/needs/").content.decode()
    after = client.post(f"/desk/needs/{need.pk}/support/", follow=True).content.decode()
    client.post(f"/desk/needs/{need.pk}/support/", {"do": "stop"})

    assert "I want this too" in before
    assert "1 person wants the same. You are one of them." in " ".join(after.split())
    assert need.supports.count() == 0
