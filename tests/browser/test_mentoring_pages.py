"""Mentors' and newcomers' pages in a real browser: readable by all, and the whole way of asking."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.core.followup.introducing import accept, ask_for_mentor
from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.whose import Whose
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.being_mentor import Offer, be_mentor
from parvis.core.registration.links import token_of
from parvis.core.registration.models import Registration
from tests.looks import follow, holds_for_everybody
from tests.web.desk.conftest import *  # noqa: F403  # the same space, rooms and coordinator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "I mended two lamps and would like to try a tooltip, but do not know where it is drawn."


@pytest.fixture
def open_page(browser, live_server, client, network):
    """Open an address, signed in or not; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def open_it(path, user=None, width=1280, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        if user is not None:
            client.force_login(user)
            session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
            context.add_cookies([{**session, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def mentor(lead, area):
    """A lead who mentors too: every part of the pages is there."""
    about = "I look after the tooltips, and answer in the evening."
    offer = Offer(areas=[area], languages=["en", "pt-BR"], about=about, is_shown=True, at_once=3)
    return be_mentor(user=lead, offer=offer, by=lead, now=timezone.now())


@pytest.fixture
def visitors(began, mentor):
    """Three who came; two have asked, and one of them is helped. All told of something."""
    at = timezone.now() - timedelta(days=1)
    return [
        Registration.objects.create(
            event=began,
            number=n,
            state="confirmed",
            name=name,
            email=f"{name.split()[0].lower()}@mail.example.org",
            asked_at=at,
            email_key=f"{name.split()[0].lower()}@mail.example.org",
            changed_at=at,
        )
        for n, name in enumerate(("Ada Byron", "Ben Okri", "Chimamanda van der Westhuizen"), 1)
    ]


@pytest.fixture
def asked(visitors, area):
    def ask(row, words):
        whose = Whose.of_visit(row, is_proved=True)
        return ask_for_mentor(whose=whose, area=area, words=words, now=timezone.now())

    return [ask(visitors[0], WORDS), ask(visitors[2], "")]


@pytest.fixture
def told(visitors, area, mentor):
    now = timezone.now()
    given = {"area": area, "kind": "answer", "on": now.date(), "told_at": now}
    decided = {"decided_at": now, "decided_by": mentor.user}
    states = ({"state": "told"}, {"state": "confirmed", **decided})
    rows = [
        LoggedContribution.objects.create(
            registration=row,
            what="Answered questions for two hours",
            **given,
            **state,
            link="https://wiki.example.org/help-desk/the-log-of-a-long-evening-in-spring",
        )
        for row in visitors[:2]
        for state in states
    ]
    refused = {"state": "refused", "because": "Nobody remembers it.", **decided}
    return [
        *rows,
        LoggedContribution.objects.create(
            registration=visitors[0], what="Printed a guide", **given, **refused
        ),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_runs_over(
    open_page, mentor, visitors, asked, told, width, scheme
):
    accept(introduction=asked[1], by=mentor.user, now=timezone.now())
    tokens = [token_of(visitors[n], by_mail=True) for n in (0, 2)]
    desk = (
        *(reverse("desk-mentoring"), reverse("desk-mentor"), reverse("desk-mentors")),
        *(reverse("desk-asked", args=[asked[0].pk, way]) for way in ("accept", "decline")),
        reverse("desk-contributed", args=[visitors[0].event.pk, 1]),
        reverse("desk-people", args=[visitors[0].event.pk]),
    )
    own = [reverse("registration-mentor", args=[token]) for token in tokens]
    own.append(reverse("registration-contributed", args=tokens[:1]))

    for path in desk:
        holds_for_everybody(open_page(path, mentor.user, width, scheme), path)
    for path in own:
        holds_for_everybody(open_page(path, None, width, scheme), path)


def test_newcomer_asks_and_a_mentor_accepts(open_page, mentor, visitors):
    path = reverse("registration-mentor", args=[token_of(visitors[0], by_mail=True)])
    page = open_page(path, width=360)
    page.get_by_label("A sentence for the mentor").fill(WORDS)
    follow(page.get_by_role("button", name="Ask for a mentor"))
    page.get_by_text("A mentor has been asked.").wait_for()

    text = Mail.objects.get(to=mentor.user.email).text
    link = next(word for word in text.split() if word.endswith("/accept/"))
    theirs = open_page(urlsplit(link).path, mentor.user)
    follow(theirs.get_by_role("button", name="Accept", exact=True))
    theirs.get_by_role("link", name="ada@mail.example.org").wait_for()

    page.reload()
    page.get_by_text("Leila is your mentor.").wait_for()
    assert Mail.objects.filter(to="ada@mail.example.org").count() == 1


def test_visitor_tells_and_a_mentor_confirms_by_the_keyboard_alone(open_page, mentor, visitors):
    path = reverse("registration-contributed", args=[token_of(visitors[0], by_mail=True)])
    page = open_page(path, width=360)
    page.get_by_label("What was done").fill("Taught ten people to solder")
    page.get_by_label("When").fill("2026-02-27")
    page.get_by_label("Kind").select_option("other")
    follow(page.get_by_role("button", name="Tell of it"))
    page.get_by_text("Waits for a mentor").wait_for()

    theirs = open_page(reverse("desk-mentoring"), mentor.user)
    theirs.get_by_role("button", name=re.compile("^Confirm.*solder")).focus()
    theirs.keyboard.press("Enter")
    theirs.get_by_text("It counts from the next time").wait_for()

    page.reload()
    page.get_by_text("Confirmed by Leila").wait_for()
