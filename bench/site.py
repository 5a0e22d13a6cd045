"""A site of one's own: `parvis serve` as a process, on a port that nobody has."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
START = (sys.executable, "-c", "from parvis.cli.main import run; run()", "serve")
PATIENCE = 120  # seconds until a site answers; it takes a few


class Site:
    """A site on an installation and a database. It can be killed with all its processes."""

    def __init__(self, home: Path, database: str, *words: str, **environment: str) -> None:
        """`words` go to `parvis serve`, `environment` to all its processes."""
        self.home, self.words, self.port = home, words, free_port()
        self.environment = {
            **{key: word for key, word in os.environ.items() if not key.startswith("PARVIS_")},
            "PARVIS_HOME": str(home),
            "PARVIS_DATABASE": database,
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """What it has written to the terminal so far."""
        return (self.home / "said").read_text()

    def start(self) -> "Site":
        """Start it and wait until it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "said").open("ab") as said:
            self.process = subprocess.Popen(
                [*START, "--port", str(self.port), *self.words],
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,  # a group of its own, to be killed as one
            )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"The site does not answer. It said:\n{self.said}")
            time.sleep(0.1)
        return self

    def kill(self) -> None:
        """Kill all of its processes where they stand."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as Ctrl-C does, and its worker with it."""
        self._end(signal.SIGTERM)

    def _end(self, number: int) -> None:
        if self.process is None:
            return
        os.killpg(self.process.pid, number)
        self.process.wait(PATIENCE)
        self.process = None

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", "/api/openapi.json")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
