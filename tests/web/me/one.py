"""Somebody who signs in, and what there is of them: for the tests of my page."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache

from parvis.core.followup.recognising import Earned, recognise
from parvis.insights.installation import lake_keys
from tests.core.followup.conftest import coding, make_task
from tests.insights.small_network import publish_network

__all__ = ["coding", "make_task"]
POINT = {
    "order": 1,
    "level": "casual",
    "kinds": ["issue", "answer"],
    "k": 1,
    "window_days": 365,
    "seen_at": "the tracker",
    "recognition": "",
    "next_step": "",
}


@pytest.fixture(autouse=True)
def _fresh(home, network):
    """No attempt of another test counts, and no other lake is read."""
    cache.clear()


@pytest.fixture
def ada(make_person):
    return make_person("ada")


@pytest.fixture
def signed_in(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def past(evening, now):
    start = now - timedelta(days=10)
    return evening("Lamp repair", starts_at=start, ends_at=start + timedelta(hours=2), now=start)


@pytest.fixture
def lake(home, now):
    """Ada did something under her address, with two accounts."""
    own, day = lake_keys(home).address("ada@example.org"), now.date()
    rows = [
        ("ada", own, "coding", str(day - timedelta(days=3)), "issue"),
        ("ada-l", own, "coding", str(day - timedelta(days=2))),
        ("ada-l", own, "coding", str(day - timedelta(days=2))),
    ]
    publish_network(home, rows, str(day))
    return home


@pytest.fixture
def badge(ada, coding, now):
    evidence = [{"source": "tracker", "kind": "issue", "on": "2026-02-01", "count": 2}]
    earned = Earned(ada, coding, POINT, 1, date(2026, 2, 1), evidence)
    return recognise(earned=earned, now=now)


def text(answer):
    return " ".join(answer.content.decode().split())
