"""A provider tells over HTTP what came back: only with the secret, only the one that is set up."""

import base64

import pytest
from django.db import transaction

from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import post_mail

ADDRESS = "/mail/events/postmark/tracking/"
SECRET = "0123456789abcdef0123"
BOUNCE = {  # as Postmark writes it
    "RecordType": "Bounce",
    "ID": 42,
    "Type": "HardBounce",
    "TypeCode": 1,
    "MessageID": "00000000-0000-0000-0000-000000000001",
    "Metadata": {},
    "Description": "The server was unable to deliver your message (ex: unknown user).",
    "Details": "smtp;550 5.1.1\n No such person",
    "Email": "gone@example.org",
    "BouncedAt": "2026-03-01T12:00:00Z",
    "Inactive": True,
}


@pytest.fixture
def hooked(settings):
    settings.MAIL_PROVIDER, settings.MAIL_HOOK_SECRET = "postmark", SECRET
    settings.ANYMAIL_WEBHOOK_SECRET = f"parvis:{SECRET}"


@pytest.fixture
def gone(db, now):
    with transaction.atomic():
        mail = post_mail(to="gone@example.org", subject="Welcome", text="", now=now)
    Mail.objects.update(state="sent", sent_at=now, provider_id=BOUNCE["MessageID"])
    return mail


@pytest.fixture
def tell(client):
    def tell(event, secret=SECRET, address=ADDRESS):
        shown = base64.b64encode(f"parvis:{secret}".encode()).decode()
        named = {"HTTP_AUTHORIZATION": f"Basic {shown}"} if secret else {}
        return client.post(address, event, content_type="application/json", **named).status_code

    return tell


def state():
    return Mail.objects.values_list("state", "problem").get()


def test_bounce_is_noted_with_its_reason(hooked, gone, tell):
    assert tell(BOUNCE) == 200
    assert state() == ("bounced", "smtp;550 5.1.1 No such person")


def test_bounce_is_found_by_our_own_key(hooked, gone, tell):
    """The provider was quicker than our note of its id."""
    Mail.objects.update(provider_id="", state="waiting", sent_at=None)

    assert tell({**BOUNCE, "Metadata": {"mail": str(gone.pk)}}) == 200
    assert state()[0] == "bounced"


@pytest.mark.parametrize(
    "event",
    [
        {"RecordType": "Delivery", "MessageID": BOUNCE["MessageID"], "Recipient": "g@e.example"},
        {"RecordType": "Open", "MessageID": BOUNCE["MessageID"], "Recipient": "g@e.example"},
        {**BOUNCE, "Type": "Transient"},
        {**BOUNCE, "MessageID": "another"},
    ],
)
def test_what_did_not_come_back_changes_nothing(hooked, gone, tell, event):
    assert (tell(event), state()) == (200, ("sent", ""))


@pytest.mark.parametrize("secret", ["", "wrong-wrong-wrong-wro"])
def test_nobody_without_the_secret_is_believed(hooked, gone, tell, secret):
    assert (tell(BOUNCE, secret=secret), state()) == (400, ("sent", ""))


def test_nobody_listens_unless_a_secret_is_set(gone, tell, settings):
    settings.MAIL_PROVIDER = "postmark"

    assert (tell(BOUNCE), state()) == (404, ("sent", ""))


@pytest.mark.parametrize("other", ["mailgun", "nobody"])
def test_only_the_provider_that_is_set_up_is_heard(hooked, gone, tell, other):
    assert tell(BOUNCE, address=f"/mail/events/{other}/tracking/") == 404


@pytest.mark.parametrize("event", ["{", '{"RecordType": "Bounce", "Type": 1, "DeliveredAt": "x"}'])
def test_what_cannot_be_read_is_refused(hooked, gone, tell, event):
    assert tell(event) in {200, 400}
    assert state()[0] == "sent"
