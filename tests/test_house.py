"""The house itself: what is committed, what is locked, and the scripts that set everything up."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
LOCKS = ("base.txt", "dev.txt", "spark.txt")
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)
# Spelled in parts, so that this file does not hold what it looks for.
REGISTRIES = "|".join(
    re.escape(".".join(parts))
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
)
SHELL = [
    *(f for f in (PROJECT / "scripts").iterdir() if f.is_file() and not f.suffix),
    PROJECT / ".ci" / "run",
]
OUTSIDE = "/" + "work" + "/"


def run(*command, **options):
    return subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=False, **options
    )


@pytest.fixture(scope="module")
def committed():
    """The text of every file that git knows, by name."""
    listed = run("git", "ls-files", "-z")
    if listed.returncode:
        pytest.skip("This is not a git clone, so nothing is committed: run it in one.")
    files = [PROJECT / name for name in listed.stdout.split("\0") if name]
    return {
        str(f.relative_to(PROJECT)): f.read_text(errors="replace") for f in files if f.is_file()
    }


def locked(name):
    return dict(PINNED.findall((PROJECT / "requirements" / name).read_text(encoding="utf-8")))


def test_no_address_of_a_registry_is_committed(committed):
    found = {name for name, text in committed.items() if re.search(REGISTRIES, text)}

    assert found == set()


def test_nothing_points_outside_the_project(committed):
    """The real data beside the project are for the tests, and only by their relative path."""
    found = {name for name, text in committed.items() if OUTSIDE in text}
    using = {name for name, text in committed.items() if "../" + "shared" in text}

    assert found == set()
    assert {name for name in using if not name.startswith("tests/")} == set()


def test_nothing_that_was_made_is_committed(committed):
    made = re.compile(
        r"(^|/)(__pycache__|\.venv|var|vendor|node_modules)/|\.(pyc|parquet|sqlite3)$"
    )

    assert {name for name in committed if made.search(name)} == set()


@pytest.mark.parametrize("name", [*LOCKS, "uv.txt"])
def test_every_lock_entry_has_a_hash_and_no_address(name):
    text = (PROJECT / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]

    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


def test_no_package_is_locked_in_two_versions():
    base, dev, spark = map(locked, LOCKS)

    assert base.items() <= dev.items() <= spark.items()


def test_every_dependency_is_locked_and_says_what_it_is_for():
    text = (PROJECT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    extras = project["optional-dependencies"]
    wanted = {w for part in (project["dependencies"], *extras.values()) for w in part}
    names = {re.match(r"[\w-]+", want)[0] for want in wanted}

    assert set(extras) == {"postgres", "spark", "setup", "dev"}
    assert names - {"parvis"} - set(locked("spark.txt")) == set()
    said = {want for want in wanted if re.search(rf'"{re.escape(want)}", *# \w', text)}
    assert wanted - said == set()


def test_every_test_folder_is_a_package():
    """So that two tests of one name in two folders can stand beside each other."""
    folders = {file.parent for file in (PROJECT / "tests").rglob("*.py")}

    assert {str(f) for f in folders if not (f / "__init__.py").exists()} == set()


@pytest.mark.parametrize("script", SHELL, ids=lambda path: path.name)
def test_shell_script_can_be_read_and_run(script):
    assert run("bash", "-n", script).returncode == 0
    assert os.access(script, os.X_OK)


def test_continuous_integration_runs_make_test():
    lines = (PROJECT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    assert lines[-1].endswith("make test")
    assert "set -euo pipefail" in lines


def test_environment_is_quick_where_nothing_changed():
    """`make demo` asks for base and must not take the developer's tools away."""
    done = run("scripts/environment", "base")

    assert (done.returncode, done.stdout) == (0, "")
    assert (PROJECT / ".venv" / "bin" / "pytest").exists()


def test_environment_without_a_suitable_python_says_what_to_install(tmp_path):
    shutil.copytree(PROJECT / "scripts", tmp_path / "scripts")
    shutil.copytree(PROJECT / "requirements", tmp_path / "requirements")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("bash", "cat", "dirname", "sed", "sha256sum", "id"):
        (tools / tool).symlink_to(shutil.which(tool))

    done = subprocess.run(
        [shutil.which("bash"), tmp_path / "scripts" / "environment", "base"],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "There is no Python 3.11 or newer here. Install it" in done.stderr


WITH_SERVER = (sys.executable, "scripts/with_postgresql.py")
ASK = "import os, psycopg; print(psycopg.connect(os.environ['PARVIS_DATABASE']).info.status.name)"


def test_command_runs_beside_a_server_of_its_own_and_nothing_is_left():
    ask = "import os; print(os.environ['PARVIS_DATABASE'].split('host=')[1].replace('%2F', '/'))"

    done = run(*WITH_SERVER, sys.executable, "-c", f"{ASK}; {ask}")

    status, folder = done.stdout.split()
    assert status == "OK"
    assert not Path(folder).exists()


def test_exit_code_beside_a_server_is_the_commands():
    assert run(*WITH_SERVER, "bash", "-c", "exit 3").returncode == 3


def test_server_from_pip_works_where_the_machine_has_none(tmp_path):
    hidden = (PROJECT / "scripts" / "with_postgresql.py").read_text(encoding="utf-8")
    without = tmp_path / "without.py"
    without.write_text(hidden.replace("/usr/lib/postgresql", str(tmp_path / "none")))
    path = str(Path(shutil.which("bash")).parent)

    if shutil.which("initdb", path=path):
        pytest.skip("This machine has its server on every path; it cannot be hidden.")
    done = run(sys.executable, without, sys.executable, "-c", ASK, env={**os.environ, "PATH": path})

    assert done.stdout.strip() == "OK", done.stderr
