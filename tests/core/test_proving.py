"""Asking for the proof of an address. The rest is tried from the page: tests/web/me."""

import pytest

from parvis.core.ground.outbox import Mail
from parvis.core.people.claiming import ClaimError
from parvis.core.people.proving import ask_for_proof

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("text", ["", "ada", "ada@", "a b@example.org"])
def test_text_that_is_no_address_is_refused(make_person, now, text):
    with pytest.raises(ClaimError, match="is no mail address"):
        ask_for_proof(user=make_person("ada"), address=text, now=now)

    assert not Mail.objects.exists()


def test_mail_says_who_asked_and_how_long_the_link_works(make_person, now):
    mail = ask_for_proof(user=make_person("ada"), address=" ada@old.example ", now=now)

    assert mail.to == "ada@old.example"
    assert "Ada (ada@example.org) says that this address is theirs" in mail.text
    assert "It works for 2 days." in mail.text
