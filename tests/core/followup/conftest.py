import pytest

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from tests.core.registration.conftest import *  # noqa: F403  # the same events and sign-ups


@pytest.fixture
def coding(db, now):
    load_pathways(by=None, now=now)
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def make_task(coding, now):
    """Make an open opportunity."""

    def make(title="Mend the tooltip", **fields):
        fields = {"area": coding, "minutes": 30, "opened_at": now, "changed_at": now, **fields}
        return Opportunity.objects.create(title=title, **fields)

    return make
