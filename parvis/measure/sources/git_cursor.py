"""Where the last load of a history ended, and what this one has to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parvis.measure.sources.base import SourceError
from parvis.measure.sources.git_location import Repository

Cursor = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """What to read: the revisions (None: nothing new), and how many commits are known already."""

    revisions: str | None
    known: int = 0


def plan(repository: Repository, known: Cursor | None) -> Reading:
    """What a load after `known` has to read. Raises SourceError for a rewritten history.

    A shallow clone may have grown downwards since, so what was shallow is read whole again.
    """
    if not known or known.get("shallow"):
        return Reading(repository.tip)
    old, count = str(known["tip"]), int(known["commits"])
    if old == repository.tip:
        return Reading(None, count)
    if not _contains(repository, old):
        raise _lost(repository, known)
    return Reading(f"{old}..{repository.tip}", count)


def cursor(repository: Repository, commits: int) -> dict[str, object]:
    """What the next load starts from."""
    return {
        "tip": repository.tip,
        "commits": commits,
        "shallow": repository.is_shallow,
        "marks": _marks(repository),
    }


def _marks(repository: Repository) -> list[str]:
    """Ancestors 1, 2, 4, 8 ... commits back: where a history that was rewritten still agrees."""
    line = (repository.git.says("rev-list", "--first-parent", repository.tip) or "").split()
    return [line[2**n] for n in range(len(line).bit_length()) if 2**n < len(line)]


def _contains(repository: Repository, commit: str) -> bool:
    ancestor = ("merge-base", "--is-ancestor", commit, repository.tip)
    return repository.git.run(*ancestor).returncode == 0


def _lost(repository: Repository, known: Cursor) -> SourceError:
    if repository.is_shallow:
        return SourceError(
            f"{repository.shown} is a shallow clone that does not reach back to where the last "
            "load ended. Fetch the rest with `git fetch --unshallow`."
        )
    return SourceError(
        f"{repository.shown} was rewritten since it was last loaded: {_gone(repository, known)} "
        "no longer in it; nothing was changed. Load it again with --replace to take its new "
        "history."
    )


def _gone(repository: Repository, known: Cursor) -> str:
    """How many commits are, exactly where the old ones are still at hand, else at most."""
    count = repository.git.says("rev-list", "--count", f"{repository.tip}..{known['tip']}")
    if count is not None:
        return _so_many(int(count))
    for mark in known.get("marks", ()):
        if _contains(repository, mark):
            agreed = int(repository.git.says("rev-list", "--count", mark) or 0)
            return f"up to {_so_many(int(known['commits']) - agreed)}"
    commits = int(known["commits"])
    return "the only commit known here is" if commits == 1 else f"all {_so_many(commits)}"


def _so_many(commits: int) -> str:
    return "1 commit known here is" if commits == 1 else f"{commits:,} commits known here are"
