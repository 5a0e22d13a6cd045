"""Every command that reports can report to a program: one JSON document and nothing else."""

import json

import pytest

from parvis.cli.main import app
from parvis.cli.reference import commands

ADA, GRACE = "ada@example.org", "grace@example.org"
WITHOUT = {
    "parvis serve": "it runs until it is stopped, and reports nothing when it ends",
}
COMMANDS = dict(commands(app))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_command_answers_programs_too(name):
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}

    assert ("--format" in options) != (name in WITHOUT)


def test_only_commands_that_exist_are_excused():
    assert set(WITHOUT) <= set(COMMANDS)
    assert all(WITHOUT.values())


@pytest.fixture
def answer(parvis):
    """Call a command for its JSON: the whole standard output is one document."""

    def call(*words):
        done = parvis(*words, "--format", "json")
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return call


def test_init_says_what_it_added(answer, home):
    first, again = answer("init", "--no-input"), answer("init", "--no-input")

    assert first["home"] == again["home"] == str(home.path)
    assert "10 focus areas with their pathways" in first["added"]
    assert again["added"] == []


def test_rules_are_counted(answer, home):
    answer("init", "--no-input")
    home.rules.write_text(
        '[bots]\nlogins = ["robot", "*-ci"]\n[staff]\ndomains = ["ours.example"]\n'
    )

    assert answer("rules", "check") == {
        "file": str(home.rules),
        "staff": 1,
        "bots": 2,
        "not_people": 0,
    }


def test_compacting_is_counted(answer, repository):
    load = ("ingest", "git", repository.path, "--source", "work", "--area", "qa")
    answer(*load)
    repository.commit("Grace", GRACE, "2019-07-01T12:00:00+00:00")
    answer(*load)

    assert answer("lake", "compact") == {"compacted": 1}
    assert answer("lake", "compact") == {"compacted": 0}


def test_decisions_are_told_as_they_are_listed(answer, repository):
    answer("ingest", "git", repository.path, "--source", "work", "--area", "qa")
    answer("resolve")

    linked = answer("people", "link", ADA, GRACE, "--because", "One desk.")
    (listed,) = answer("people", "decisions")
    undone = answer("people", "undo", linked["number"])
    parted = answer("people", "unlink", ADA, GRACE, "--because", "Two desks.")

    assert linked == {**listed, "withdrawn_at": None}
    assert (linked["verdict"], linked["because"]) == ("one person", "One desk.")
    assert undone.pop("withdrawn_at")
    assert undone == listed
    assert (parted["verdict"], parted["withdrawn_at"]) == ("two people", None)
    assert "@" not in json.dumps([linked, undone, parted])


def test_tokens_are_made_and_revoked_for_programs(answer, make_person):
    make_person("ada")

    made = answer("token", "make", ADA, "--name", "Dashboard")
    revoked = answer("token", "revoke", made["number"])
    (listed,) = answer("token", "list", ADA)

    assert made.pop("token")
    assert made == {"number": listed["number"], "name": "Dashboard"}
    assert revoked == {**made, "revoked_at": listed["revoked_at"]}
    assert listed["revoked_at"]
