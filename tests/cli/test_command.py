"""The command as its users run it: a process of its own, from an empty installation on."""

import json
import socket
import sqlite3
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests.cli.conftest import COMMAND, TOP, environment_of

HEAVY = {"django", "ibis", "duckdb", "pyarrow", "altair", "rich", "gunicorn"}


def test_help_loads_nothing_heavy():
    program = (
        "import sys; from typer.testing import CliRunner; from parvis.cli.main import app;"
        "done = CliRunner().invoke(app, ['--help']); assert done.exit_code == 0, done.output;"
        "print(' '.join(sys.modules))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=TOP, capture_output=True, text=True, check=True
    )

    assert not HEAVY & set(loaded.stdout.split())


def test_version(command):
    assert command("--version").stdout.startswith(b"parvis 0.")


@pytest.mark.parametrize("words", [("mesure",), ("ingest", "git"), ("serve", "--port", "99999")])
def test_misuse_ends_with_2_and_no_traceback(command, words):
    done = command(*words)

    assert (done.returncode, done.stdout) == (2, b"")
    assert b"Traceback" not in done.stderr


def test_from_nothing_to_an_answer(command, repository, tmp_path):
    bundle = repository.bundle(tmp_path / "work.bundle")

    loaded = command("ingest", "git", bundle, "--source", "work", "--area", "qa")
    resolved = command("resolve")
    measured = command("measure", "--as-of", "2020-01-01", "--format", "json")

    assert [d.stderr for d in (loaded, resolved, measured) if d.returncode] == []
    assert json.loads(measured.stdout)["active"]["total"] == 3
    assert measured.stderr == b""


def test_setting_that_cannot_be_read_is_a_sentence(command):
    done = command("sources", PARVIS_DEBUG="perhaps")

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == b"PARVIS_DEBUG is 'perhaps'. Write yes or no.\n"


def test_database_older_than_the_program_waits_for_init(command, tmp_path):
    command("init", "--no-input")
    with sqlite3.connect(tmp_path / "installation" / "db.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE app = 'core'")
    database.close()

    done = command("sources")

    assert (done.returncode, done.stdout) == (1, b"")
    assert b"is older than this Parvis. Make a backup, then run `parvis init`" in done.stderr


def test_file_that_is_no_database_is_a_sentence(command, tmp_path):
    command("init", "--no-input")
    (tmp_path / "installation" / "db.sqlite3").write_bytes(b"no database" * 1000)

    done = command("sources")

    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert done.stderr.startswith(b"The database cannot be used: file is not a database.")


def test_server_that_is_not_there_is_a_sentence(command):
    done = command("sources", PARVIS_DATABASE="postgresql://127.0.0.1:1/parvis")

    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert done.stderr.startswith(b"The database cannot be used:")


def test_an_error_nobody_expected_shows_where(command):
    done = command("init", "--no-input", DJANGO_SETTINGS_MODULE="no.such.settings")

    assert done.returncode == 1
    assert b"Traceback" in done.stderr


def test_serve_on_a_port_in_use_is_a_sentence(command):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = command("serve", "--port", port)

    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[-1] == (
        f"Port {port} on 127.0.0.1 is in use: another program, perhaps another Parvis, has it. "
        f"Stop that, or choose another with --port {port + 1}."
    )


def test_serve_says_its_address_and_stops_cleanly(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = environment_of(tmp_path / "installation")
    command = [COMMAND, "serve", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=TOP, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            first = server.stdout.readline()
            with urlopen(f"http://127.0.0.1:{port}/accounts/login/") as page:
                status = page.status
        finally:
            server.send_signal(2)
        _, errors = server.communicate(timeout=30)

    assert first == f"Parvis is at http://127.0.0.1:{port}\n"
    assert status == 200
    assert server.returncode == 0, errors
    assert "Traceback" not in errors
