"""A passkey, made and used in a real browser with a key that Chromium plays."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(browser):
    """A page whose browser holds a key. It fails on anything the page complains of."""
    cache.clear()
    context = browser.new_context()
    page = context.new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page
    context.close()
    assert complaints == []


def away_from_accounts(url):
    return "/accounts/" not in url


def sign_in_by_code(page, site, email):
    page.goto(site + reverse("account_login"))
    page.get_by_label("Your e-mail address").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url(site + reverse("account_confirm_login_code"))
    code = re.search(r"^([A-Z0-9]+-[A-Z0-9]+)$", mail.outbox[-1].body, re.MULTILINE)[1]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url(away_from_accounts)


def make_passkey(page, site):
    page.goto(site + reverse("mfa_add_webauthn"))
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/reauthenticate/**")  # who reads the recovery codes shows the key first
    page.goto(site + reverse("mfa_reauthenticate_webauthn"))
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url(away_from_accounts)


def test_passkey_made_once_signs_in_alone(page, live_server, lead):
    site = live_server.url
    sign_in_by_code(page, site, lead.email)
    make_passkey(page, site)
    page.goto(site + reverse("account_logout"))
    page.locator("main").get_by_role("button", name="Sign Out").click()
    page.wait_for_url(away_from_accounts)

    page.goto(site + reverse("account_login"))
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(away_from_accounts)

    page.goto(site + reverse("mfa_index"))
    assert "You have added 1 security key." in page.content()
