"""From commits to rows: who did what, when."""

from collections.abc import Iterable, Iterator
from typing import Any

from parvis.measure import tables
from parvis.measure.keys import Keys
from parvis.measure.sources.base import Batch, SetAside, table_of
from parvis.measure.sources.git_log import Commit
from parvis.measure.sources.git_people import People, Signature
from parvis.measure.sources.span import Span

ROWS_IN_BATCH = 50_000
FARTHEST_OFFSET = 16 * 60  # minutes; no clock on Earth is farther from UTC


class Rows:
    """The rows of one source's history, a batch at a time."""

    def __init__(self, source: str, area: str, keys: Keys, span: Span, shown: str) -> None:
        self.source = source
        self.area = area
        self.keys = keys
        self.span = span
        self.shown = shown
        self.people = People(source, keys)
        self.commits = 0
        self._activity: list[tuple[Any, ...]] = []
        self._set_aside: list[SetAside] = []

    def batches(self, commits: Iterable[Commit]) -> Iterator[Batch]:
        for commit in commits:
            self._add(commit)
            if len(self._activity) >= ROWS_IN_BATCH:
                yield self._take()
        yield self._take()

    def _take(self) -> Batch:
        batch = Batch(
            activity=table_of(tables.ACTIVITY, self._activity),
            accounts=table_of(tables.ACCOUNTS, self.people.take_accounts()),
            set_aside=self._set_aside,
        )
        self._activity, self._set_aside = [], []
        return batch

    def _add(self, commit: Commit) -> None:
        """The author and each co-author; the committer, where somebody else."""
        self.commits += 1
        sha = commit.sha.decode()
        author = self.people.signature(commit.author, commit.author_address)
        committer = self.people.signature(commit.committer, commit.committer_address)
        if author is None:
            self._leave_out(sha, "the author has neither a name nor an address")
        self._write(sha, self._authorship(commit, author), commit.authored_at)
        if committer and not (author and author.same == committer.same):
            self._write(sha, [("committer:0", "committing", committer)], commit.committed_at)

    def _authorship(
        self, commit: Commit, author: Signature | None
    ) -> list[tuple[str, str, Signature]]:
        if commit.is_merge:
            return [("author:0", "merging", author)] if author else []
        others = {s.same: s for s in reversed(self.people.co_authors(commit.co_authors))}
        if author:
            others.pop(author.same, None)
        helped = enumerate(reversed(others.values()))
        rows = [(f"co-author:{n}", "change", other) for n, other in helped]
        return [("author:0", "change", author), *rows] if author else rows

    def _write(self, sha: str, who: list[tuple[str, str, Signature]], time: bytes) -> None:
        if not who:
            return
        seconds, _, zone = time.partition(b" ")
        moment = int(seconds or 0) * 1_000_000
        if complaint := self.span.complaint(moment):
            self._leave_out(sha, f"its time {complaint} ({who[0][0].partition(':')[0]})")
            return
        offset, thing = _minutes(zone), self.keys.key("git", sha)
        for role, kind, by in who:
            native = f"{sha}:{role}"
            key = self.keys.key(self.source, native)
            row = (key, self.source, native, by.account, kind, self.area, moment, offset, thing)
            self._activity.append(row)

    def _leave_out(self, sha: str, problem: str) -> None:
        remedy = "Its other rows, if any, are loaded; nothing needs doing"
        self._set_aside.append(SetAside(self.shown, f"commit {sha[:12]}", problem, f"{remedy}."))


def _minutes(zone: bytes) -> int | None:
    """Minutes in `+0530`; None for a zone nobody lives in."""
    value = int(zone)
    hours, minutes = divmod(abs(value), 100)
    size = hours * 60 + minutes
    return None if size > FARTHEST_OFFSET else (size if value >= 0 else -size)
