"""The four forms of a .mailmap, and lines that have none of them."""

import pytest

from parvis.measure.sources.mailmap import read_mailmap
from tests.measure.sources.conftest import KEYS

OLD, NEW = KEYS.address("old@example.org"), KEYS.address("new@example.org")


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Ann <old@example.org>", (OLD, None, OLD, "Ann")),
        ("<new@example.org> <old@example.org>", (OLD, None, NEW, None)),
        ("Ann Lee <new@example.org> <Old@example.org> # why", (OLD, None, NEW, "Ann Lee")),
        ("Ann <new@example.org> A. LEE <old@example.org>", (OLD, "a. lee", NEW, "Ann")),
    ],
)
def test_each_form_is_read(line, row):
    aliases = read_mailmap(line, ".mailmap", "code", KEYS).aliases.to_pylist()

    columns = ("address", "name", "proper_address", "proper_name")
    assert [tuple(a[c] for c in columns) for a in aliases] == [row]
    assert aliases[0]["source"] == "code"


def test_comments_and_blank_lines_are_nothing():
    batch = read_mailmap("# people\n\n   # more\n", ".mailmap", "code", KEYS)

    assert batch.aliases.num_rows == 0
    assert batch.set_aside == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Ann Lee", "this line has none of a .mailmap's four forms"),
        ("Ann <old@example.org", "this line has none of a .mailmap's four forms"),
        ("Ann <a@e.org> <b@e.org> <c@e.org>", "this line has none of a .mailmap's four forms"),
        ("<old@example.org>", "this line names nobody the address should belong to"),
    ],
)
def test_bad_line_is_set_aside_with_file_and_line(line, problem):
    text = f"Ann <new@example.org> <old@example.org>\n{line}\n"

    batch = read_mailmap(text, "x/.mailmap", "code", KEYS)

    assert batch.aliases.num_rows == 1
    assert [str(s) for s in batch.set_aside] == [
        (
            f"x/.mailmap, line 2: {problem}. Write it as `Proper Name <proper address> <address>`; "
            "see `git help mailmap`."
        )
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Ann <root@localhost>",
        "<ann@example.org> <ann>",
        "Ann <ann@example.org> <root@localhost>",
        "Ann <ann@example.org> Root <root@localhost>",
        "Ann <ann@svn-1234> Ann Lee <ann@example.org>",
    ],
)
def test_line_with_an_address_that_is_nobodys_is_set_aside_and_says_how_to_join(line):
    batch = read_mailmap(f"Ann <new@example.org> <old@example.org>\n{line}", "m", "code", KEYS)

    assert batch.aliases.num_rows == 1
    assert [str(s) for s in batch.set_aside] == [
        (
            "m, line 2: the address of this line is nobody's in particular. Parvis joins by "
            "addresses that mail could reach: use `parvis people link` here."
        )
    ]


def test_mailmap_of_the_newest_tree_is_read(history, load):
    history.commit(files={".mailmap": "Ann <new@example.org> <old@example.org>\n<x\n"})

    loaded = load(history.folder)

    assert [a["proper_address"] for a in loaded.aliases] == [NEW]
    assert [(s.file, s.row) for s in loaded.set_aside] == [(f"{history.folder}:.mailmap", "line 2")]


def test_given_mailmap_is_read_instead(history, load, tmp_path):
    history.commit(files={".mailmap": "Ann <a@example.org> <b@example.org>\n"})
    (tmp_path / "people").write_bytes("Zoë <new@example.org> <old@example.org>".encode("latin-1"))

    loaded = load(history.folder, mailmap=tmp_path / "people")

    assert [a["proper_name"] for a in loaded.aliases] == ["Zoë"]


def test_missing_mailmap_is_refused(history, refusal, tmp_path):
    history.commit()

    assert refusal(history.folder, mailmap=tmp_path / "no") == (
        f"{tmp_path / 'no'} cannot be read (No such file or directory). Name a .mailmap file."
    )
