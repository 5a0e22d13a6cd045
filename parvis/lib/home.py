"""The installation: one directory that holds everything Parvis keeps."""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from parvis.lib import env

SECRET_BYTES = 32


class HomeError(Exception):
    """An installation that cannot be used: where it is, what is wrong, what to do."""


@dataclass(frozen=True)
class Home:
    """PARVIS_HOME. Naming its parts touches nothing; `make` and `secret` write."""

    path: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """The installation that PARVIS_HOME names, by default `./var`."""
        return cls(Path(env.text("PARVIS_HOME", "var")).expanduser().absolute())

    @property
    def database(self) -> Path:
        return self.path / "db.sqlite3"

    @property
    def lake(self) -> Path:
        return self.path / "lake"

    @property
    def media(self) -> Path:
        return self.path / "media"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def tls(self) -> Path:
        return self.path / "tls"

    @property
    def pages(self) -> Path:
        return self.path / "pages"

    @property
    def bench(self) -> Path:
        return self.path / "bench"

    @property
    def rules(self) -> Path:
        return self.path / "rules.toml"

    @property
    def set_aside(self) -> Path:
        return self.path / "set-aside"

    @property
    def outbox(self) -> Path:
        return self.path / "outbox"

    def make(self) -> "Home":
        """Create the directory and its parts; what is there already stays as it is."""
        folders = (self.path, self.lake, self.media, self.keys, self.bench, self.set_aside)
        for folder in (*folders, self.outbox):
            _make_folder(folder)
        self.keys.chmod(0o700)
        return self

    def secret(self, name: str) -> bytes:
        """The secret kept in `keys/<name>`: 32 random bytes, made at the first call.

        Whoever writes first wins, also between processes: everybody reads the same bytes.
        """
        file = self.keys / name
        if not file.exists():
            write_once(file, secrets.token_bytes(SECRET_BYTES))
        found = file.read_bytes()
        if len(found) != SECRET_BYTES:
            raise HomeError(
                f"{file} holds {len(found)} bytes instead of {SECRET_BYTES}. "
                "Put back the file from your backup: what was made with it depends on it."
            )
        return found


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(
            f"{folder} cannot be made: {error.strerror}. "
            "Set PARVIS_HOME to a directory that you may write to."
        ) from error


def write_once(file: Path, content: bytes) -> None:
    """Write `file` whole and readable by its owner only; leave it if somebody was first."""
    _make_folder(file.parent)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)  # unlike a rename, a link never replaces what is there
    finally:
        draft.unlink(missing_ok=True)
