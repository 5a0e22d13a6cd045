"""Devices at the door: browsers that have opened its link, on- and offline."""

import re

import pytest

OFFLINE = re.compile("ERR_INTERNET_DISCONNECTED|Failed to load resource")
ENTRY = "Name or ticket code"


class Device:
    """A phone at the door: one browser context with one or more tabs."""

    def __init__(self, context, address, complaints):
        self.context, self.address, self.complaints = context, address, complaints
        self.page = self.tab()

    def tab(self):
        page = self.context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.address)
        page.locator("body[data-ready]").wait_for()
        page.locator("body[data-kept]").wait_for()
        page.get_by_text("List of").wait_for()
        return page

    def line_goes(self):
        self.context.set_offline(True)

    def line_comes_back(self):
        self.context.set_offline(False)
        self.page.get_by_text("All sent").wait_for()


@pytest.fixture
def device(browser, live_server, door):
    """Make a device that has opened the door's link."""
    contexts, complaints = [], []

    def make(secret=door, width=360, scheme="light", named=None, clock=None):
        context = browser.new_context(
            viewport={"width": width, "height": 780}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        if clock:
            context.clock.install(time=clock)
        made = Device(context, f"{live_server.url}/door/{secret}/", complaints)
        if named:
            made.page.get_by_label("This device").fill(named)
            made.page.get_by_label(ENTRY).focus()
        return made

    yield make
    for context in contexts:
        context.close()
    assert [one for one in complaints if not OFFLINE.search(one)] == []


def verdict(page, text):
    page.locator(f'#answer[data-verdict="{text}"]').wait_for()


def enter(page, text, expected, name=""):
    page.get_by_label(ENTRY).fill(text)
    page.keyboard.press("Enter")
    verdict(page, expected)
    if name:
        page.locator("#answer .answer-name", has_text=name).wait_for()
