"""One drawn network, shared by the tests of the demo."""

from datetime import date

import pytest

from parvis.insights.demo.feeds import sources
from parvis.insights.demo.truth import Truth
from parvis.insights.demo.world import world
from parvis.measure.keys import Keys

TODAY = date(2026, 5, 14)  # a Thursday; the clocks change on both halves of the globe before it


@pytest.fixture(scope="session")
def drawn():
    return world(TODAY)


@pytest.fixture(scope="session")
def truth(drawn):
    return Truth(drawn)


@pytest.fixture(scope="session")
def keys():
    return Keys(b"a secret of the tests")


@pytest.fixture(scope="session")
def feeds(drawn, keys):
    return sources(drawn, keys)
