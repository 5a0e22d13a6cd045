"""The impact page in a real browser: readable by everybody, on every width, in light and dark."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache

from parvis.core.pathways.actions import load_pathways
from parvis.core.programmes.actions import ensure_network, keep_run, set_network
from tests.insights.small_network import publish_network
from tests.looks import barriers, follow
from tests.measure.figures import sample

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOW = datetime(2026, 7, 2, 9, tzinfo=UTC)
WIDTHS = (360, 768, 1280)
SMALLEST_TEXT = 11  # CSS pixels, as drawn


@pytest.fixture
def published():
    cache.clear()
    load_pathways(by=None, now=NOW)
    ensure_network(name="Open Squares", by=None, now=NOW)
    set_network(
        name="Open Squares",
        goal=1600,
        goal_on=date(2026, 12, 31),
        baseline=104,
        baseline_on=date(2022, 1, 1),
        baseline_note="",
        by=None,
        now=NOW,
    )
    figures = json.loads(json.dumps(sample()))
    keep_run(
        as_of=date(2026, 7, 1), lake_generation=1, figures=figures, by=None, now=NOW, publish=True
    )


@pytest.fixture
def open_page(browser, live_server, published):
    """Open an address in a window of this width and scheme; complaints fail the test."""
    contexts, complaints = [], []

    def open_it(width=1280, scheme="light", path="/impact/"):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
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
def test_axe_finds_nothing(open_page, scheme):
    page = open_page(scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")

    assert barriers(page) == []


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/"])
def test_axe_finds_nothing_on_the_way_in(open_page, path):
    page = open_page(path=path)

    assert barriers(page) == []


def test_axe_finds_nothing_where_people_are_listed(browser, live_server, client, home, steward):
    ensure_network(name="Open Squares", by=None, now=NOW)
    publish_network(home, [("ada", None, "coding", "2019-05-05")], "2020-01-01")
    client.force_login(steward)
    context = browser.new_context(viewport={"width": 360, "height": 800})
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()

    page.goto(f"{live_server.url}/impact/people/")
    listed = barriers(page)
    follow(page.get_by_role("link", name="Ada"))
    page.get_by_role("heading", name="Ada").wait_for()
    alone = barriers(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert listed + alone == []
    assert width == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_each_number_opens(
    browser, live_server, client, published, lead, scheme
):
    client.force_login(lead)
    context = browser.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()

    page.goto(f"{live_server.url}/impact/")
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")
    links = page.locator("td a").count()
    found = barriers(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert links > 300
    assert found == []
    assert width == 360


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_over_the_edge(open_page, width):
    page = open_page(width=width)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true })")

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", WIDTHS)
def test_text_in_charts_is_large_enough_to_read(open_page, width):
    page = open_page(width=width)

    sizes = page.evaluate("""[...document.querySelectorAll('.chart svg text')]
        .filter((text) => text.getClientRects().length)
        .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a)""")

    assert len(sizes) > 20
    assert min(sizes) >= SMALLEST_TEXT


def test_each_chart_shows_one_of_its_two_widths(open_page):
    shown = {}
    for width in (360, 1280):
        shown[width] = open_page(width=width).evaluate("""['.wide', '.narrow'].map((kind) =>
            [...document.querySelectorAll('.chart ' + kind)]
            .filter((chart) => chart.offsetParent).length)""")

    charts = shown[360][1]
    assert charts == 6
    assert shown == {360: [0, charts], 1280: [charts, 0]}


def test_charts_take_the_colours_of_the_scheme(open_page):
    colours = [
        open_page(scheme=scheme).evaluate("""getComputedStyle(document.querySelector(
            '[aria-labelledby=moves] .wide [stroke="var(--gain)"]')).stroke""")
        for scheme in ("light", "dark")
    ]

    assert colours == ["rgb(27, 124, 88)", "rgb(85, 198, 151)"]


def test_the_keyboard_reaches_the_content_and_opens_a_definition(open_page):
    page = open_page()

    page.keyboard.press("Tab")
    skipped_to = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.tagName")
    page.keyboard.press("Enter")

    assert (skipped_to, first) == ("#main", "SUMMARY")
    assert page.locator("details[open]").count() == 1
    assert page.locator("details[open] table").is_visible()


def test_focus_is_always_seen(open_page):
    page = open_page()

    outlines = []
    for _ in range(12):
        page.keyboard.press("Tab")
        outlines.append(
            page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        )

    assert min(outlines) >= 2


def test_on_paper_the_findings_stay_and_the_controls_go(open_page):
    page = open_page()

    page.emulate_media(media="print")

    assert not page.locator("nav").first.is_visible()
    assert not page.locator("summary").first.is_visible()
    assert page.locator("#headline").is_visible()
    assert page.locator(".chart svg:visible").count() == 6
