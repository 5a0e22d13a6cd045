"""The outbox page: everybody's mailbox where no server has it, a list of troubles elsewhere."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from parvis.core.ground import enclosures
from parvis.core.ground.enclosures import Attachment
from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import Letter, post_mail, post_many

OUTBOX = "/programme/mail/"
FILES = "django.core.mail.backends.filebased.EmailBackend"
TEXT = "Hello Ada,\n\nyou have a <place>.\n\nSee it: https://spaces.example/r/17\n"
PAGES = ("", "{key}/", "{key}/letter/", "{key}/0/")


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = FILES


@pytest.fixture
def mail(db, now, monkeypatch):
    """A mail with a calendar entry, a picture, and something that nobody makes."""
    monkeypatch.setattr(enclosures, "_makers", {})
    entry = Attachment("event.ics", b"BEGIN:VCALENDAR", "text/calendar", method="PUBLISH")
    picture = Attachment("ticket.png", b"\x89PNG", "image/png", is_inline=True)
    page = Attachment("évil.html", b"<script>", "text/html")
    for name, made in (("calendar", entry), ("ticket", picture), ("page", page)):
        enclosures.register_maker(name, lambda argument, now, made=made: made)
    with transaction.atomic():
        return post_mail(
            to="ada@example.org",
            subject="Your place",
            text=TEXT,
            enclosures=[("calendar", "1"), ("ticket", "1"), ("page", "1"), ("gone", "1")],
            now=now,
        )


@pytest.fixture
def as_lead(client, lead):
    client.force_login(lead)
    return client


def addresses(mail):
    return [OUTBOX + page.format(key=mail.pk) for page in PAGES]


@pytest.mark.parametrize("who", ["outsider", "staff", "steward"])
def test_only_a_lead_may(client, request, outbox, mail, who):
    client.force_login(request.getfixturevalue(who))

    assert {client.get(address).status_code for address in addresses(mail)} == {403}


def test_who_is_not_signed_in_is_asked_to(client, outbox, mail):
    answers = [client.get(address) for address in addresses(mail)]

    assert {answer.status_code for answer in answers} == {302}
    assert all(answer["Location"].startswith("/accounts/login/") for answer in answers)


def test_mail_is_listed_and_shown_in_full(as_lead, outbox, mail):
    listed = as_lead.get(OUTBOX).content.decode()
    shown = as_lead.get(f"{OUTBOX}{mail.pk}/")
    page = shown.content.decode()

    assert f'<a href="{OUTBOX}{mail.pk}/">Your place</a>' in listed
    assert "ada@example.org" in listed
    assert "you have a &lt;place&gt;." in page
    files = re.findall(rf'href="({OUTBOX}\d+/\d+/)">([^<]+)<', page)
    assert [name for _, name in files] == ["event.ics", "ticket.png", "évil.html"]
    assert "“gone” could not be made" in page
    assert f'src="{OUTBOX}{mail.pk}/letter/"' in page
    assert "frame-src 'self'" in shown["Content-Security-Policy"]
    assert shown["X-Frame-Options"] == "DENY"


def test_letter_stands_in_a_frame_in_which_nothing_runs(as_lead, outbox, mail):
    answer = as_lead.get(f"{OUTBOX}{mail.pk}/letter/")

    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
        "form-action 'none'; sandbox allow-top-navigation-by-user-activation"
    )
    html = answer.content.decode()
    assert '<img src="data:image/png;base64,iVBORw==" alt="ticket.png"' in html
    assert '<base target="_top">' in html


@pytest.mark.parametrize(
    ("number", "content_type", "disposition"),
    [
        (0, "text/calendar; method=PUBLISH; charset=utf-8", 'attachment; filename="event.ics"'),
        (1, "image/png", 'inline; filename="ticket.png"'),
        (2, "text/html; charset=utf-8", "attachment; filename*=utf-8''%C3%A9vil.html"),
    ],
)
def test_enclosure_is_opened_and_runs_nothing(
    as_lead, outbox, mail, number, content_type, disposition
):
    answer = as_lead.get(f"{OUTBOX}{mail.pk}/{number}/")

    assert answer["Content-Type"] == content_type
    assert answer["Content-Disposition"] == disposition
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("page", ["999/", "999/letter/", "{key}/3/", "{key}/99999999999999999999/"])
def test_what_is_not_there_is_not_found(as_lead, outbox, mail, page):
    assert as_lead.get(OUTBOX + page.format(key=mail.pk)).status_code == 404


def test_with_a_server_only_troubles_are_listed_and_no_contents(as_lead, mail, now):
    with transaction.atomic():
        post_many([Letter(f"{n}@example.org", f"Number {n}", "") for n in range(3)], now=now)
    one, two, three = Mail.objects.exclude(pk=mail.pk).order_by("pk").values_list("pk", flat=True)
    Mail.objects.filter(pk=one).update(state="sent", sent_at=now)
    Mail.objects.filter(pk=two).update(state="given up", problem="550 No such person")
    Mail.objects.filter(pk=three).update(
        state="bounced", sent_at=now, bounced_at=now, problem="552 Mailbox full"
    )

    page = as_lead.get(OUTBOX).content.decode()

    assert re.findall(r"(\d)@example\.org", page) == ["2", "1"]
    assert [word in page for word in ("550 No such person", "552 Mailbox full")] == [True, True]
    assert re.findall(rf'href="{OUTBOX}\d', page) == []
    assert {as_lead.get(address).status_code for address in addresses(mail)[1:]} == {404}


def test_no_mail_is_said(as_lead, outbox, settings):
    with_outbox = as_lead.get(OUTBOX).content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    assert "No mail yet." in with_outbox
    assert "All mail went out, and none came back." in as_lead.get(OUTBOX).content.decode()


def test_list_is_of_the_last_hundred_in_a_constant_number_of_queries(as_lead, outbox, now):
    def queries(count):
        with transaction.atomic():
            post_many([Letter("ada@example.org", "Welcome", "") for _ in range(count)], now=now)
        with CaptureQueriesContext(connection) as seen:
            page = as_lead.get(OUTBOX).content.decode()
        return len(seen), page.count("ada@example.org")

    (few, one), (many, three), (_, most) = queries(1), queries(2), queries(120)

    assert few == many
    assert (one, three, most) == (1, 3, 100)
