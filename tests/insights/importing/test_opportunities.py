"""Tasks from a table: good rows are kept, others set aside with a sentence, twice is as once."""

from datetime import timedelta

import pytest

from parvis.core.ground.models import LogEntry
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import change_opportunity, close_opportunity
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.people.rules import NotAllowedError
from parvis.insights.importing.mapping import MappingError
from parvis.insights.importing.opportunities import import_opportunities
from parvis.insights.importing.opportunity_rows import TaskMapping, read_task_mapping
from parvis.measure.sources.base import SourceError

HOUR = timedelta(hours=1)
TABLE = """\
title,area,link,minutes,difficulty,language,prerequisites,state
Mend the clock,coding,https://x.org/1,30,some,fr,A browser,open
Name the colours,Quality Assurance,,15,,,,
Long done,support,,,,,,closed
"""


@pytest.fixture
def areas(db, now):
    load_pathways(by=None, now=now)
    FocusArea.objects.filter(slug="qa").update(name="Quality Assurance")


@pytest.fixture
def load(areas, tmp_path, now):
    def run(text, mapping=None, by=None, later=0):
        file = tmp_path / "tasks.csv"
        file.write_text(text, encoding="utf-8")
        at = now + later * HOUR
        return import_opportunities(file=file, mapping=mapping or TaskMapping(), by=by, now=at)

    return run


def counts(report):
    return (report.new, report.changed, report.closed, report.same, len(report.set_aside))


def test_rows_become_tasks(load):
    report = load(TABLE)

    rows = {row.title: row for row in Opportunity.objects.select_related("area")}
    clock = rows["Mend the clock"]
    assert counts(report) == (3, 0, 0, 0, 0)
    assert (clock.area.slug, clock.minutes, clock.difficulty) == ("coding", 30, "some")
    assert (clock.language, clock.prerequisites) == ("fr", "A browser")
    assert (rows["Name the colours"].area.slug, rows["Name the colours"].minutes) == ("qa", 15)
    assert rows["Long done"].state == "closed"


def test_a_second_time_changes_nothing(load):
    load(TABLE)
    logged = LogEntry.objects.count()

    report = load(TABLE, later=1)

    assert counts(report) == (0, 0, 0, 3, 0)
    assert LogEntry.objects.count() == logged


def test_what_a_row_says_differently_is_changed_closed_or_opened(load):
    load(TABLE)

    report = load(
        "title,area,link,minutes,state\nMend all clocks,coding,https://x.org/1,45,\n"
        "Name the colours,qa,,,closed\nLong done,support,,,open\n"
    )

    assert counts(report) == (0, 2, 1, 0, 0)
    told = dict(Opportunity.objects.values_list("title", "state"))
    states = {"Mend all clocks": "open", "Name the colours": "closed", "Long done": "open"}
    assert told == states
    assert Opportunity.objects.get(title="Mend all clocks").minutes == 45


def test_blank_cells_change_nothing(load, now, lead):
    load(TABLE)
    clock = Opportunity.objects.get(link="https://x.org/1")
    change_opportunity(opportunity=clock, summary="Begin here", by=lead, now=now)
    close_opportunity(opportunity=clock, by=lead, now=now)

    report = load("title,area,link\nMend the clock,coding,https://x.org/1\n")

    clock.refresh_from_db()
    assert counts(report) == (0, 0, 0, 1, 0)
    assert (clock.minutes, clock.summary, clock.state) == (30, "Begin here", "closed")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",coding,,,,,,", "it has no title"),
        ("A,nowhere,,,,,,", "no focus area is called 'nowhere'"),
        ("A,coding,x.org,,,,,", "'x.org' is no address"),
        ("A,coding,,soon,,,,", "minutes is 'soon'"),
        ("A,coding,,0,,,,", "minutes is '0'"),
        ("A,coding,,,huge,,,", "difficulty is 'huge'"),
        ("A,coding,,,,French,,", "'French' is no language"),
        ("A,coding,,,,,,gone", "its state is 'gone'"),
        (f"{'x' * 201},coding,,,,,,", "Ensure this value has at most 200 characters"),
        ("A,coding", "it has 2 cells where the header has 8"),
    ],
)
def test_a_bad_row_is_set_aside_and_the_others_are_kept(load, row, problem):
    report = load(f"{TABLE}{row}\n")

    (aside,) = report.set_aside
    assert counts(report) == (3, 0, 0, 0, 1)
    assert (aside.row, bool(aside.remedy)) == ("row 5", True)
    assert problem in aside.problem
    assert Opportunity.objects.count() == 3


def test_the_same_task_twice_in_a_table_is_one(load):
    report = load("title,area\nA,coding\nA,coding\n")

    assert counts(report) == (1, 0, 0, 1, 0)


def test_tasks_of_a_source_are_left_alone(load, areas, now):
    area = FocusArea.objects.get(slug="coding")
    source = area.sources.create(system="github", address="https://x.org", place="a/b")
    load("title,area\nA,coding\n")
    Opportunity.objects.update(source=source, native_id="1")

    report = load("title,area\nA,coding\n")

    assert (counts(report), Opportunity.objects.count()) == ((1, 0, 0, 0, 0), 2)


def test_a_table_without_the_columns_is_refused(load):
    with pytest.raises(SourceError, match="has no column 'area'"):
        load("title,team\nA,coding\n")


def test_an_outsider_imports_nothing_and_staff_do(load, outsider, staff):
    with pytest.raises(NotAllowedError, match="Staff and coordinators may"):
        load(TABLE, by=outsider)

    assert load(TABLE, by=staff).new == 3


def test_a_mapping_names_columns_and_areas(load, tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text('[columns]\ntitle = "What"\narea = "Team"\n[areas]\n"Web Dev" = "coding"\n')

    report = load("What,Team,minutes\nMend,Web Dev,5\n", read_task_mapping(path))

    assert (report.new, Opportunity.objects.get().minutes) == (1, 5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[columns", "is not TOML"),
        ("[rows]\na = 1", "no part is 'rows'"),
        ('[columns]\nname = "x"', "no column is 'name'"),
        ("[columns]\ntitle = 1", "quotation marks"),
        (None, "cannot be read"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path, text, sentence):
    path = tmp_path / "ours.toml"
    if text is not None:
        path.write_text(text)

    with pytest.raises(MappingError, match=sentence):
        read_task_mapping(path)
