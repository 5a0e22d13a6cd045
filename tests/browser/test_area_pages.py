"""Focus areas and their pathways, in a real browser: on every width, in light and dark."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.events.moves import publish
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.pathways.queries import newest_version
from parvis.core.spaces.rooms import Room
from tests.insights.small_network import publish_network
from tests.looks import follow, holds_for_everybody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS, SCHEMES = [360, 768, 1280], ["light", "dark"]


@pytest.fixture
def support(network, space, make_person):
    """An area with four points, mentors, tasks and an evening."""
    now = timezone.now()
    load_pathways(by=None, now=now)
    area = FocusArea.objects.get(slug="support")
    FocusArea.objects.filter(pk=area.pk).update(takes_a_month=4)
    for name, about in (("amelie", "Ask me about crashes, in French too."), ("bo", "")):
        user = make_person(name)
        mentor = Mentor.objects.create(
            user=user, is_shown=True, since=now, languages=["fr", "en"], about=about
        )
        mentor.areas.add(area)
    _tasks(area, now)
    _evening(space, area, now)
    return area


def _tasks(area, now):
    for n, minutes in enumerate((20, 45, 90, None)):
        Opportunity.objects.create(
            area=area,
            title="Answer a question about bookmarks that went away after an update",
            summary="Somebody lost them and asks how to get them back.",
            link=f"https://support.example.org/questions/{n}",
            minutes=minutes,
            language="fr" if n else "",
            opened_at=now,
            changed_at=now,
        )


def _evening(space, area, now):
    hall = Room.objects.create(space=space, slug="hall", name="Main hall", standing=60)
    start = now + timedelta(days=5)
    event = plan_event(
        space=space,
        title="An evening of answers",
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        room=hall,
        area=area,
        by=None,
        now=now,
    )
    return publish(event=event, by=None, now=now)


@pytest.fixture
def opened(browser):
    """A new page of this width and scheme; `said` is what its console complained about."""
    contexts = []

    def opened(width, scheme="light", **more):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        page, said = context.new_page(), []
        page.on("console", lambda one: said.append(one.text))
        return page, said

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_area_pages_are_for_everybody(opened, live_server, support, width, scheme):
    page, said = opened(width, scheme)

    for path in ("/areas/", "/areas/support/", "/areas/qa/"):
        page.goto(live_server.url + path, wait_until="networkidle")
        holds_for_everybody(page, path)

    assert said == []


def test_visitor_finds_the_ladder_from_the_front_page(opened, live_server, support):
    page, _ = opened(1280)
    page.goto(live_server.url)

    follow(page.get_by_role("link", name="Contribute", exact=True))
    follow(page.get_by_role("link", name="Support", exact=True))

    steps = page.locator(".stair")
    tops = [steps.nth(n).bounding_box()["y"] for n in range(steps.count())]
    assert len(tops) == 4
    assert tops == sorted(tops, reverse=True)  # each step is higher than the one before


def sign_in(page, live_server, client, user):
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_lead_looks_at_a_change_and_saves_it(
    opened, live_server, client, lead, support, home, width, scheme
):
    year = timezone.now().year - 1
    rows = [(name, None, "support", f"{year}-12-1{n}") for n, name in enumerate(("ada", "ben"))]
    publish_network(home, rows, f"{timezone.now():%Y-%m-%d}")
    page, said = opened(width, scheme)
    sign_in(page, live_server, client, lead)
    page.goto(f"{live_server.url}/programme/areas/support/pathway/")
    holds_for_everybody(page, "as it stands")

    page.locator("[name=point-1-k]").fill("2")
    follow(page.get_by_role("button", name="Show what this would change"))
    holds_for_everybody(page, "looked at")
    assert "2 people who are active today would no longer be" in page.inner_text(".looked")
    assert newest_version(support).number == 1

    page.get_by_label("Why").fill("One change is too few.")
    follow(page.get_by_role("button", name="Save as version 2"))
    holds_for_everybody(page, "saved")
    assert "Saved as version 2." in page.inner_text("main")
    assert newest_version(support).points[1]["k"] == 2
    assert said == []


def test_lead_needs_no_scripts(opened, live_server, client, lead, support):
    page, _ = opened(1280, java_script_enabled=False)
    sign_in(page, live_server, client, lead)
    page.goto(f"{live_server.url}/programme/areas/support/pathway/")

    page.locator("[name=point-0-DELETE]").check()
    page.get_by_label("Why").fill("Nobody files bugs here.")
    follow(page.get_by_role("button", name="Save as version 2"))

    assert [p["level"] for p in newest_version(support).points] == ["active", "active", "core"]
