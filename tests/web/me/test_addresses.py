"""Proving another address by mail."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from parvis.core.ground.outbox import Mail
from parvis.core.people.claims import AccountClaim
from parvis.core.people.proving import AT_MOST, token_for
from parvis.core.registration.models import Registration
from parvis.insights.installation import lake_keys
from tests.insights.small_network import publish_network

ASK = "/me/address/"


@pytest.fixture(autouse=True)
def _own(home, network):
    """No other lake is read."""


@pytest.fixture
def ada(make_person):
    return make_person("ada")


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


def text(answer):
    return " ".join(answer.content.decode().split())


def link_in_mail():
    return urlsplit(re.search(r"https?://\S+", Mail.objects.get().text)[0]).path


def open_link(token):
    return reverse("me-address", args=[token])


def test_opened_link_proves_an_address_and_finds_what_was_done_with_it(signed_in, home, ada):
    rows = [("old-ada", lake_keys(home).address("ada@old.example"), "coding", "2019-03-05")]
    publish_network(home, rows, "2020-01-01")

    asked = signed_in.post(ASK, {"address": "ada@old.example"}, follow=True)
    looked = signed_in.get(link_in_mail())
    before = AccountClaim.objects.count()
    page = signed_in.post(link_in_mail(), follow=True)

    claim = AccountClaim.objects.get()
    assert "We wrote to ada@old.example." in text(asked)
    assert ("Is this address yours?" in text(looked), before) == (True, 0)
    assert (claim.user, claim.proof, claim.label) == (ada, "mail", "ada@old.example")
    assert claim.node == f"address:{lake_keys(home).address('ada@old.example')}"
    assert "<h4>old-ada</h4>" in text(page)
    assert ada.recognitions.filter(level="active").exists()


def test_sign_ups_under_a_proved_address_are_ones_own_and_are_erased_too(
    signed_in, ada, event, sign_up, now
):
    sign_up(event, "Ada", email="ada@old.example")
    signed_in.post(open_link(token_for(ada, "ada@old.example", now=now)))

    page = text(signed_in.get("/me/"))
    signed_in.post("/me/erase/", {"address": ada.email})

    assert "Mending evening" in page
    assert Registration.objects.get().email == ""


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Write an address"),
        ("ada", "This is no mail address."),
        ("ADA@example.org", "is proved to be yours already."),
        (f"{'a' * 60}@{'b' * 60}.example", "more than 120 characters"),
    ],
)
def test_address_that_cannot_be_says_why_and_no_mail_goes_out(signed_in, address, said):
    answer = signed_in.post(ASK, {"address": address})

    assert answer.status_code == 422
    assert said in text(answer)
    assert not Mail.objects.exists()


def test_nobody_floods_an_address_with_mail(signed_in):
    answers = [signed_in.post(ASK, {"address": f"a{n}@x.example"}) for n in range(AT_MOST + 1)]

    assert [one.status_code for one in answers] == [302] * AT_MOST + [422]
    assert "Try again tomorrow." in text(answers[-1])
    assert Mail.objects.count() == AT_MOST


def test_link_of_somebody_else_proves_nothing(signed_in, outsider, now):
    answer = signed_in.post(open_link(token_for(outsider, "ada@old.example", now=now)))

    assert answer.status_code == 404
    assert "Somebody with another account asked for this link." in text(answer)
    assert not AccountClaim.objects.exists()


def test_link_that_is_old_or_broken_proves_nothing(signed_in, ada, now):
    old = token_for(ada, "ada@old.example", now=now - timedelta(days=3))

    answers = [signed_in.post(open_link(token)) for token in (old, old[:-2])]

    assert [one.status_code for one in answers] == [404, 404]
    assert "This link worked for 2 days." in text(answers[0])
    assert "This link is not whole." in text(answers[1])
    assert not AccountClaim.objects.exists()


def test_address_that_belongs_to_nobody_in_particular_is_refused(signed_in, ada, now):
    answer = signed_in.post(open_link(token_for(ada, "root@localhost", now=now)))

    assert answer.status_code == 404
    assert "belongs to somebody" in text(answer)


def test_address_that_somebody_else_proved_stays_theirs(signed_in, ada, outsider, now, home):
    node = f"address:{lake_keys(home).address('x@example.net')}"
    given = {"source": "mail", "label": "x@example.net", "is_mine": True, "proof": "mail"}
    AccountClaim.objects.create(user=outsider, node=node, said_at=now, **given)

    answer = signed_in.post(open_link(token_for(ada, "x@example.net", now=now)))

    assert answer.status_code == 404
    assert "write to a data steward" in text(answer)


def test_both_pages_ask_to_sign_in_first(client, ada, now):
    for path in (ASK, open_link(token_for(ada, "x@example.net", now=now))):
        answer = client.get(path)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))
