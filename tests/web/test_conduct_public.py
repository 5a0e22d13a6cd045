"""Telling the stewards, as anybody does from an event's or a space's page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.events.models import Event
from parvis.core.registration.conduct import ConductReport
from parvis.core.registration.excluding import exclude
from parvis.core.registration.reporting import PER_HOUR

WORDS = "Shouted at by the bar"


@pytest.fixture
def event(network, space):
    start = timezone.now() + timedelta(days=3)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    made = plan_event(space=space, title="Mending evening", by=None, now=timezone.now(), **times)
    Event.objects.filter(pk=made.pk).update(state="published", published_at=timezone.now())
    return made


@pytest.fixture
def page(event):
    return f"/events/{event.uid}/conduct/"


def said(answer):
    return " ".join(answer.content.decode().split())


def test_event_and_space_pages_say_who_listens(client, event, space, page):
    without = said(client.get(f"/events/{event.uid}/"))
    space.conduct_contact = "Ines <b>, ines@example.org"
    space.code_of_conduct = "https://example.org/conduct"
    space.save()
    with_one = said(client.get(f"/events/{event.uid}/"))
    of_space = said(client.get("/spaces/paris/"))

    assert f'<a href="{page}">Tell us about something that happened</a>' in without
    assert "It goes to the network’s stewards." in without
    assert "Code of conduct" not in without
    listens = 'Ines &lt;b&gt;, <a href="mailto:ines@example.org">ines@example.org</a>'
    for shown in (with_one, of_space):
        assert f"Who listens: {listens}" in shown
        assert '<a href="https://example.org/conduct">Code of conduct</a>' in shown
    assert '<a href="/spaces/paris/conduct/">Tell us about' in of_space


def test_anybody_tells_without_a_name(client, event, page):
    shown = client.get(page)
    sent = client.post(page, {"words": WORDS})
    thanks = said(client.get(sent.url))

    kept = ConductReport.objects.get()
    assert "At “Mending evening”, Paris space." in said(shown)
    assert "no-store" in shown["Cache-Control"]
    assert (kept.words, kept.event, kept.name, kept.reach) == (WORDS, event, "", "")
    assert (sent.url, "Thank you for telling us" in thanks) == ("/conduct/thanks/", True)


def test_somebody_signed_in_stays_nameless_too(client, space, outsider):
    client.force_login(outsider)
    client.post("/spaces/paris/conduct/", {"words": WORDS, "name": "N.", "reach": "0123"})

    kept = ConductReport.objects.get()
    assert (kept.space, kept.event, kept.name, kept.reach) == (space, None, "N.", "0123")
    assert not outsider.log_entries.exists()


def test_empty_report_keeps_what_else_was_typed(client, page):
    refused = client.post(page, {"words": " ", "reach": "0123"})

    assert refused.status_code == 422
    assert "Say what happened. A few words are enough." in said(refused)
    assert 'value="0123"' in said(refused)
    assert not ConductReport.objects.exists()


def test_programs_that_fill_every_field_write_nothing(client, page):
    sent = client.post(page, {"words": WORDS, "website": "https://spam.example"})

    assert sent.url == "/conduct/thanks/"
    assert not ConductReport.objects.exists()


def test_too_many_reports_keep_what_was_typed(client, page):
    for number in range(PER_HOUR):
        client.post(page, {"words": f"{WORDS} {number}"})
    refused = client.post(page, {"words": "One too many"})

    assert refused.status_code == 422
    assert "So many reports came in the last hour" in said(refused)
    assert "One too many</textarea>" in said(refused)


def test_only_announced_events_have_the_page(client, event, page):
    Event.objects.filter(pk=event.pk).update(is_public=False)

    assert client.get(page).status_code == 404
    assert client.get("/spaces/nowhere/conduct/").status_code == 404


def test_nothing_in_public_shows_that_somebody_is_excluded(client, event, page, steward):
    pages = ("/", "/events/", f"/events/{event.uid}/", page, "/spaces/paris/", "/conduct/thanks/")
    exclude(
        email="max@example.org",
        space=None,
        because="Threw a chair",
        until_on=None,
        by=steward,
        now=timezone.now(),
    )

    shown = [said(client.get(path)).lower() for path in pages]
    assert [
        word
        for text in shown
        for word in ("max@example.org", "threw a chair", "exclu", "may not come")
        if word in text
    ] == []
