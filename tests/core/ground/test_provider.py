"""Mail by a provider, over HTTP: what it gets, and what its answers mean for a mail."""

import pytest

from parvis.core.ground.enclosures import Attachment
from parvis.core.ground.outbox import Mail
from parvis.lib import env

from .mail_provider import INACTIVE, TOKEN, mail_provider


@pytest.fixture
def use(settings, monkeypatch):
    """Read PARVIS_MAIL as an installation does."""

    def use(value):
        monkeypatch.setenv("PARVIS_MAIL", value)
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        for name, found in env.mail("PARVIS_MAIL", outbox="out").items():
            setattr(settings, name, found)

    return use


@pytest.fixture
def provider(use):
    with mail_provider() as (provider, address):
        provider.address = address
        use(f"postmark://{TOKEN}?api_url={address}")
        yield provider


def test_provider_gets_the_whole_mail_and_its_id_is_kept(provider, post, deliver, makers):
    entry = Attachment("event.ics", b"BEGIN:VCALENDAR", "text/calendar", method="PUBLISH")
    code = Attachment("ticket.png", b"\x89PNG", "image/png", is_inline=True)
    makers("calendar", lambda argument, now: entry)
    makers("ticket", lambda argument, now: code)
    stop = "https://spaces.example/stop/17"
    pairs = [("calendar", "1"), ("ticket", "1")]
    mail = post(text="À bientôt.", reply_to="i@p.example", unsubscribe=stop, enclosures=pairs)

    assert deliver() == (1, 0, 0)
    (taken,) = provider.taken
    assert (taken["TextBody"], taken["ReplyTo"]) == ("À bientôt.", "i@p.example")
    assert "À bientôt." in taken["HtmlBody"]
    assert {one["Name"]: one["Value"] for one in taken["Headers"]} == {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Message-ID": mail.message_id,
        "X-PM-KeepID": "true",  # else Postmark writes an id of its own
    }
    assert [(one["Name"], one.get("ContentID")) for one in taken["Attachments"]] == [
        ("event.ics", None),
        ("ticket.png", f"cid:1.{mail.message_id[1:-1]}"),
    ]
    assert 'method="PUBLISH"' in taken["Attachments"][0]["ContentType"]
    assert taken["Metadata"] == {"mail": str(mail.pk)}
    assert Mail.objects.values_list("state", "provider_id").get() == (
        "sent",
        "00000000-0000-0000-0000-000000000001",
    )


def test_one_connection_carries_many_to_a_provider(provider, post, deliver):
    for _ in range(5):
        post()

    assert (deliver(), provider.connections) == ((5, 0, 0), 1)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (INACTIVE, "marked as inactive"),
        (
            {"ErrorCode": 300, "Message": "Invalid 'To' address: 'gone@example.org'."},
            "Invalid 'To'",
        ),
        ({"ErrorCode": 300, "Message": "Invalid 'From' address."}, "Invalid 'From' address"),
        (413, "413"),
    ],
)
def test_mail_that_a_provider_refuses_is_given_up_and_the_others_are_sent(
    provider, post, deliver, answer, said
):
    provider.answers["gone@example.org"] = answer
    gone = post("gone@example.org")
    post("ada@example.org")

    assert (deliver(), provider.to) == ((1, 0, 1), ["ada@example.org"])
    gone.refresh_from_db()
    assert gone.state == "given up"
    assert said in gone.problem
    assert "\n" not in gone.problem


@pytest.mark.parametrize("status", [401, 403, 404, 408, 429, 500, 503, 302])
def test_provider_that_wants_none_now_ends_the_round_and_loses_nothing(
    provider, post, deliver, status
):
    provider.answers["ada@example.org"] = status
    post()
    post("bo@example.org")

    away = deliver()
    provider.answers.clear()

    assert (away, provider.to) == ((0, 1, 0), [])
    assert Mail.objects.exclude(problem="").get().problem.startswith(str(status))
    assert (deliver(1), len(provider.taken)) == ((2, 0, 0), 2)


def test_wrong_key_lets_all_mail_wait_and_does_not_stand_in_the_reason(
    provider, post, deliver, use
):
    use(f"postmark://wrong-key?api_url={provider.address}")
    post()
    post()

    assert deliver() == (0, 1, 0)
    problem = Mail.objects.exclude(problem="").get().problem
    assert "The Server Token you provided is not valid." in problem
    assert "wrong-key" not in problem


def test_provider_that_answers_nonsense_is_asked_again(provider, post, deliver):
    """A yes that cannot be read, as from a gate in between, is no yes."""
    provider.answers["ada@example.org"] = 200
    post()

    assert deliver() == (0, 1, 0)


def test_provider_that_cannot_be_reached_loses_nothing(use, post, deliver):
    use(f"postmark://{TOKEN}?api_url=http://127.0.0.1:1/")
    post()
    post()

    assert deliver() == (0, 1, 0)
    assert "refused" in Mail.objects.exclude(problem="").get().problem


def test_address_that_is_none_is_given_up_by_a_provider_too(provider, post, deliver):
    post("no address")
    post("bo@example.org")

    assert (deliver(), provider.to) == ((1, 0, 1), ["bo@example.org"])


def test_provider_that_minds_our_message_id_does_not_get_it(use, post, deliver, settings, now):
    """Mailjet refuses a mail that brings one."""
    from parvis.core.ground.composing import compose  # noqa: PLC0415  # only here

    use("mailjet://key:secret")
    message, _ = compose(post(), now=now)

    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}
