"""The worker reads one source of tasks a turn, and says nothing of it where there is none."""

import pytest
from django.utils import timezone

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity, OpportunitySource
from parvis.core.pathways.sourcing import add_source
from parvis.jobs.offers import sync_opportunities
from tests.insights.offers.fake_github import FakeGitHub

pytestmark = pytest.mark.django_db


@pytest.fixture
def github():
    server = FakeGitHub()
    yield server
    server.close()


def test_one_source_a_turn(github, now):
    load_pathways(by=None, now=now)
    area = FocusArea.objects.get(slug="coding")
    for place in ("open/squares", "open/doors"):
        fields = {"area": area, "system": "github", "address": github.url, "place": place}
        add_source(**fields, by=None, now=now)
    github.issue(1, "Mend the clock")
    at = timezone.now()

    counts = [sync_opportunities(now=at) for _turn in range(3)]

    assert counts == [1, 0, 0]
    assert Opportunity.objects.get().title == "Mend the clock"
    problems = dict(OpportunitySource.objects.values_list("place", "problem"))
    assert problems["open/squares"] == ""
    assert problems["open/doors"].startswith("There is no repository open/doors")
    assert set(OpportunitySource.objects.values_list("tried_at", flat=True)) == {at}
