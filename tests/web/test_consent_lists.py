"""Whose address stands on which page and in which file, for whom: every page is asked.

Those who run an event see all who signed up for it, as long as they look at that event's list; what
each allows stands beside it, and nothing is sent from there. Everywhere else somebody's address is
shown with the matching consent alone. What opens with a person's own link shows that person.
"""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse
from django.utils import timezone

from parvis.core.followup.models import Attempt, Introduction
from parvis.core.followup.written import NextStepMail
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.consents import PURPOSES
from parvis.core.registration.models import Registration
from parvis.core.registration.passes import make_pass
from parvis.core.registration.writing import recipients
from tests.web.desk.conftest import *  # noqa: F403  # the same space, rooms and coordinator

pytestmark = pytest.mark.django_db
ALLOWS = {"ada": PURPOSES, "ben": (), "rea": ("reminders",), "finn": ("follow_up",)}
EVERYBODY = {f"{name}@visitors.example" for name in ALLOWS}
FOLLOW_UP = {f"{name}@visitors.example" for name in ("ada", "finn")}

SHOW = {  # to those who run the space, and to leads
    "desk-people": EVERYBODY,  # the event's own list, and the same for programs
    **dict.fromkeys(("api:list_registrations", "api:register"), EVERYBODY),
    "api:read_registration": {"ada@visitors.example"},
    "desk-follow-up": FOLLOW_UP,
    "desk-follow-up-event": FOLLOW_UP,
}


@pytest.fixture
def visitors(began, area):
    """People who came to what ended half an hour ago; all are stuck, and were written to."""
    at = began.starts_at
    for number, (name, allowed) in enumerate(ALLOWS.items(), 1):
        email = f"{name}@visitors.example"
        since = {f"{purpose}_since": at for purpose in allowed}
        row = Registration.objects.create(
            event=began,
            number=number,
            name=name.title(),
            email=email,
            email_key=email,
            state="confirmed",
            asked_at=at,
            changed_at=at,
            **since,
        )
        task = Opportunity.objects.create(
            area=area, title=f"Task {number}", opened_at=at, changed_at=at
        )
        now = timezone.now()
        moments = {"taken_at": now, "changed_at": now, "until": now + timedelta(days=2)}
        Attempt.objects.create(registration=row, opportunity=task, state="stuck", **moments)
        Introduction.objects.create(registration=row, area=area, asked_at=now)
        NextStepMail.objects.create(registration=row, first_at=now)
    return began


def pages(patterns=None, before="", namespace=""):
    """Every address of the site that has a name, with the names of its parts."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            if one.name:
                yield f"{namespace}{one.name}", list(one.pattern.converters)
        else:
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from pages(one.url_patterns, before, inner)


def address(name, parts, event):
    known = {
        "uid": event.uid,
        "slug": event.space.slug,
        "space": event.space.slug,
        "area": "coding",
        "step": "report",
        "kind": "need",
        "number": 1,
        "registration": event.registrations.get(number=1).pk,
    }
    try:
        return reverse(name, kwargs={part: known.get(part, event.pk) for part in parts})
    except NoReverseMatch:
        return None  # opens with something else: a link of somebody's own


def shown(client, event):
    """Which visitors' addresses each page shows, where it shows any."""
    found = {}
    for name, parts in pages():
        path = address(name, parts, event)
        if path is None or path.startswith("/accounts/logout"):
            continue
        text = _text(client.get(path))
        who = {email for email in EVERYBODY if email in text}
        if who:
            found[name] = who
    return found


def _text(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


@pytest.mark.parametrize("who", ["coordinator", "lead"])
def test_who_runs_the_space_sees_addresses_in_the_lists_of_its_events_alone(
    client, visitors, network, request, who
):
    client.force_login(request.getfixturevalue(who))

    assert shown(client, visitors) == SHOW


@pytest.mark.parametrize("who", [None, "outsider", "staff", "steward"])
def test_nobody_else_sees_any(client, visitors, network, request, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    assert shown(client, visitors) == {}


def test_pages_that_are_asked_are_many_and_hold_those_that_show(visitors):
    asked = {name for name, parts in pages() if address(name, parts, visitors)}

    assert set(SHOW) < asked
    assert len(asked) > 60  # a site whose addresses are no longer found would pass without it


def test_file_of_who_signed_up_says_what_each_allows(client, visitors, network, coordinator):
    client.force_login(coordinator)

    answer = client.post(reverse("desk-people-csv", args=[visitors.pk]))

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    said = {row["name"].lower(): tuple(p for p in PURPOSES if row[p] == "yes") for row in rows}
    assert said == {name: tuple(allowed) for name, allowed in ALLOWS.items()}


def test_letter_goes_to_those_who_allow_it_and_says_how_many_not(
    client, visitors, network, coordinator
):
    client.force_login(coordinator)
    draft = {"audience": "place", "subject": "Thank you", "text": "It was good."}
    key = {"form_key": "00000000-0000-4000-8000-000000000001"}

    page = _text(client.post(reverse("desk-write", args=[visitors.pk]), {**draft, **key}))

    after = recipients(visitors, "place", now=timezone.now())
    before = recipients(visitors, "place", now=visitors.starts_at)
    assert {email for email in EVERYBODY if email in page} == set()
    assert {row.email for row in after.rows} == FOLLOW_UP
    assert {row.name for row in before.rows} == {"Ada", "Rea"}
    assert (after.not_allowed, before.not_allowed) == (2, 2)


def test_list_of_the_door_holds_no_address_and_sends_nothing(client, visitors, coordinator):
    _, secret = make_pass(event=visitors, name="Hal", by=coordinator, now=visitors.starts_at)

    answer = client.get(f"/door/{secret}/list")

    assert [one["name"] for one in answer.json()["people"]] == ["Ada", "Ben", "Rea", "Finn"]
    assert "visitors.example" not in _text(answer)
