"""The door's page at the desk, in a real browser: a link is made, taken along, ended."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn, DoorPass
from parvis.core.registration.models import Registration
from tests.browser.test_desk_pages import open_page
from tests.looks import holds_for_everybody
from tests.web.desk.conftest import *  # noqa: F403  # the same space, rooms and coordinator

__all__ = ["open_page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def used(plan):
    """The path of a door that let somebody in twice, and their event."""
    event, now = plan("Film night", capacity=40), timezone.now()
    Event.objects.filter(pk=event.pk).update(state="published", published_at=now)
    row = Registration.objects.create(
        event=event, number=1, state="confirmed", name="Ada", asked_at=now, changed_at=now
    )
    for n, device in enumerate(("Front door", "Back door")):
        CheckIn.objects.create(
            key=uuid4(),
            event=event,
            registration=row,
            noted_at=now,
            at=now + timedelta(minutes=3 * n),
            touched_at=now,
            way="scan",
            note="again" if n else "",
            is_counted=not n,
            device=device,
        )
    return f"/desk/events/{event.pk}/door/"


def test_link_is_made_taken_along_and_ended(open_page, used):
    page = open_page(used)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    page.get_by_label("Who is it for?").fill("Ines")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Copy it").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="End the link of Ines").click()
    page.get_by_text("Ended. What was noted").wait_for()

    assert re.fullmatch(r"http://[^/]+/door/[\w-]{22}/", copied)
    assert DoorPass.objects.get().revoked_at is not None
    assert not page.get_by_label("Or send it to them").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_runs_over(open_page, used, width, scheme):
    page = open_page(used, width, scheme)
    page.get_by_label("Who is it for?").fill("Ines")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_text("The link for Ines").wait_for()
    page.get_by_text("Ada was let in twice").wait_for()

    holds_for_everybody(page)


def test_own_door_is_open_in_one_step(open_page, used):
    page = open_page(used)

    page.get_by_role("button", name="Open the door on this device").click()
    page.locator("body[data-kept]").wait_for()

    assert page.get_by_role("heading", name="Film night").is_visible()
