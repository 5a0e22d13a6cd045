"""The desk in a real browser: readable at every width, and by the keyboard alone."""

import re

import pytest

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.models import Registration
from parvis.core.registration.opinions import Feedback
from tests.looks import holds_for_everybody
from tests.web.desk.conftest import *  # noqa: F403  # the same space, rooms and coordinator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = (
    *("/desk/paris/week/?from={monday}", "/desk/events/{key}/report/", "/desk/paris/events/new/"),
    *("/desk/events/{coming}/people/", "/desk/events/{coming}/sign-up/"),
    *("/desk/events/{key}/people/", "/desk/events/{key}/write/"),
)


@pytest.fixture
def open_page(browser, live_server, client, coordinator, network):
    """Open an address as the coordinator; what the browser complains of fails the test."""
    client.force_login(coordinator)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    contexts, complaints = [], []

    def open_it(path, width=1280, scheme="light"):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_runs_over(
    open_page, plan, began, hall, attic, monday, scheme, width
):
    coming = plan("Film night", room=hall, capacity=2)
    for event in (coming, began):
        _fill(event)
    keys = {"monday": monday, "key": began.pk, "coming": coming.pk}
    paths = [path.format(**keys) for path in PAGES]

    for path in (*paths, "/desk/", "/desk/week/", f"/desk/events/{began.pk}/", "/desk/needs/"):
        page = open_page(path, width, scheme)
        holds_for_everybody(page, path)


def _fill(event):
    """People in every state, with all that somebody may say; one came."""
    at = {"asked_at": event.starts_at, "changed_at": event.starts_at}
    said = {"access_needs": "A ramp", "reminders_since": event.starts_at, **at}
    for n, state in enumerate(("confirmed", "waiting", "offered", "lapsed", "cancelled"), 1):
        until = {"offered_until": event.starts_at} if state == "offered" else {}
        name, email = f"Visitor number {n}", f"a.rather.long.address.{n}@mail.example.org"
        row = Registration.objects.create(
            event=event, number=n, name=name, email=email, state=state, **said, **until
        )
        Feedback.objects.create(
            event=event, worth="yes", what_next="More", given_on=event.starts_at.date()
        )
        if n == 1:
            moments = {"at": event.starts_at, "noted_at": event.starts_at}
            CheckIn.objects.create(
                event=event, registration=row, way="scan", touched_at=event.starts_at, **moments
            )


def test_keyboard_leads_from_a_free_slot_to_a_published_event(
    open_page, hall, area, coordinator, monday
):
    page = open_page(f"/desk/paris/week/?from={monday}")

    page.get_by_role("link", name=re.compile("free.*Main hall.*Wednesday")).focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Plan an event at Paris space").wait_for()
    page.get_by_label("Title").focus()
    page.keyboard.type("Mending evening")
    page.keyboard.press("Tab")  # to the kind
    page.keyboard.press("Tab")
    page.keyboard.type(area.name)
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Keep as a draft").focus()
    page.keyboard.press("Space")
    page.get_by_text("Planned as a draft.").wait_for()
    page.get_by_role("button", name="Publish").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Published. It is in the calendar now.").wait_for()

    event = Event.objects.get()
    assert (event.state, event.room, event.area) == ("published", hall, area)
    assert event.starts_local.strftime("%A %H:%M") == "Wednesday 09:00"


def test_somebody_is_found_and_noted_by_the_keyboard_alone(open_page, began):
    _fill(began)
    page = open_page(f"/desk/events/{began.pk}/people/", 360)

    page.get_by_label("Name or address").focus()
    page.keyboard.type("number 4")
    page.keyboard.press("Enter")
    page.get_by_text("1 person found for “number 4”.").wait_for()
    page.get_by_role("button", name=re.compile("Came.*Visitor number 4")).focus()
    page.keyboard.press("Space")
    page.get_by_text("Noted: Visitor number 4 came.").wait_for()

    came = CheckIn.objects.get(way="desk")
    assert (came.registration.name, came.is_counted) == ("Visitor number 4", True)
