"""My page and a badge in a real browser: for every reader, at every width."""

import json
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from parvis.core.followup.models import Attempt
from parvis.core.followup.recognising import Earned, recognise
from parvis.core.people.models import User
from parvis.insights.installation import lake_keys
from parvis.insights.recognising import recognise_one
from tests.core.followup.conftest import coding, make_task
from tests.insights.small_network import publish_network
from tests.looks import follow, holds_for_everybody
from tests.web.me.conftest import *  # noqa: F403  # the same events and sign-ups
from tests.web.test_badges import POINT

__all__ = ["coding", "make_task"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ada(make_person):
    return make_person("ada")


@pytest.fixture
def life(home, network, ada, event, evening, sign_up, make_row, make_task, coding, now):
    """Somebody with a bit of everything."""
    start = now - timedelta(days=10)
    past = evening("Lamp repair", starts_at=start, ends_at=start + timedelta(hours=2), now=start)
    given = {"email": "ada@example.org", "email_key": "ada@example.org", "linking_since": start}
    make_row(past, 1, follow_up_since=start, **given)
    row = sign_up(event, "Ada", email="ada@example.org")
    moments = {"taken_at": now, "changed_at": now, "until": now}
    Attempt.objects.create(opportunity=make_task(), registration=row, **moments)
    own, day = lake_keys(home).address("ada@example.org"), now.date()
    did = [("ada", "issue", 9), ("ada", "change", 4), ("ada-l", "change", 2)]
    rows = [(who, own, "coding", str(day - timedelta(days=n)), kind) for who, kind, n in did]
    rows.append(("ada", own, "web-compatibility", str(day - timedelta(days=400)), "issue"))
    publish_network(home, rows, str(day))
    recognise_one(home, ada, now=now)
    return ada


@pytest.fixture
def open_page(browser, live_server, client):
    """Open an address as whoever `client` is signed in as; complaints fail the test."""
    contexts, complaints = [], []

    def open_it(path, width=360, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        name = settings.SESSION_COOKIE_NAME
        if name in client.cookies:
            value = client.cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert [one for one in complaints if "422" not in one] == []


def test_somebody_says_not_me_takes_a_consent_back_and_their_data_along(open_page, client, life):
    client.force_login(life)
    page = open_page("/me/")

    follow(page.get_by_role("button", name="ada-l, written"))
    page.get_by_text("kept apart from you").wait_for()
    accounts = page.get_by_role("button", name="This is not me").count()
    follow(page.get_by_role("button", name="linking, Lamp repair"))
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take it along (JSON)").click()
    kept = json.loads(taken.value.path().read_text())

    assert accounts == 1
    assert page.get_by_role("button", name="linking, Lamp repair").count() == 0
    assert [one["account"] for one in kept["claims"]] == ["ada-l"]


def test_somebody_erases_themselves_with_the_keyboard_alone(open_page, client, life):
    client.force_login(life)
    page = open_page("/me/erase/", width=1280)

    page.get_by_label("Your e-mail address, to confirm").focus()
    page.keyboard.type("ada@example.org")
    page.keyboard.press("Enter")
    page.get_by_text("Your account is erased").wait_for()

    assert not User.objects.filter(email="ada@example.org").exists()
    assert page.get_by_role("link", name="Sign in").count() == 1


def test_badge_opens_from_my_page_for_somebody_who_is_not_signed_in(open_page, client, life):
    client.force_login(life)
    page = open_page("/me/")
    link = page.get_by_role("link", name="Coding: active contributor").get_attribute("href")
    client.logout()

    shown = open_page(link)

    assert shown.get_by_role("heading", name="Coding: active contributor").count() == 1
    assert shown.get_by_role("link", name="Sign in").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_axe_finds_nothing_and_nothing_runs_over(
    open_page, client, life, make_person, coding, scheme, width
):
    long = make_person("wolfeschlegelsteinhausenbergerdorff-the-longest-of-all")
    evidence = [{"source": "a-" * 30, "kind": "change", "on": "2026-02-01", "count": 2}]
    earned = Earned(long, coding, POINT, 2, date(2026, 2, 1), evidence)
    badge = recognise(earned=earned, now=timezone.now())

    for user, paths in ((life, ["/me/", "/me/erase/"]), (long, ["/me/", f"/badges/{badge.uid}/"])):
        client.force_login(user)
        for path in paths:
            holds_for_everybody(open_page(path, width, scheme), path)
