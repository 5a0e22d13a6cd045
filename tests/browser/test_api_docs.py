"""The API's documentation in a real browser, under the strict content policy, without a CDN."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(browser, live_server):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda said: page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto(live_server.url + "/api/docs", wait_until="networkidle")
    yield page
    context.close()


def test_docs_list_every_operation_and_load_nothing_from_elsewhere(opened, live_server):
    opened.locator(".opblock-summary-path").first.wait_for()  # drawn after all is loaded
    summaries = opened.locator(".opblock-summary-path").all_inner_texts()

    shown = {text.replace("\u200b", "") for text in summaries}
    assert {"/api/events", "/api/spaces/{slug}", "/api/impact", "/api/series"} <= shown
    elsewhere = [url for url in opened.asked if not url.startswith((live_server.url, "data:"))]
    assert (elsewhere, opened.complaints) == ([], [])


def test_operation_can_be_tried_from_the_page(opened):
    opened.locator("#operations-Impact-parvis_api_impact_read_impact").click()
    opened.get_by_role("button", name="Try it out").click()
    opened.get_by_role("button", name="Execute").click()

    said = opened.locator(".live-responses-table .microlight, .live-responses-table code")
    said.first.wait_for()
    assert "No figures are published yet." in said.first.inner_text()
