import json

import pytest

from parvis.cli.edge import DONE, FAILED, MISUSE

ADA, ADA_AT_HOME, GRACE = "ada@example.org", "ada@home.example", "grace@example.org"


@pytest.fixture
def resolved(parvis, repository):
    parvis("ingest", "git", repository.path, "--source", "work", "--area", "qa")
    parvis("resolve")


@pytest.fixture
def total(parvis):
    """How many people there are once identities are resolved again."""
    return lambda: json.loads(parvis("resolve", "--format", "json").stdout)["people"]["total"]


def test_link_joins_and_undo_parts_again(parvis, resolved, total):
    before = total()

    linked = parvis("people", "link", ADA, ADA_AT_HOME, "--because", "She said so.")
    joined = total()
    (decision,) = json.loads(parvis("people", "decisions", "--format", "json").stdout)
    undone = parvis("people", "undo", decision["number"])

    assert linked.exit_code == DONE, linked.output
    assert "ada@example.org and ada@home.example are one person." in linked.stdout
    assert undone.stdout.startswith(f"Decision {decision['number']} is withdrawn.")
    assert (before, joined, total()) == (3, 2, 3)


def test_link_keeps_no_plain_address(parvis, resolved):
    parvis("people", "link", ADA, ADA_AT_HOME, "--because", "She said so.")

    listed = parvis("people", "decisions", "--format", "json").stdout

    assert "@" not in listed
    assert [d["verdict"] for d in json.loads(listed)] == ["one person"]


def test_unlink_is_stronger_than_the_evidence(parvis, repository, total):
    repository.commit("Other", "Ada+x@Example.org")
    parvis("ingest", "git", repository.path, "--source", "work", "--area", "qa")
    before = total()
    keys = [
        account["account"]
        for account in json.loads(parvis("people", "explain", ADA, "--format", "json").stdout)[
            "accounts"
        ]
    ]

    parvis("people", "unlink", *keys, "--because", "Two people share the mailbox.")

    assert (before, total()) == (3, 4)


def test_explain_says_why_they_are_one(parvis, resolved):
    parvis("people", "link", ADA, ADA_AT_HOME, "--because", "She said so.")
    parvis("resolve")

    shown = parvis("people", "explain", ADA)
    person = json.loads(parvis("people", "explain", ADA_AT_HOME, "--format", "json").stdout)

    assert "Linked by hand by the command line on" in shown.stdout
    assert "She said so." in shown.stdout
    assert [account["domain"] for account in person["accounts"]] in (
        ["example.org", "home.example"],
        ["home.example", "example.org"],
    )


def test_explain_by_key_is_the_same_person(parvis, resolved):
    person = json.loads(parvis("people", "explain", ADA, "--format", "json").stdout)

    again = parvis("people", "explain", person["accounts"][0]["account"], "--format", "json")

    assert json.loads(again.stdout) == person


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("nobody@example.org", "No account has the address 'nobody@example.org'."),
        ("root@localhost", "'root@localhost' is no address that belongs to somebody."),
        ("nobody", "No account has the key, login or id 'nobody'."),
        ("12345", "No account has the key, login or id '12345'."),
    ],
)
def test_explain_of_nobody_is_a_sentence(parvis, resolved, who, told):
    done = parvis("people", "explain", who)

    assert done.exit_code == FAILED
    assert done.stderr.startswith(told)


def test_explain_before_resolve_says_what_to_run(parvis, repository):
    parvis("ingest", "git", repository.path, "--source", "work", "--area", "qa")

    done = parvis("people", "explain", ADA)

    assert done.exit_code == FAILED
    assert "Run `parvis resolve` first." in done.stderr


def test_the_same_decision_twice_is_refused(parvis, resolved):
    parvis("people", "link", ADA, ADA_AT_HOME, "--because", "She said so.")

    again = parvis("people", "link", ADA_AT_HOME, ADA, "--because", "She said so.")

    assert again.exit_code == FAILED
    assert again.stderr.startswith("This is decided already")


def test_a_decision_needs_a_reason(parvis, resolved):
    left_out = parvis("people", "link", ADA, GRACE)
    blank = parvis("people", "link", ADA, GRACE, "--because", " ")

    assert left_out.exit_code == MISUSE
    assert blank.exit_code == FAILED
    assert "Write a reason" in blank.stderr


def test_undo_of_no_decision_is_a_sentence(parvis, resolved):
    done = parvis("people", "undo", "700700")

    assert done.exit_code == FAILED
    assert done.stderr.startswith("There is no decision 700700.")


def test_decisions_without_any(parvis, resolved):
    done = parvis("people", "decisions")

    assert (done.stdout, done.stderr) == ("", "Nothing has been decided by hand.\n")


@pytest.fixture
def in_tables(parvis, tmp_path):
    """A table in which Ada has an id and a login, and another that has the same login."""
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[columns]\naccount = "who"\nlogin = "nick"\ndate = "when"\n'
        '[constant]\nkind = "report"\narea = "qa"\n'
    )
    for name, row in (("one", "p1,Ada-L,2019-03-01"), ("two", "p2,Ada-L,2019-04-01")):
        table = tmp_path / f"{name}.csv"
        table.write_text(f"who,nick,when\n{row}\n")
        parvis("ingest", "table", table, "--mapping", mapping)
    parvis("resolve")


def test_explain_by_the_id_in_a_table(parvis, in_tables):
    person = json.loads(parvis("people", "explain", "p1", "--format", "json").stdout)

    assert [(a["source"], a["login"]) for a in person["accounts"]] == [("one", "Ada-L")]


def test_login_that_several_accounts_have_asks_which(parvis, in_tables):
    done = parvis("people", "explain", "ada-l")

    assert done.exit_code == FAILED
    assert done.stderr.startswith("2 accounts are called 'ada-l'. Name one by key: ")
