import json
from datetime import date, timedelta

import pytest
import vl_convert

from parvis.cli.clock import today
from parvis.cli.edge import DONE, FAILED, MISUSE
from parvis.core.programmes.models import MeasureRun
from parvis.measure.lake import Lake
from parvis.measure.manifest import FORMAT

PROMISED = {"as_of", "coverage", "people", "active", "lifecycle", "growth", "retention", "stale"}


@pytest.fixture
def loaded(parvis, repository):
    parvis("ingest", "git", repository.path, "--source", "work", "--area", "qa")
    return repository


def test_resolve_says_who_there_is(parvis, loaded):
    loaded.commit("Robot", "robot@bots.example").commit("Sam", "sam@staff.example")
    parvis("ingest", "git", loaded.path, "--source", "work", "--area", "qa")

    done = parvis("resolve")

    assert done.exit_code == DONE, done.output
    assert done.stdout == (
        "5 accounts of 5 people:\n3 contributors, 1 staff, 1 bot.\n3 person-days written.\n"
    )


def test_resolve_answers_in_json_with_the_reasons(parvis, loaded):
    loaded.commit("Ada L.", "ADA+git@example.org")
    parvis("ingest", "git", loaded.path, "--source", "work", "--area", "qa")

    done = parvis("resolve", "--format", "json")

    assert json.loads(done.stdout)["people"]["total"] == 3
    assert json.loads(done.stdout)["merges"] == {"same-address": 1}


def test_resolve_under_broken_rules_names_the_file(parvis, loaded, home):
    home.rules.write_text("[staff\n")

    done = parvis("resolve")

    assert done.exit_code == FAILED
    assert done.stderr.startswith(f"{home.rules}: this is not TOML")
    assert done.stderr.count("\n") == 1


def test_measure_before_resolve_says_what_to_run(parvis, loaded):
    done = parvis("measure", "--as-of", "2020-01-01", "--format", "json")

    assert (done.exit_code, done.stdout) == (FAILED, "")
    assert done.stderr == "Nobody has been resolved yet: run `parvis resolve` first.\n"


def test_measure_of_what_an_earlier_version_resolved_says_what_to_do(parvis, home, loaded):
    parvis("resolve")
    manifest = Lake(home.lake).manifest_path
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 1'))

    done = parvis("measure", "--as-of", "2020-01-01")
    parvis("resolve")
    again = parvis("measure", "--as-of", "2020-01-01")

    assert done.exit_code == FAILED
    assert done.stderr == "An earlier version wrote the person-days: run `parvis resolve` again.\n"
    assert "3 active contributors." in again.stdout


def test_measure_answers_with_one_json_document(parvis, loaded):
    parvis("resolve")

    done = parvis("measure", "--as-of", "2020-01-01", "--format", "json")

    figures = json.loads(done.stdout)
    assert done.exit_code == DONE, done.output
    assert done.stderr == ""
    assert set(figures) >= PROMISED
    assert figures["as_of"] == "2020-01-01"
    assert figures["people"] == {"total": 3, "staff": 0, "bots": 0}
    assert figures["active"]["total"] == 3
    assert figures["active"]["by_area"]["qa"] == 3
    assert figures["lifecycle"][0]["month"] == "2019-03"


def test_measure_for_people_to_read(parvis, loaded):
    parvis("resolve")

    done = parvis("measure", "--as-of", "2020-01-01")

    assert done.stdout.startswith("As of 2020-01-01 (the start of that day, UTC)\n")
    assert "3 active contributors." in done.stdout
    assert "2019-12" in done.stdout


def test_measure_speaks_of_one_as_of_one(parvis, loaded):
    parvis("resolve")

    done = parvis("measure", "--as-of", "2019-04-01")

    assert "\n1 active contributor.\n1 person seen, 0 staff, 0 bots.\n" in done.stdout


def test_measure_after_a_load_says_that_it_is_stale(parvis, loaded):
    parvis("resolve")
    loaded.commit("New", "new@example.org", "2019-12-01T12:00:00+00:00")
    parvis("ingest", "git", loaded.path, "--source", "work", "--area", "qa")

    done = parvis("measure", "--as-of", "2020-01-01", "--format", "json")

    assert json.loads(done.stdout)["stale"] is True
    assert "Run `parvis resolve`, then measure again." in done.stderr


@pytest.mark.parametrize("days", [2, 400])
def test_measure_refuses_a_day_that_has_not_come(parvis, days):
    done = parvis("measure", "--as-of", (today() + timedelta(days=days)).isoformat())

    assert done.exit_code == MISUSE
    assert "has not come yet" in done.stderr


def test_measure_takes_tomorrow_at_whose_start_today_is_over(parvis, loaded):
    parvis("resolve")

    done = parvis("measure", "--as-of", (today() + timedelta(days=1)).isoformat())

    assert done.exit_code == DONE, done.output


@pytest.mark.parametrize("text", ["01.02.2020", "2020-02-30", "yesterday"])
def test_measure_refuses_what_is_no_day(parvis, text):
    done = parvis("measure", "--as-of", text)

    assert done.exit_code == MISUSE
    assert done.stderr == f"{text!r} is no day. Write --as-of as in 2020-01-31.\n"


def test_measure_publishes_when_asked(parvis, loaded):
    parvis("resolve")
    parvis("measure", "--as-of", "2020-01-01")
    assert not MeasureRun.objects.exists()

    done = parvis("measure", "--as-of", "2020-01-01", "--publish", "--format", "json")

    run = MeasureRun.objects.latest_published()
    assert run.as_of == date(2020, 1, 1)
    assert run.figures == json.loads(done.stdout)
    assert done.stderr == "Published: the impact page shows the figures as of 2020-01-01.\n"


def test_figures_that_are_published_are_drawn_before_anybody_views_them(
    parvis, loaded, client, monkeypatch
):
    parvis("resolve")
    parvis("measure", "--as-of", "2020-01-01", "--publish")

    monkeypatch.delattr(vl_convert, "vegalite_to_svg")

    assert client.get("/impact/").content.count(b"<svg") > 5


def test_sources_lists_what_each_covers(parvis, loaded):
    done = parvis("sources", "--format", "json")

    (only,) = json.loads(done.stdout)
    assert {k: only[k] for k in ("source", "area", "rows", "accounts", "from_birth")} == {
        "source": "work",
        "area": "qa",
        "rows": 3,
        "accounts": 3,
        "from_birth": True,
    }


def test_sources_without_any_says_how_to_load_one(parvis):
    parvis("init", "--no-input")

    done = parvis("sources")

    assert (done.stdout, done.stderr) == (
        "",
        "There are no sources yet. `parvis ingest --help` says how to load one.\n",
    )


def test_lake_compact_keeps_the_figures(parvis, loaded, home):
    loaded.commit("Late", "late@example.org", "2019-12-01T12:00:00+00:00")
    parvis("ingest", "git", loaded.path, "--source", "work", "--area", "qa")
    parvis("resolve")
    before = parvis("measure", "--as-of", "2020-01-01", "--format", "json").stdout

    first, second = parvis("lake", "compact"), parvis("lake", "compact")
    parvis("resolve")

    assert first.stdout == "1 source compacted.\n"
    assert second.stdout == "Every source is compact already.\n"
    assert parvis("measure", "--as-of", "2020-01-01", "--format", "json").stdout == before


def test_rules_check_says_whether_they_can_be_used(parvis, home):
    parvis("init", "--no-input")
    good = parvis("rules", "check")
    home.rules.write_text('[staff]\ndomain = ["x.example"]\n')

    bad = parvis("rules", "check")

    assert good.stdout.startswith(f"{home.rules} can be used:\n")
    assert "  staff: 1 rule\n" in good.stdout
    assert bad.exit_code == FAILED
    assert "staff.domain: no such rule" in bad.stderr
