"""Tasks in a real browser: to find one, to add one, to say where they come from."""

import re

import pytest
from django.utils import timezone

from parvis.core.pathways.offering import add_opportunity, close_opportunity
from parvis.core.pathways.opportunities import OpportunitySource
from parvis.core.pathways.sourcing import add_source
from tests.looks import follow, holds_for_everybody
from tests.web.desk.conftest import *  # noqa: F403  # the same space, area and coordinator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "https://example.org/a/rather/long/address/that/no/line/holds/" + "x" * 80


@pytest.fixture
def tasks(area, network, now):
    """Enough for two pages, with everything a task may say."""
    said = {"area": area, "by": None, "now": timezone.now()}
    for number in range(22):
        add_opportunity(title=f"Task number {number}", minutes=15, **said)
    more = {"language": "fr", "prerequisites": "A browser", "summary": LONG, "link": LONG}
    add_opportunity(title="Mend the clock", minutes=90, difficulty="some", **more, **said)
    done = add_opportunity(title="Long done", difficulty="much", **said)
    close_opportunity(opportunity=done, by=None, now=timezone.now())
    fields = {"area": area, "system": "github", "address": "", "by": None, "now": now}
    for place in ("open/squares", "open/doors"):
        add_source(place=place, labels=["good first issue"], **fields)
    troubled = OpportunitySource.objects.filter(place="open/doors")
    troubled.update(tried_at=now, problem=f"{LONG} is in trouble.")


@pytest.fixture
def open_page(browser, live_server, client, lead, tasks):
    """Open an address as the lead; what the browser complains of fails the test."""
    client.force_login(lead)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    contexts, complaints = [], []

    def open_it(path, width=1280, scheme="light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, **options
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
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_axe_finds_nothing_and_nothing_runs_over(open_page, width, scheme):
    for path in (
        *("/opportunities/", "/opportunities/?minutes=30", "/opportunities/?words=nothing"),
        *("/desk/opportunities/", "/desk/opportunities/?show=closed"),
        "/programme/opportunities/",
    ):
        page = open_page(path, width, scheme)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        holds_for_everybody(page, path)


def test_somebody_with_a_quarter_of_an_hour_finds_a_task_without_scripts(open_page):
    page = open_page("/opportunities/", java_script_enabled=False)

    page.get_by_label("I have").select_option("15")
    follow(page.get_by_role("button", name="Show"))
    first = page.locator(".tasks h3").first.inner_text()
    follow(page.get_by_role("link", name="Next"))

    assert first == "Task number 21"
    assert page.get_by_role("heading", name="22 open tasks").is_visible()
    assert page.locator(".tasks h3").all_inner_texts() == ["Task number 1", "Task number 0"]


def test_a_task_is_added_closed_and_opened_again(open_page):
    page = open_page("/desk/opportunities/", java_script_enabled=False)

    page.get_by_text("Add a task").click()
    page.get_by_label("What is to be done").fill("Name the colours")
    page.get_by_label("How many minutes").fill("20")
    follow(page.get_by_role("button", name="Add it"))
    added = page.get_by_role("status").inner_text()
    follow(page.get_by_role("button", name=re.compile("^Close.*Name the colours")))
    page.get_by_label("State").select_option("closed")
    follow(page.get_by_role("button", name="Show"))
    follow(page.get_by_role("button", name=re.compile("^Open again.*Name the colours")))

    assert added == "Added. It stands on the list of tasks now."
    assert page.get_by_role("status").inner_text() == "Open again: Name the colours"
