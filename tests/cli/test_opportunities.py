"""`parvis opportunities` and `parvis import opportunities`: what they say, and how they end."""

import json

import pytest
from django.utils import timezone

from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity, OpportunitySource
from parvis.core.pathways.sourcing import add_source
from tests.insights.offers.fake_github import FakeGitHub


@pytest.fixture
def github():
    server = FakeGitHub()
    yield server
    server.close()


@pytest.fixture
def area(parvis):
    parvis("init", "--no-input")
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def source(area, github):
    fields = {"area": area, "system": "github", "address": github.url, "place": "open/squares"}
    return add_source(**fields, by=None, now=timezone.now())


def test_sync_reads_every_source_to_its_end(parvis, source, github):
    github.issue(1, "Mend the clock", "30 min")

    done = parvis("opportunities", "sync")
    again = json.loads(parvis("opportunities", "sync", "--format", "json").stdout)

    said = "GitHub issues: open/squares: 1 new, 0 opened again, 0 closed, 0 changed.\n"
    assert (done.exit_code, done.stdout) == (0, said)
    counts = {"new": 0, "reopened": 0, "closed": 0, "changed": 0}
    how = {"read_to_the_end": True, "problem": ""}
    assert again == [{"source": source.pk, "place": "open/squares", **counts, **how}]


def test_a_problem_is_told_and_ends_with_one(parvis, source, github):
    github.fail(500)

    done = parvis("opportunities", "sync", "--source", source.pk)

    assert done.exit_code == 1
    assert "GitHub issues: open/squares was not read to the end." in done.stderr
    assert "is in trouble and answered 500" in done.stderr


def test_a_source_that_a_worker_has_is_left_to_it(parvis, source, github, monkeypatch):
    monkeypatch.setattr("parvis.core.pathways.sourcing.claim", lambda *_, **__: False)

    done = parvis("opportunities", "sync")

    assert (done.exit_code, github.questions) == (1, [])
    assert "A worker reads it at this moment." in done.stderr


def test_a_source_that_there_is_not_is_said(parvis, source):
    unknown = parvis("opportunities", "sync", "--source", 999)
    OpportunitySource.objects.update(is_on=False)
    off = parvis("opportunities", "sync", "--source", source.pk)

    assert (unknown.exit_code, off.exit_code) == (1, 1)
    assert f"There is: {source.pk} (open/squares)." in unknown.stderr
    assert "There is: none." in off.stderr


def test_without_sources_and_tasks_it_says_so(parvis, area):
    assert "There are no sources of tasks." in parvis("opportunities", "sync").stdout
    assert parvis("opportunities", "list").stdout == "No open task fits.\n"
    assert json.loads(parvis("opportunities", "list", "--format", "json").stdout) == []


def test_the_list_is_narrowed_and_says_what_is_left_out(parvis, area, tmp_path):
    file = tmp_path / "tasks.csv"
    file.write_text("title,area,minutes\nA,coding,10\nB,coding,90\nC,qa,20\n")
    parvis("import", "opportunities", file)

    short = json.loads(parvis("opportunities", "list", "--minutes", 30, "--format", "json").stdout)
    coding = parvis("opportunities", "list", "--area", "coding", "--most", 1)
    all_of_them = parvis("opportunities", "list", "--most", 3)

    assert [one["title"] for one in short] == ["C", "A"]
    assert "B" in coding.stdout
    assert "1 more task not shown: --most shows them." in coding.stderr
    assert all_of_them.stderr == ""


def test_import_says_what_came_and_lists_what_was_set_aside(parvis, area, tmp_path, home):
    file = tmp_path / "tasks.csv"
    file.write_text("title,area\nA,coding\n,coding\n")

    done = parvis("import", "opportunities", file)
    again = parvis("import", "opportunities", file, "--format", "json")

    assert done.exit_code == 3
    said = "1 new task, 0 changed, 0 closed, 0 known, 1 set aside.\n"
    assert done.stdout == said
    assert "row 3: it has no title. Say in one line what is to be done" in done.stderr
    answer = json.loads(again.stdout)
    assert (answer["new"], answer["known"], answer["set_aside"]) == (0, 1, 1)
    assert str(home.set_aside) in answer["set_aside_file"]
    assert Opportunity.objects.count() == 1


def test_import_with_a_mapping(parvis, area, tmp_path):
    (tmp_path / "tasks.csv").write_text("What,area\nA,coding\n")
    (tmp_path / "ours.toml").write_text('[columns]\ntitle = "What"\n')

    mapping = ("--mapping", tmp_path / "ours.toml")
    done = parvis("import", "opportunities", tmp_path / "tasks.csv", *mapping)

    assert (done.exit_code, Opportunity.objects.get().title) == (0, "A")
