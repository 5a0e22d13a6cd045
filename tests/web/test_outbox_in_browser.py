"""The outbox and a letter in a real browser: on every width, in every light, and its links work."""

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import timezone
from segno import make_qr

from parvis.core.ground import enclosures
from parvis.core.ground.enclosures import Attachment
from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import Letter, post_mail, post_many
from tests.looks import MAIL_PROGRAM, barriers, follow, holds_for_everybody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """Hello Maximilian,

you have a place at “Lamp repair for everybody who has a lamp that does not shine any more”.

Thursday, 5 March 2026, 18:00 to 20:00 (Europe/Paris)
Paris space, Workshop
16 bis boulevard Montmartre, 75009 Paris

Please bring:
- a lamp, its plug, and what fell off
- patience: https://example.org/a/very/long/address/that/does/not/break/by/itself/anywhere/at/all

If you cannot come, please cancel, so that somebody else can.

See, change or cancel your sign-up: {site}/events/
"""


def picture():
    from io import BytesIO  # noqa: PLC0415

    out = BytesIO()
    make_qr("PARVIS-TICKET-17").save(out, kind="png", border=4, scale=8)
    return out.getvalue()


@pytest.fixture
def mail(network, live_server, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.SITE_URL, now = live_server.url, timezone.now()
    monkeypatch.setattr(enclosures, "_makers", {})
    entry = Attachment("event.ics", b"BEGIN:VCALENDAR", "text/calendar", method="PUBLISH")
    ticket = Attachment("ticket.png", picture(), "image/png", is_inline=True)
    enclosures.register_maker("calendar", lambda argument, now: entry)
    enclosures.register_maker("ticket", lambda argument, now: ticket)
    address = "maximilian.mustermann.von.und.zu@buecher-und-zeitschriften.example"
    with transaction.atomic():
        post_many([Letter(address, f"Your place: evening {n}", "") for n in range(3)], now=now)
        made = post_mail(
            to=address,
            subject="Your place: Lamp repair for everybody who has a lamp that does not shine",
            text=TEXT.format(site=live_server.url),
            enclosures=[("calendar", "1"), ("ticket", "1")],
            unsubscribe=f"{live_server.url}/stop/17",
            now=now,
        )
    first, second, _ = Mail.objects.exclude(pk=made.pk).order_by("pk")
    Mail.objects.filter(pk=first.pk).update(
        state="bounced", sent_at=now, bounced_at=now, problem="550 5.1.1 No such person here"
    )
    Mail.objects.filter(pk=second.pk).update(tries=3, problem="451 4.7.1 Greylisted: come again")
    return made


@pytest.fixture
def look(browser, live_server, client, lead):
    """Open pages as the lead; what the browser complains of fails the test."""
    client.force_login(lead)
    value = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    cookie = {"name": django_settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}
    contexts, complaints = [], []

    def look(width, scheme):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        context.add_cookies([cookie])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        return page

    yield look
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_lead_reads_a_mail_and_follows_its_link(look, live_server, mail, width, scheme):
    page = look(width, scheme)

    page.goto(f"{live_server.url}/programme/settings/")
    follow(page.get_by_role("link", name="Mail", exact=True))
    holds_for_everybody(page, "list")
    follow(page.get_by_role("link", name="Your place: Lamp repair"))
    frame = page.frame_locator("iframe")
    frame.get_by_alt_text("ticket.png").wait_for()
    holds_for_everybody(page, "mail")
    follow(frame.get_by_role("link", name="See, change or cancel your sign-up"))
    page.wait_for_url(f"{live_server.url}/events/")
    assert page.get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_letter_is_readable_by_itself(look, live_server, mail, width, scheme):
    page = look(width, scheme)

    # A browser tells of its sandbox, so the letter is set as a mail program would.
    page.goto(f"{live_server.url}/programme/mail/")
    html = page.request.get(f"{live_server.url}/programme/mail/{mail.pk}/letter/").text()
    page = look(width, scheme)
    page.set_content(html)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(page, MAIL_PROGRAM) == []
