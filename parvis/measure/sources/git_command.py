"""Running git on repositories that others made.

Nothing of the reader's environment or settings changes the answer: no prompt, no pager, no
configuration of theirs, no replaced objects. A repository that is only read may not make git
fetch anything from elsewhere.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from parvis.measure.sources.base import SourceError
from parvis.measure.sources.texts import decode

CHUNK = 1 << 20
NETWORK = "file:git:http:https:ssh"
SETTINGS = {
    "safe.directory": "*",  # other people's clones may be read; nothing in them is run
    "i18n.logOutputEncoding": "UTF-8",
    "log.showSignature": "false",  # would run the program the repository names
    "gc.auto": "0",
    "transfer.fsckObjects": "false",  # old histories hold odd commits; we only read them
    "http.lowSpeedLimit": "1000",  # a server that stalls for a minute has gone
    "http.lowSpeedTime": "60",
}


@dataclass(frozen=True)
class Git:
    """git in one directory; `may_fetch` where it is our own clone of an address."""

    directory: Path
    may_fetch: bool = False

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """Run to the end; the caller looks at the return code."""
        with _installed():
            return subprocess.run(
                _command(arguments),
                cwd=self.directory,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
            )

    def says(self, *arguments: str) -> str | None:
        """What git prints, without the newline at its end; None when it fails."""
        done = self.run(*arguments)
        return None if done.returncode else decode(done.stdout).removesuffix("\n")

    def stream(self, *arguments: str) -> Iterator[bytes]:
        """Yield git's output as it comes. Raises SourceError when git fails on the way."""
        with TemporaryFile() as errors, _installed():
            process = subprocess.Popen(
                _command(arguments),
                cwd=self.directory,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
            with process, _ended(process):
                assert process.stdout is not None  # noqa: S101 - for mypy: a pipe was asked for
                while chunk := process.stdout.read(CHUNK):
                    yield chunk
            if process.returncode:
                errors.seek(0)
                raise SourceError(
                    f"{self.directory} could not be read to its end: {last_line(errors.read())}. "
                    "Run `git fsck` there, or clone it again."
                )

    def _environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        return kept | {
            "LC_ALL": "C",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_PAGER": "cat",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_CEILING_DIRECTORIES": str(self.directory.resolve().parent),
            "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
            "GIT_ALLOW_PROTOCOL": NETWORK if self.may_fetch else "none",
        }


@contextmanager
def _installed() -> Iterator[None]:
    """Say plainly that git is missing."""
    try:
        yield
    except FileNotFoundError as error:
        if error.filename != "git":
            raise
        raise SourceError(
            "The program git was not found. Install it (Debian: apt-get install git) "
            "and see that it is on the PATH."
        ) from error


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """Leave no process behind when a reader stops half-way."""
    try:
        yield
    except BaseException:
        process.kill()
        raise


def last_line(errors: bytes) -> str:
    """The last thing git complained about, without its `fatal:`."""
    lines = [line for line in decode(errors).splitlines() if line.strip()]
    telling = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return telling[-1].partition(": ")[2].strip(" .") or telling[-1] if telling else "no reason"


def _command(arguments: tuple[str, ...]) -> list[str]:
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    return ["git", "--no-pager", *settings, *arguments]
