import csv
import json

import pytest

from parvis.cli.edge import DONE, FAILED, MISUSE, SET_ASIDE


@pytest.fixture
def load(parvis):
    def call(location, *more, source="work", area="qa"):
        return parvis("ingest", "git", location, "--source", source, "--area", area, *more)

    return call


def test_ingest_git_says_what_is_new_and_what_is_covered(load, repository):
    done = load(repository.path)

    assert done.exit_code == DONE, done.output
    assert done.stdout == (
        "work: 3 new rows, 0 known, 0 set aside.\n"
        "It holds 3 rows by 3 accounts, 2019-03-01 to 2019-06-01, from its birth.\n"
    )


def test_ingest_git_again_changes_nothing(load, repository, home):
    load(repository.path)
    before = (home.lake / "manifest.json").read_bytes()

    done = load(repository.path)

    assert done.stdout.startswith("work: 0 new rows,")
    assert (home.lake / "manifest.json").read_bytes() == before


def test_ingest_git_answers_in_json(load, repository):
    done = load(repository.path, "--format", "json")

    answer = json.loads(done.stdout)
    assert {k: answer[k] for k in ("source", "area", "rows_new", "accounts", "changed")} == {
        "source": "work",
        "area": "qa",
        "rows_new": 3,
        "accounts": 3,
        "changed": True,
    }


def test_ingest_git_makes_the_installation_where_there_is_none(load, repository, home):
    done = load(repository.path)

    assert home.rules.exists()
    assert done.stderr == (
        f"Made an installation in {home.path}, as `parvis init --no-input` does.\n"
    )


def test_unknown_area_names_the_nearest(load, repository):
    done = load(repository.path, area="quality")

    assert done.exit_code == MISUSE
    assert done.stderr.splitlines()[-1].startswith("There is no focus area 'quality'.")


def test_misspelt_area_names_the_one_that_was_meant(load, repository):
    done = load(repository.path, area="localisation")

    assert done.exit_code == MISUSE
    assert done.stderr.splitlines()[-1] == (
        "There is no focus area 'localisation'. Did you mean localization?"
    )


@pytest.mark.parametrize("name", ["../../outside", "Work", "a b", ""])
def test_name_that_cannot_be_a_folder_is_refused(load, repository, home, name):
    done = load(repository.path, source=name)

    assert done.exit_code == MISUSE
    assert "cannot name a source" in done.stderr
    assert not (home.lake / "manifest.json").exists()


def test_truncated_bundle_is_one_sentence_and_changes_nothing(load, repository, home, tmp_path):
    load(repository.path)
    before = (home.lake / "manifest.json").read_bytes()
    bundle = repository.bundle(tmp_path / "whole.bundle")
    cut = tmp_path / "cut.bundle"
    cut.write_bytes(bundle.read_bytes()[:-40])

    done = load(cut, source="other")

    assert done.exit_code == FAILED
    assert done.stderr.startswith(f"{cut} is cut off or damaged")
    assert done.stderr.count("\n") == 1
    assert (home.lake / "manifest.json").read_bytes() == before


def test_empty_repository_is_one_sentence(load, empty_repository):
    done = load(empty_repository.path)

    assert done.exit_code == FAILED
    assert done.stderr.splitlines()[-1] == (
        f"{empty_repository.path} has no commits yet. Load it once there are some."
    )


def test_nothing_there_is_one_sentence(load, tmp_path):
    done = load(tmp_path / "nowhere")

    assert done.exit_code == FAILED
    assert done.stderr.splitlines()[-1].startswith(f"There is nothing at {tmp_path / 'nowhere'}.")


def test_rewritten_history_waits_for_replace(load, repository):
    load(repository.path)
    repository.git("reset", "--quiet", "--hard", "HEAD~2")
    repository.commit("Edsger", "edsger@example.org", "2019-07-01T12:00:00+00:00")

    refused = load(repository.path)
    replaced = load(repository.path, "--replace")

    assert refused.exit_code == FAILED
    assert "Load it again with --replace" in refused.stderr
    assert replaced.exit_code == DONE, replaced.output
    assert "It holds 2 rows by 2 accounts" in replaced.stdout


def test_impossible_time_is_set_aside_and_the_rest_is_loaded(load, repository, home):
    repository.commit("Ada", "ada@example.org", "1970-01-02T00:00:00+00:00")

    done = load(repository.path)

    assert done.exit_code == SET_ASIDE
    assert done.stdout.startswith("work: 3 new rows, 0 known, 1 set aside.")
    kept = list(home.set_aside.glob("work-*.csv"))
    assert len(kept) == 1
    with kept[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [set(row) for row in rows] == [{"file", "row", "problem", "remedy"}]
    assert rows[0]["problem"] in done.stderr
    assert str(kept[0]) in done.stderr


def test_only_ten_rows_set_aside_are_listed(load, repository, home):
    for second in range(12):
        repository.commit("Ada", "ada@example.org", f"1970-01-02T00:00:{second:02d}+00:00")

    done = load(repository.path, "--format", "json")

    assert done.exit_code == SET_ASIDE
    assert json.loads(done.stdout)["set_aside"] == 12
    assert [line for line in done.stderr.splitlines() if line.startswith("  ")][-1] == (
        "  and 2 more rows."
    )
