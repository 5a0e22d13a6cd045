"""What is on, in a real browser: readable by everybody, on every width, in light and dark."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.events.moves import publish
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.spaces.rooms import Room
from tests.looks import holds_for_everybody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def event(network, space):
    now = timezone.now()
    load_pathways(by=None, now=now)
    hall = Room.objects.create(space=space, slug="hall", name="Main hall", standing=60)
    start = now.replace(month=7, day=1, year=now.year + 1)
    made = plan_event(
        space=space,
        title="Lamp repair for everybody who has a lamp that does not shine any more",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        room=hall,
        area=FocusArea.objects.get(slug="coding"),
        description="Bring it along.\n\nWe have screws.",
        by=None,
        now=now,
    )
    return publish(event=made, by=None, now=now)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_public_pages_are_for_everybody(browser, live_server, event, width, scheme):
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text))

    for path in ("/", "/events/", f"/events/{event.uid}/", "/spaces/paris/"):
        page.goto(live_server.url + path, wait_until="networkidle")
        holds_for_everybody(page, path)

    context.close()
    assert complaints == []
