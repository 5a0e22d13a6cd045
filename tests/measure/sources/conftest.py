"""Real histories, made by git itself, and what a source says of them."""

import os
import subprocess
from datetime import datetime

import pyarrow as pa
import pytest

from parvis.measure.keys import Keys
from parvis.measure.sources.base import SourceError
from parvis.measure.sources.git import GitSource
from parvis.measure.tables import ACCOUNTS, ACTIVITY, ALIASES

NOW = datetime(2024, 6, 1, 12)
KEYS = Keys(b"a secret of these tests")
ANN = ("Ann Lee", "ann@example.org")
BEN = ("Ben Ito", "ben@example.net")


class History:
    """A repository that is written with `git fast-import`, byte for byte as a test wants it."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=main")
        self.marks = 0

    def git(self, *arguments, stdin=None):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env=kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            input=stdin,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "replace").strip()

    def commit(
        self, author=ANN, *, at="1400000000 +0200", committer=None, when=None, message="", **more
    ):
        """Add a commit to `branch` (main); the commit's hash."""
        branch, merge, files = (
            more.get("branch", "main"),
            more.get("merge"),
            more.get("files", {}),
        )
        begin = self.tip(more.get("start", branch))
        text = b"feature done\ncommit refs/heads/%b\n" % branch.encode()
        text += b"author %b %b\n" % (_signed(author), at.encode())
        text += b"committer %b %b\n" % (_signed(committer or author), (when or at).encode())
        text += b"data %d\n%b\n" % (len(message.encode()), message.encode())
        text += b"from %b\n" % begin.encode() if begin else b""
        text += b"merge %b\n" % merge.encode() if merge else b""
        for name, content in files.items():
            text += b"M 100644 inline %b\ndata %d\n" % (name.encode(), len(content.encode()))
            text += content.encode() + b"\n"
        self.git(
            "fast-import",
            "--quiet",
            "--force",
            "--date-format=raw-permissive",
            stdin=text + b"done\n",
        )
        return self.tip(branch)

    def tip(self, branch="main"):
        try:
            return self.git("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")
        except subprocess.CalledProcessError:
            return ""

    def bundle(self, name, *revisions):
        path = self.folder.parent / name
        self.git("bundle", "create", "--quiet", str(path), *(revisions or ("--all", "HEAD")))
        return path


def _signed(person):
    name, address = (p if isinstance(p, bytes) else p.encode() for p in person)
    return b"%b <%b>" % (name, address)


class Loaded:
    """Everything a source yielded, as rows."""

    def __init__(self, source):
        batches = list(source.read())
        self.batches = batches
        self.activity = _rows([b.activity for b in batches], ACTIVITY)
        self.accounts = _rows([b.accounts for b in batches], ACCOUNTS)
        self.aliases = _rows([b.aliases for b in batches], ALIASES)
        self.set_aside = [s for b in batches for s in b.set_aside]
        self.extent = source.extent()

    def counts(self):
        """How many activities of each kind."""
        kinds = [r["kind"] for r in self.activity]
        return {k: kinds.count(k) for k in sorted(set(kinds))}

    def doers(self):
        """Who did what, by the name shown."""
        names = {r["account"]: r["name"] for r in self.accounts}
        return sorted((r["kind"], names[r["account"]]) for r in self.activity)


def _rows(parts, table):
    return pa.concat_tables([table.schema.empty_table(), *parts]).to_pylist()


@pytest.fixture
def history(tmp_path):
    return History(tmp_path / "history")


@pytest.fixture
def load():
    """Load a history as the source `code` of the area `coding`."""

    def _load(location, **options):
        chosen = {"name": "code", "area": "coding", "keys": KEYS, "now": NOW} | options
        return Loaded(GitSource(location, **chosen))

    return _load


@pytest.fixture
def refusal(load):
    """The sentence with which a load is refused."""

    def _refusal(location, **options):
        with pytest.raises(SourceError) as refused:
            load(location, **options)
        return str(refused.value)

    return _refusal


@pytest.fixture
def bench(tmp_path):
    """Writes tables with their mappings, and loads them; imported here, it imports this file."""
    from tests.measure.sources.tables import Bench  # noqa: PLC0415

    return Bench(tmp_path)
