"""The command in this process, the command as a process, and histories to load."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

COMMAND = Path(sys.executable).with_name("parvis")
TOP = Path(__file__).resolve().parents[2]


def environment_of(place):
    """The environment of a process that works on the installation at `place` alone."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PARVIS_", "DJANGO_"))}
    return {**kept, "PARVIS_HOME": str(place)}


@pytest.fixture
def parvis(db, home):
    """Call the command in this process, on this test's installation."""
    from parvis.cli.main import app  # noqa: PLC0415  # after the settings

    def call(*arguments, **options):
        words = [str(argument) for argument in arguments]
        return CliRunner().invoke(app, words, prog_name="parvis", **options)

    return call


@pytest.fixture
def command(tmp_path):
    """Run the installed command as its users do, with an installation of its own."""
    place = tmp_path / "installation"

    def run(*arguments, **environment):
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            cwd=TOP,
            env={**environment_of(place), **environment},
            capture_output=True,
            check=False,
        )

    return run


class Repository:
    """A git repository made for a test."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments, **environment):
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.path,
            env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, **environment},
            capture_output=True,
            check=True,
        )
        return done.stdout

    def commit(self, name="Ada", address="ada@example.org", on="2019-03-01T12:00:00+00:00"):
        who = {"NAME": name, "EMAIL": address, "DATE": on}
        environment = {f"GIT_{r}_{k}": v for r in ("AUTHOR", "COMMITTER") for k, v in who.items()}
        self.git("commit", "--quiet", "--allow-empty", "--message=Work", **environment)
        return self

    def bundle(self, path):
        self.git("bundle", "create", "--quiet", str(path), "--all")
        return path


@pytest.fixture
def repository(tmp_path):
    """A history of three commits by two people, one of whom uses two addresses."""
    return (
        Repository(tmp_path / "work")
        .commit("Ada", "ada@example.org", "2019-03-01T12:00:00+00:00")
        .commit("Ada", "ada@home.example", "2019-05-01T12:00:00+00:00")
        .commit("Grace", "grace@example.org", "2019-06-01T12:00:00+00:00")
    )


@pytest.fixture
def empty_repository(tmp_path):
    return Repository(tmp_path / "empty")
