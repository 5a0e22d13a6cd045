"""The documentation tells the truth: it runs, its links lead somewhere, it leaves nothing out."""

import ast
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from scripts.reference import MADE, METRICS, PAGES, metric_files

PROJECT = Path(__file__).resolve().parents[1]
DOCS = sorted(
    [
        *(PROJECT / "docs").rglob("*.md"),
        *(PROJECT / name for name in ("README.md", "CONTRIBUTING.md")),
    ]
)
RUN = re.compile(r"^```bash run\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
TO_RUN = [page for page in DOCS if RUN.search(page.read_text(encoding="utf-8"))]
AS_OF_2016 = "parvis measure --as-of 2016-06-01"


def name(page):
    return str(page.relative_to(PROJECT))


def commands(page):
    """What a reader types, as one script; readers of a how-to have an installation."""
    before = ["set -euo pipefail", *(["parvis init --no-input"] if "how-to" in page.parts else [])]
    return "\n".join([*before, *RUN.findall(page.read_text(encoding="utf-8"))])


@pytest.fixture
def clone(tmp_path):
    """A clone as a reader has it after `make demo`, with the environment of this one."""
    subprocess.run(["git", "clone", "--quiet", PROJECT, tmp_path / "clone"], check=True)
    (tmp_path / "clone" / ".venv").symlink_to(PROJECT / ".venv")
    return tmp_path / "clone"


def run(script, clone):
    home = {"PARVIS_HOME": str(clone / "var" / "example")}
    path = f"{PROJECT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PARVIS_")}
    return subprocess.run(
        ["bash", "-c", script],
        cwd=clone,
        env={**kept, **home, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not shutil.which("git"), reason="There is no git here: install it.")
@pytest.mark.parametrize("page", TO_RUN, ids=name)
def test_commands_on_a_page_work(page, clone):
    done = run(commands(page), clone)

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_worked_example_counts_as_it_says(clone):
    page = PROJECT / "docs" / "explanation" / "counting.md"
    script = commands(page)
    assert AS_OF_2016 in script

    done = run(script.replace(AS_OF_2016, f"{AS_OF_2016} --format json >figures.json"), clone)

    assert done.returncode == 0, done.stderr
    rows = json.loads((clone / "figures.json").read_text())["lifecycle"]
    moves = ("new", "returned", "lapsed")
    assert [(what, row["month"]) for row in rows for what in moves if row[what]] == [
        ("new", "2012-03"),
        ("lapsed", "2013-08"),
        ("returned", "2015-01"),
        ("lapsed", "2016-01"),
    ]


@pytest.mark.parametrize("page", DOCS, ids=name)
def test_links_lead_somewhere(page):
    targets = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]

    assert [link for link in targets if not leads_somewhere(page, link)] == []


def leads_somewhere(page, link):
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists():
        return False
    return not anchor or anchor in anchors(target)


def anchors(page):
    """A heading's anchor, as Markdown is usually shown: small letters, dashes for blanks."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_every_page_can_be_found():
    index = (PROJECT / "docs" / "index.md").read_text(encoding="utf-8")
    listed = {(PROJECT / "docs" / link).resolve() for link in LINK.findall(index)}

    unlisted = set((PROJECT / "docs").rglob("*.md")) - listed
    assert {name(page) for page in unlisted} == {"docs/index.md"}


@pytest.mark.parametrize("made", MADE)
def test_reference_is_fresh(made):
    stands = (PAGES / made).read_text(encoding="utf-8")

    assert stands == MADE[made](), "Run `make docs`."


def test_every_metric_has_its_definition():
    page = (PAGES / "metrics.md").read_text(encoding="utf-8")
    figures = {file.stem for file in METRICS.glob("*.py") if "def figure(" in file.read_text()}

    assert figures
    assert {figure for figure in figures if f"\n## {figure}\n" not in page} == set()
    for file in metric_files():
        definition = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
        assert "\n\n" in definition, f"{file.name} has a title but no definition."


def test_every_setting_has_its_row():
    """Settings are read by parvis/lib/env.py alone, so their names stand in its calls."""
    page = (PAGES / "settings.md").read_text(encoding="utf-8")
    code = "\n".join(file.read_text() for file in (PROJECT / "parvis").rglob("*.py"))
    read = set(re.findall(r"env\.\w+\(\s*\"(PARVIS_\w+)\"", code))

    assert set(re.findall(r"^\| `(PARVIS_\w+)`", page, re.MULTILINE)) == read
    assert read


def test_nothing_else_reads_the_environment():
    reading = {
        str(file.relative_to(PROJECT))
        for file in (PROJECT / "parvis").rglob("*.py")
        if re.search(r"os\.environ\.get|os\.getenv|os\.environ\[[^]]*\](?! = )", file.read_text())
    }

    assert reading == {"parvis/lib/env.py"}


def test_every_target_is_explained():
    """What `make help` lists is what the Makefile can do."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    helped = set(re.findall(r"^([a-z]+):[^\n]*## \w", makefile, re.MULTILINE))

    assert helped == targets
    assert targets == set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())
