"""Git: what a history says about who changed what, and when.

A commit that is not a merge is a `change` by its author and by everybody its Co-authored-by
trailers name, at the author's time. Who committed somebody else's change was `committing`, at
the committer's time; the author of a merge was `merging`. A commit that stands in two
repositories is one object, and nobody is counted twice for it.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from parvis.measure.keys import Keys
from parvis.measure.sources.base import Batch, Extent, SourceError
from parvis.measure.sources.git_cursor import Cursor, cursor, plan
from parvis.measure.sources.git_location import Repository, opened
from parvis.measure.sources.git_log import commits
from parvis.measure.sources.git_rows import Rows
from parvis.measure.sources.mailmap import read_mailmap
from parvis.measure.sources.span import Span, naive
from parvis.measure.sources.texts import decode

MAILMAP = ".mailmap"


class GitSource:
    """A history at a path, in a bundle, or at an address.

    `known` is the cursor of the last load (None: there was none); only what came after it is
    read, unless `replace` asks for the whole history in place of the old one. `mailmap` is a
    file to use instead of the one in the history's newest tree. `cache` is where histories at
    an address are cloned to. `read` raises SourceError.
    """

    platform = "git"

    def __init__(
        self,
        location: str | Path,
        *,
        name: str,
        area: str,
        keys: Keys,
        now: datetime,
        known: Cursor | None = None,
        mailmap: Path | None = None,
        branch: str | None = None,
        replace: bool = False,
        cache: Path | None = None,
    ) -> None:
        self.location = location
        self.name = name
        self.area: str | None = area
        self.keys = keys
        self.now = now
        self.known = None if replace else known
        self.mailmap = mailmap
        self.branch = branch
        self.replace = replace
        self.cache = cache
        self._extent: Extent | None = None

    def read(self) -> Iterator[Batch]:
        """Yield what the history says since the last load, newest first."""
        with opened(self.location, self.branch, self.cache) as repository:
            reading = plan(repository, self.known)
            yield from self._aliases(repository)
            rows = Rows(self.name, self.area or "", self.keys, Span(self.now), repository.shown)
            if reading.revisions:
                yield from rows.batches(commits(repository.git, reading.revisions))
            total = reading.known + rows.commits
            self._extent = self._reached(repository, cursor(repository, total))

    def extent(self) -> Extent:
        """From the first row (its birth, unless the clone is shallow) to the last row, or now."""
        if self._extent is None:
            raise RuntimeError("extent() is known once read() is exhausted")
        return self._extent

    def _reached(self, repository: Repository, reached: dict[str, object]) -> Extent:
        return Extent(
            from_birth=not reached["shallow"],
            covered_to=naive(self.now) if repository.is_live else None,
            cursor=reached,
        )

    def _aliases(self, repository: Repository) -> Iterator[Batch]:
        """The whole .mailmap, at every load: it stands as it is now."""
        file, text = self._read_mailmap(repository)
        if text is not None:
            yield read_mailmap(text, file, self.name, self.keys)

    def _read_mailmap(self, repository: Repository) -> tuple[str, str | None]:
        """Where the .mailmap is, and its text; None where there is none."""
        if self.mailmap is not None:
            try:
                return str(self.mailmap), decode(self.mailmap.read_bytes())
            except OSError as error:
                raise SourceError(
                    f"{self.mailmap} cannot be read ({error.strerror}). Name a .mailmap file."
                ) from error
        file = f"{repository.shown}:{MAILMAP}"
        return file, repository.git.says("cat-file", "blob", f"{repository.tip}:{MAILMAP}")
