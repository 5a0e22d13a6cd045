from datetime import UTC, date, datetime, timedelta

import pytest

from parvis.core.events.actions import change_event
from parvis.core.events.models import Event
from parvis.core.ground.models import LogEntry
from parvis.core.pathways.actions import load_pathways
from parvis.core.spaces.rooms import Closure
from parvis.insights.cadence import CadenceError, cadence
from parvis.insights.importing.events import import_events
from parvis.insights.importing.mapping import MappingError, find_mapping, read_mapping
from parvis.insights.importing.venues import fold
from parvis.measure.sources.base import SourceError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MAPPING = """
name = "old-calendar"
space = "paris"
[columns]
id = "Nr"
title = "What"
starts_at = "From"
ends_at = "To"
registered = "Signed up"
headcount = "Came"
areas = "Topics"
[areas]
"Code" = "coding"
"Words" = "localization"
[registrations]
event = "event"
"""
HEADER = "Nr;What;From;To;Signed up;Came;Topics\n"


@pytest.fixture
def load(space, network, tmp_path):
    load_pathways(by=None, now=NOW)

    def run(rows, registrations=None, mapping=MAPPING):
        file = tmp_path / "events.csv"
        file.write_text(HEADER + "\n".join(rows), encoding="utf-8")
        return import_events(
            file=file,
            mapping=read_mapping(mapping, "m.toml"),
            registrations=registrations,
            by=None,
            now=NOW,
        )

    return run


def test_naive_times_are_on_the_clock_of_the_space(load):
    load(["1;Lamps;2025-07-01T19:00;2025-07-01T21:00;12;;Words|Code|Tea"])

    event = Event.objects.get()
    assert event.starts_at == datetime(2025, 7, 1, 17, tzinfo=UTC)
    assert (event.registered, event.headcount, event.state) == (12, None, "held")
    assert (event.area.slug, event.further_areas.get().slug) == ("coding", "localization")
    entry = LogEntry.objects.get(action="events.import")
    assert entry.details == {"source": "old-calendar", "new": 1, "changed": 0}


def test_event_to_come_is_published_and_has_no_headcount(load):
    load(["1;Lamps;2026-07-01T19:00;2026-07-01T21:00;12;9;"])

    assert Event.objects.values_list("state", "headcount").get() == ("published", None)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "1;Lamps;2025-07-01T21:00;2025-07-01T19:00;;;",
            "ends (2025-07-01T19:00) before it starts",
        ),
        ("1;Lamps;1 July;2025-07-01T19:00;;;", "'1 July' is no date and time"),
        ("1;Lamps;2025-02-30T19:00;2025-07-01T19:00;;;", "is no date and time"),
        ("1;Lamps;1970-01-01T19:00;1970-01-01T20:00;;;", "is before 1990"),
        ("1;Lamps;2025-03-30T02:30;2025-03-30T05:00;;;", "does not exist in Europe/Paris"),
        (";Lamps;2025-07-01T19:00;2025-07-01T21:00;;;", "it has no id"),
        ("1;;2025-07-01T19:00;2025-07-01T21:00;;;", "it has no title"),
        ("1;Lamps;2025-07-01T19:00;2025-07-01T21:00;many;;", "registered is 'many', not a count"),
        ("1;Lamps;2025-07-01T19:00", "it has 3 cells where the header has 7"),
        ("0;Again;2025-07-01T19:00;2025-07-01T21:00;;;", "its id 0 stands in row 2 already"),
    ],
)
def test_bad_row_is_set_aside_and_the_good_ones_are_kept(load, row, problem):
    report = load(["0;Good;2025-07-01T19:00;2025-07-01T21:00;;;", row])

    assert [problem in str(one) for one in report.set_aside] == [True]
    assert report.set_aside[0].row.startswith("row 3") or "row 3" in report.set_aside[0].row
    assert Event.objects.get().title == "Good"


def test_what_the_source_changes_is_changed_unless_somebody_changed_it_here(load):
    rows = [f"{n};Lamps {n};2026-07-0{n}T19:00;2026-07-0{n}T21:00;;;" for n in (1, 2, 3)]
    load(rows)
    mine = Event.objects.get(source_id="2")
    change_event(event=mine, by=None, now=NOW, title="Our lamps")

    report = load([row.replace("Lamps", "Lights") if row[0] in "12" else row for row in rows])

    assert (report.new, report.changed, report.left, report.same) == (0, 1, 1, 1)
    titles = Event.objects.order_by("source_id").values_list("title", flat=True)
    assert list(titles) == ["Lights 1", "Our lamps", "Lamps 3"]
    assert Event.objects.get(source_id="2").uid == mine.uid


def test_registrations_are_counted_for_each_event(load, tmp_path):
    signed = tmp_path / "signed.csv"
    signed.write_text("event,who\n1,a\n1,b\n3,c\n", encoding="utf-8")

    load([f"{n};Lamps;2025-07-0{n}T19:00;2025-07-0{n}T21:00;9;;" for n in (1, 2)], signed)

    assert list(Event.objects.values_list("registered", flat=True)) == [2, 0]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("name =", "name :"), "is not TOML"),
        (('id = "Nr"', ""), "names no column for id"),
        (('id = "Nr"', 'id = "Nr"\ncolour = "x"'), "'colour', which is no field"),
        (("[registrations]", "[sign_ups]"), "'sign_ups' means nothing"),
        (('space = "paris"', 'space = "oslo"'), "There is no space 'oslo'"),
        (("[areas]", "[[spaces]]\nslug = 'oslo'\n[areas]"), "space oslo lacks 'name'"),
        (("[areas]", "[[doubtful]]\nvenue = '('\nbecause = 'x'\n[areas]"), "cannot be read"),
    ],
)
def test_mapping_that_cannot_be_used_says_where(load, change, problem):
    with pytest.raises(MappingError, match=problem.replace("(", r"\(")):
        load([], mapping=MAPPING.replace(*change))


def test_registrations_need_a_column(load, tmp_path):
    with pytest.raises(MappingError, match=r"has no \[registrations\]"):
        load([], tmp_path / "x.csv", mapping=MAPPING.partition("[registrations]")[0])


def test_mapping_is_found_by_name_or_by_path(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(MAPPING, encoding="utf-8")

    assert find_mapping("reps-archive").name == "reps-archive"
    assert find_mapping(str(own)).name == "old-calendar"
    with pytest.raises(MappingError, match="one that ships: reps-archive"):
        find_mapping("nothing")


def test_file_that_is_no_table_imports_nothing(load, tmp_path):
    with pytest.raises(SourceError, match="Number"):
        load([], mapping=MAPPING.replace('"Nr"', '"Number"'))
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("venue", "city", "slug"),
    [
        ("16 Boulevard Montmartre", "Paris", "paris"),
        ("26bis Boulevard Montmartre", "Paris", "paris"),
        ("MozSpace, 16, bis bd. Montmartre", "", "paris"),
        ("Mozilla Space", "Paris", "paris"),
        ("Mozilla Space", "Lyon", None),
        ("Sunset Boulevard (bar)", "Paris", None),
        ("摩茲工寮 Mozilla Community Space Taipei", "Da-an District", "taipei"),
        ("", "Paris", None),
    ],
)
def test_venues_are_matched_by_rules(venue, city, slug):
    found, reason = find_mapping("reps-archive").venues.match(venue, city)

    assert found == slug
    assert bool(reason) == (slug is None)


def test_folding_leaves_plain_words():
    assert fold("  Cité des Sciences, 30-A ") == "cite des sciences 30 a"


class TestCadence:
    def test_week_that_is_closed_throughout_is_not_planned(self, space):
        days = {"from_on": date(2026, 8, 3), "until_on": date(2026, 8, 12)}
        Closure.objects.create(space=space, reason="summer", **days)

        told = cadence(slug="paris", first=date(2026, 8, 3), last=date(2026, 8, 16))

        assert [week.planned for week in told["weeks"]] == [0, 3]
        august = told["months"][0]
        assert august.planned == 3
        whole = cadence(slug="paris", first=date(2026, 8, 1), last=date(2026, 8, 31))
        assert whole["months"][0].planned == round(3 * (31 - 7) / 7, 1)

    def test_only_public_events_that_were_held_count(self, load):
        load([f"{n};Lamps;2025-07-0{n}T23:30;2025-07-0{n}T23:50;;;" for n in (1, 2, 3)])
        Event.objects.filter(source_id="1").update(is_public=False)
        Event.objects.filter(source_id="2").update(state="cancelled")

        told = cadence(slug="paris", first=date(2025, 7, 1), last=date(2025, 7, 31))

        assert [month.held for month in told["months"]] == [1]

    def test_day_is_the_day_of_the_space(self, load):
        load(["1;Lamps;2025-06-30T22:30Z;2025-06-30T23:00Z;;;"])  # half past midnight in Paris

        told = cadence(slug="paris", first=date(2025, 6, 30), last=date(2025, 7, 1))

        assert [month.held for month in told["months"]] == [0, 1]

    @pytest.mark.parametrize("length", [7, 700])
    def test_cadence_costs_the_same_queries(self, space, length, django_assert_num_queries):
        first = date(2025, 1, 1)
        with django_assert_num_queries(4):  # space, hours, closures, events
            cadence(slug="paris", first=first, last=first + timedelta(length))

    def test_impossible_periods_are_refused(self, space):
        with pytest.raises(CadenceError, match="is no period"):
            cadence(slug="paris", first=date(2025, 7, 2), last=date(2025, 7, 1))
        with pytest.raises(CadenceError, match="Known are paris"):
            cadence(slug="oslo", first=date(2025, 7, 1), last=date(2025, 7, 1))
