"""The archive of a portal: 4,480 real events."""

from datetime import UTC, date, datetime

import pytest

from parvis.core.events.models import Event
from parvis.core.pathways.actions import load_pathways
from parvis.core.programmes.actions import ensure_network
from parvis.core.spaces.models import Space
from parvis.insights.cadence import cadence
from parvis.insights.importing.events import import_events
from parvis.insights.importing.mapping import find_mapping

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def load(db, shared_data):
    load_pathways(by=None, now=NOW)
    ensure_network(name="Our network", by=None, now=NOW)
    folder = shared_data / "reps"

    def again():
        return import_events(
            file=folder / "events.csv",
            mapping=find_mapping("reps-archive"),
            registrations=folder / "participations.csv",
            by=None,
            now=NOW,
        )

    return again


def test_every_event_is_in_or_is_listed_with_the_reason(load):
    report = load()

    assert report.new + len(report.set_aside) == 4480
    assert report.new == Event.objects.count() == 254
    reasons = {row.problem.split(" (")[0] for row in report.set_aside}
    assert reasons == {
        "its venue is no space of the network",
        "its venue may be a space of the network, but not surely which",
    }


def test_paris_held_what_is_known_of_its_pilot(load):
    load()

    told = cadence(slug="paris", first=date(2014, 5, 1), last=date(2014, 7, 31))

    assert [period.held for period in told["months"]] == [7, 8, 7]
    weeks = told["weeks"]
    assert [weeks[0].start, weeks[-1].start] == [date(2014, 4, 28), date(2014, 7, 28)]
    assert sum(week.held for week in weeks) == 22
    assert [week.planned for week in weeks] == [1.7, *[3] * 12, 1.7]  # four days at either end
    year = cadence(slug="paris", first=date(2014, 3, 1), last=date(2014, 12, 31))
    assert [month.held for month in year["months"]] == [8, 4, 7, 8, 7, 0, 1, 2, 2, 0]


def test_a_second_import_changes_nothing(load):
    load()
    before = list(Event.objects.order_by("pk").values())

    report = load()

    assert (report.new, report.changed, report.same, report.spaces) == (0, 0, 254, [])
    assert list(Event.objects.order_by("pk").values()) == before
    assert Space.objects.count() == 13


def test_sign_ups_are_registrations_and_nobody_is_counted_as_there(load):
    load()

    assert set(Event.objects.values_list("headcount", "state", "room")) == {(None, "held", None)}
    assert Event.objects.filter(registered__gt=0).count() > 200
