import json
import os
import pty
import subprocess

from parvis.cli import progress
from tests.cli.conftest import COMMAND, TOP, environment_of


def test_progress_is_silent_where_nobody_watches(capsys):
    with progress.shown() as report:
        report(1, "accounts")
        report(2, 10, "spaces")

    assert capsys.readouterr() == ("", "")


def read_all(handle):
    """What was written to the terminal; Linux says EIO once its other end is closed."""
    parts = []
    try:
        while part := os.read(handle, 65536):
            parts.append(part)
    except OSError:
        pass
    return b"".join(parts).decode()


def test_progress_is_shown_in_a_terminal_and_leaves_the_answer_alone(tmp_path):
    watching, terminal = pty.openpty()
    environment = {**environment_of(tmp_path / "home"), "TERM": "xterm"}
    program = f"{COMMAND} demo --date 2026-03-02 --format json"
    with subprocess.Popen(
        program.split(), cwd=TOP, env=environment, stdout=subprocess.PIPE, stderr=terminal
    ) as process:
        os.close(terminal)
        shown = read_all(watching)
        answer, _ = process.communicate()
    os.close(watching)

    assert process.returncode == 0, shown
    assert json.loads(answer)["did_something"] is True
    assert "drawing the network" in shown
    assert "person-days" in shown
