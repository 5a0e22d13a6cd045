"""What each page must be for each reader, and how tests get from one page to the next."""

from axe_playwright_python.sync_playwright import Axe

MAIL_PROGRAM = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}  # it brings the landmarks


def barriers(page, options=None):
    """What axe finds on a page: each rule that is broken, and where first."""
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in found]


def holds_for_everybody(page, name=""):
    """Assert that axe finds nothing on a page, and that it is no wider than its window."""
    assert (name, barriers(page)) == (name, [])
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert (name, wide) == (name, page.viewport_size["width"])


def follow(locator):
    """Click what leads to another page, and wait for that page: what comes next is asked of it."""
    with locator.page.expect_navigation():
        locator.click()
