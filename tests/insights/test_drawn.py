"""What is drawn once stays drawn: for other processes, and until what it is made of changes."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.cache import caches

from parvis.insights import drawn
from parvis.insights.drawn import kept
from tests.cli.conftest import TOP, environment_of

ELSEWHERE = """
import django; django.setup()
from parvis.insights.drawn import kept
print(kept(["made", 1], lambda: "drawn in " + __import__("sys").argv[1]))
"""


@pytest.fixture(autouse=True)
def pages(settings, tmp_path):
    """The folder of this test's pages."""
    settings.CACHES = {
        **settings.CACHES,
        "pages": {**settings.CACHES["pages"], "LOCATION": tmp_path / "pages"},
    }
    return tmp_path / "pages"


@pytest.fixture
def count():
    """Draw, and count how often it really was drawn."""
    drawings = []

    def draw(made_of):
        kept(made_of, lambda: drawings.append(made_of) or "page")
        return len(drawings)

    return draw


def test_what_is_made_of_the_same_is_drawn_once(count):
    assert [count(["a", 1]), count(["a", 1]), count(["a", 2]), count(["a", 1])] == [1, 1, 2, 2]


def test_another_process_need_not_draw(tmp_path):
    def run(who):
        environment = {
            **environment_of(tmp_path / "home"),
            "DJANGO_SETTINGS_MODULE": "parvis.settings",
        }
        return subprocess.run(
            [sys.executable, "-c", ELSEWHERE, who],
            cwd=TOP,
            env=environment,
            capture_output=True,
            check=True,
            text=True,
        ).stdout

    assert [run("the first"), run("the second")] == ["drawn in the first\n"] * 2


@pytest.mark.parametrize("damage", [b"", b"\x80\x05", b"no page at all" * 10])
def test_damaged_page_is_drawn_again(count, pages, damage):
    count("made")
    (file,) = pages.iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage or whole[: len(whole) // 2])

    assert count("made") == 2
    assert count("made") == 2


def test_page_that_cannot_be_kept_is_shown_all_the_same(settings, tmp_path, count):
    (tmp_path / "file").write_text("")
    settings.CACHES = {
        **settings.CACHES,
        "pages": {**settings.CACHES["pages"], "LOCATION": tmp_path / "file" / "pages"},
    }

    assert kept("made", lambda: "page") == "page"
    assert [count("made"), count("made")] == [1, 2]


def test_newer_code_draws_anew(monkeypatch, tmp_path):
    for part in drawn.DRAWN_BY:
        (tmp_path / part).mkdir()
    words = tmp_path / "insights" / "words.py"
    words.write_text("one = 1")
    monkeypatch.setattr(drawn, "PACKAGE", tmp_path)
    before = drawn.code.__wrapped__()

    words.write_text("one = 2")

    assert drawn.code.__wrapped__() != before


def test_code_that_draws_is_all_there():
    files = [
        file.name for part in drawn.DRAWN_BY for file in Path(drawn.PACKAGE, part).rglob("*.py")
    ]

    assert {"impact.py", "words.py", "look.py", "levels.py", "disclosure.py"} <= set(files)


def test_pages_are_not_what_signing_in_counts_with(pages):
    caches["default"].set("attempts", 3)

    assert not pages.exists()
