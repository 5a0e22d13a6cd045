"""Servers that speak as GitHub and Bugzilla do, and sources that name them."""

import pytest

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.sourcing import add_source

from .fake_bugzilla import FakeBugzilla
from .fake_github import FakeGitHub


@pytest.fixture
def github():
    server = FakeGitHub()
    yield server
    server.close()


@pytest.fixture
def bugzilla():
    server = FakeBugzilla()
    yield server
    server.close()


@pytest.fixture
def area(db, now):
    load_pathways(by=None, now=now)
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def repository(area, github, now):
    """The issues of one repository that are labelled for newcomers."""
    labels = ["good first issue", "help wanted"]
    fields = {"area": area, "system": "github", "place": "open/squares", "labels": labels}
    return add_source(**fields, address=github.url, by=None, now=now)


@pytest.fixture
def component(area, bugzilla, now):
    """The mentored bugs of one component."""
    fields = {"area": area, "system": "bugzilla", "place": "Squares/Door", "labels": []}
    return add_source(**fields, address=bugzilla.url, minutes=90, by=None, now=now)
