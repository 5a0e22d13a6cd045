"""Signing up in a real browser: on a phone, by keyboard alone, and readable at every width."""

import pytest
from django.utils import timezone

from parvis.core.registration.leaving import cancel_registration
from parvis.core.registration.links import token_of
from parvis.core.registration.models import Registration
from tests.looks import barriers, follow, holds_for_everybody
from tests.web.me.conftest import *  # noqa: F403  # the same events and sign-ups

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def open_page(browser, live_server, network):
    """Open an address as a visitor; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def open_it(path, width=360, scheme="light", context=None):
        if context is None:
            context = browser.new_context(
                viewport={**PHONE, "width": width}, color_scheme=scheme, reduced_motion="reduce"
            )
            contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert [one for one in complaints if "422" not in one] == []


def own(row):
    return f"/registrations/{token_of(row, by_mail=True)}/"


def test_visitor_signs_up_on_a_phone_and_cancels_again(open_page, event):
    page = open_page(f"/events/{event.uid}/")

    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_label("Remind me of this event").check()
    page.get_by_role("button", name="Sign up").click()
    page.get_by_text("You have a place").wait_for()
    page.get_by_role("img", name="Your ticket, as a code for the door").wait_for()
    row = Registration.objects.get()
    confirmed = (row.state, row.reminders_since is not None, row.linking_since)
    page.get_by_role("button", name="I cannot come: cancel").click()
    page.get_by_text("Cancelled. Thank you for saying so.").wait_for()

    row.refresh_from_db()
    assert (confirmed, row.state) == (("confirmed", True, None), "cancelled")


def test_visitor_takes_an_offered_place(open_page, small, sign_up):
    rows = [sign_up(small, name) for name in ("Ada", "Ben", "Cleo")]
    cancel_registration(registration=rows[0], now=timezone.now())

    page = open_page(own(rows[2]))
    page.get_by_text("A place is kept for you").wait_for()
    page.get_by_role("button", name="Take the place").click()
    page.get_by_text("The place is yours.").wait_for()

    rows[2].refresh_from_db()
    assert rows[2].state == "confirmed"


def test_keyboard_alone_signs_up(open_page, event):
    page = open_page(f"/events/{event.uid}/sign-up/", width=1280)

    page.get_by_label("Your name").focus()
    page.keyboard.type("Ada")
    page.keyboard.press("Tab")
    page.keyboard.type("ada@example.org")
    for _ in range(3):  # to the third consent
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.get_by_text("You have a place").wait_for()

    row = Registration.objects.get()
    assert (row.name, row.linking_since is not None) == ("Ada", True)


def test_name_and_address_are_remembered_with_leave_and_forgotten_without(open_page, event, small):
    page = open_page(f"/events/{event.uid}/sign-up/")

    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_label("Remember my name").check()
    page.get_by_role("button", name="Sign up").click()
    page.get_by_text("You have a place").wait_for()
    again = open_page(f"/events/{small.uid}/sign-up/", context=page.context)
    filled = again.get_by_label("Your e-mail address").input_value()
    again.get_by_label("Remember my name").uncheck()
    last = open_page(f"/events/{small.uid}/sign-up/", context=page.context)

    assert (filled, last.get_by_label("Your name").input_value()) == ("ada@example.org", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_runs_over(
    open_page, event, small, sign_up, make_row, scheme, width
):
    for n in (1, 2):
        make_row(small, n)
    row, waits = sign_up(event, "Ada"), sign_up(small, "Ben")
    gone = cancel_registration(registration=sign_up(event, "Cleo"), now=timezone.now())
    paths = [f"/events/{event.uid}/", f"/events/{event.uid}/sign-up/"]
    paths += [f"/events/{small.uid}/sign-up/", own(row), own(waits), own(gone)]
    paths += [f"{own(row)}{part}" for part in ("change/", "data/", "stop/reminders/")]

    for path in paths:
        page = open_page(path, width, scheme)
        for more in page.locator("details").all():
            more.evaluate("one => one.open = true")
        holds_for_everybody(page, path)


def test_what_is_wrong_is_said_where_it_was_typed(open_page, event):
    page = open_page(f"/events/{event.uid}/sign-up/")

    page.get_by_label("Your name").fill("🎉🎉")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    follow(page.get_by_role("button", name="Sign up"))
    said = page.get_by_role("alert").inner_text()

    assert "at least one letter" in said
    assert barriers(page) == []
    assert page.get_by_label("Your e-mail address").input_value() == "ada@example.org"
