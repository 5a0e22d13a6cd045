"""Building the demo in an installation: once, whole, and never over somebody's own data."""

from datetime import datetime, time, timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.people.models import LinkDecision, User
from parvis.core.spaces.models import Space
from parvis.insights import demo
from parvis.measure.lake import Lake
from parvis.measure.main import ingest

from .conftest import TODAY


@pytest.fixture
def build(home, keys, db):
    """Build the demo in this test's installation."""
    lake = Lake(home.lake)

    def built(**options):
        return demo.build(home, lake, keys, **({"today": TODAY} | options))

    return built


def test_build_again_does_nothing(build, home):
    first = build()
    manifest = Lake(home.lake).manifest_path.read_text()

    again = build(today=TODAY + timedelta(3))

    assert not again.is_new
    assert again.today == TODAY
    assert again.activities == first.activities
    assert Lake(home.lake).manifest_path.read_text() == manifest


def test_rebuild_for_another_day_replaces_everything(build, home):
    build()
    LinkDecision.objects.all().delete()

    later = build(today=TODAY + timedelta(3), rebuild=True)

    assert later.is_new
    assert later.today == TODAY + timedelta(3)
    assert Space.objects.count() == 12
    assert Event.objects.filter(state="held").count() == later.events_held
    rows = sum(entry.rows for entry in Lake(home.lake).sources().values())
    assert later.activities - 5 <= rows <= later.activities
    assert User.objects.filter(email="lead@demo.example").count() == 1


def test_build_that_broke_off_is_done_again(build, home):
    class PulledPlugError(Exception):
        pass

    def pull_the_plug(done, total, what):
        if what == "docs-git":
            raise PulledPlugError

    with pytest.raises(PulledPlugError):
        build(progress=pull_the_plug)
    assert not demo.is_demo(home)

    assert build().is_new
    assert demo.is_demo(home)
    assert len(Lake(home.lake).sources()) == 16


def test_build_refuses_an_installation_with_its_own_spaces(build, space):
    with pytest.raises(demo.DemoError, match="Set PARVIS_HOME to a new directory"):
        build()

    assert Space.objects.get() == space


def test_build_refuses_an_installation_with_its_own_sources(build, home, feeds):
    ingest(Lake(home.lake), feeds[9], now=datetime.combine(TODAY, time()))

    with pytest.raises(demo.DemoError, match="holds spaces or sources that are no demo"):
        build()


def test_build_reports_its_progress_up_to_the_whole(build):
    seen = []

    build(progress=lambda done, total, what: seen.append((done, total, what)))

    shares = [done / total for done, total, _ in seen]
    assert shares == sorted(shares)
    assert (seen[0][0], shares[-1]) == (0, 1.0)
    assert len(seen) == 16 + 3
