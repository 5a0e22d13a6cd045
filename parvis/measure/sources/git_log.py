"""A history as a stream of commits."""

from collections.abc import Iterator
from typing import NamedTuple

from parvis.measure.sources.base import SourceError
from parvis.measure.sources.git_command import Git

# NUL stands between the fields: nothing in a commit can hold one.
TRAILERS = "%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x0A)"
FORMAT = f"%H%x00%P%x00%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00{TRAILERS}"
FIELDS = 9


class Commit(NamedTuple):
    """One commit as git has it, undecoded; times as `seconds ±hhmm`."""

    sha: bytes
    parents: bytes
    author: bytes
    author_address: bytes
    authored_at: bytes
    committer: bytes
    committer_address: bytes
    committed_at: bytes
    co_authors: bytes  # one to a line

    @property
    def is_merge(self) -> bool:
        return b" " in self.parents


def commits(git: Git, revisions: str) -> Iterator[Commit]:
    """Yield the commits of `revisions` (a commit, or `old..new`), newest first."""
    rest: list[bytes] = []
    for fields in _fields(git, revisions):
        rest += fields
        whole = len(rest) - len(rest) % FIELDS
        yield from map(Commit._make, zip(*[iter(rest[:whole])] * FIELDS, strict=True))
        del rest[:whole]
    if rest:  # pragma: no cover - git has never been seen to answer in half and say it is well
        raise SourceError(f"{git.directory}: git's answer breaks off. Run `git fsck` there.")


def _fields(git: Git, revisions: str) -> Iterator[list[bytes]]:
    begun = b""
    log = ("log", "-z", "--no-notes", "--no-patch", "--date=raw", f"--format={FORMAT}", revisions)
    for chunk in git.stream(*log, "--"):
        *whole, begun = (begun + chunk).split(b"\0")
        yield whole
