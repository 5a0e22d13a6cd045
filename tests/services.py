"""What tests need beyond pip: Chromium, and a real database server. And how random they are."""

import os

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import sync_playwright

from scripts.find_chromium import find

NOTHING_SKIPPED = os.environ.get("CI") == "true"
QUIET = (  # a browser that asks nobody anything: nothing leaves this machine
    "--no-sandbox",  # root has no other way; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# No test asserts a time, so Hypothesis does not either.
hypothesis_settings.register_profile(
    "test", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "fuzz",
    parent=hypothesis_settings.get_profile("test"),
    max_examples=int(os.environ.get("EXAMPLES", "2000")),
)
hypothesis_settings.load_profile("test")


def pytest_collection_modifyitems(config, items):
    """Leave out, on SQLite, what only a server can show."""
    if "postgresql" in django_settings.DATABASES["default"]["ENGINE"]:
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def chromium():
    """The path of a Chromium."""
    path = find()
    if path is None and NOTHING_SKIPPED:
        pytest.fail("There is no Chromium, and with CI=true nothing may be skipped.")
    if path is None:
        pytest.skip("There is no Chromium here. Install it: sudo apt-get install chromium")
    return path


@pytest.fixture(scope="session")
def browser(chromium):
    """A running Chromium, for all browser tests of a worker; open a `new_context()` in each."""
    # Playwright keeps a loop in this thread from here on; Django would refuse its database there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield running
        running.close()
