"""Where a history is read from: a local repository, a bundle, or an address to clone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from parvis.measure.sources.base import SourceError
from parvis.measure.sources.git_command import Git, last_line
from parvis.measure.sources.kinds import nearest
from parvis.measure.sources.texts import decode

ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*://|[\w.-]+@[\w.-]+:)", re.IGNORECASE)
CREDENTIALS = re.compile(r"(?<=://)[^/@]*@")
BUNDLE = re.compile(rb"# v[23] git bundle\n")
HEADS = "refs/heads/"
CLONED = "refs/remotes/origin/"


@dataclass(frozen=True)
class Repository:
    """A history ready to be read."""

    git: Git
    shown: str  # as messages name it
    tip: str  # the commit whose history is read
    is_live: bool = False  # asked at its origin just now

    @property
    def is_shallow(self) -> bool:
        return self.git.says("rev-parse", "--is-shallow-repository") == "true"


@contextmanager
def opened(location: str | Path, branch: str | None, cache: Path | None) -> Iterator[Repository]:
    """Open a path, bundle or address. Raises SourceError, saying what to do, when it cannot."""
    text = str(location)
    if ADDRESS.match(text):
        yield _cloned(text, branch, cache)
    elif Path(text).is_dir():
        yield _local(Path(text), branch)
    elif Path(text).is_file():
        with TemporaryDirectory(prefix="parvis-bundle-", dir=_made(cache)) as folder:
            yield _unbundled(Path(text).resolve(), branch, Path(folder))
    else:
        raise SourceError(
            f"There is nothing at {text}. Give the path of a repository or bundle, or an address."
        )


def _local(path: Path, branch: str | None) -> Repository:
    git = Git(path)
    if git.says("rev-parse", "--git-dir") is None:
        raise SourceError(
            f"{path} is not a git repository. Give the folder that holds .git, a bare "
            "repository, or a bundle."
        )
    return Repository(git, str(path), _tip(git, str(path), branch))


def _cloned(address: str, branch: str | None, cache: Path | None) -> Repository:
    """Our own clone, without trees and files: only commits are read."""
    shown = CREDENTIALS.sub("", address)
    folder = _made(cache)
    if folder is None:
        raise SourceError(f"{shown} must be cloned: say into which folder (cache).")
    clone = folder / f"{sha256(address.encode()).hexdigest()[:16]}.git"
    if clone.is_dir():
        _follow(clone, shown)
    else:
        _clone(address, clone, shown)
    git = Git(clone, may_fetch=True)
    return Repository(git, shown, _tip(git, shown, branch), is_live=True)


def _clone(address: str, clone: Path, shown: str) -> None:
    """Clone beside its place and move it there whole, so that a killed clone is no clone."""
    with TemporaryDirectory(prefix="clone-", dir=clone.parent) as beside:
        git = Git(Path(beside), may_fetch=True)
        bare = ("clone", "--quiet", "--bare", "--filter=tree:0", "--no-tags")
        done = git.run(*bare, "--", address, "whole")
        if done.returncode:
            raise _unreachable(shown, done.stderr)
        (Path(beside) / "whole").rename(clone)


def _follow(clone: Path, shown: str) -> None:
    git = Git(clone, may_fetch=True)
    done = git.run("fetch", "--quiet", "--no-tags", "--prune", "origin", f"+{HEADS}*:{HEADS}*")
    if done.returncode:
        raise _unreachable(shown, done.stderr)
    default = re.match(
        r"ref: (\S+)\tHEAD", git.says("ls-remote", "--symref", "origin", "HEAD") or ""
    )
    if default:
        git.run("symbolic-ref", "HEAD", default[1])


def _unreachable(shown: str, errors: bytes) -> SourceError:
    return SourceError(
        f"{shown} could not be fetched: {CREDENTIALS.sub('', last_line(errors))}. "
        "Check the address and the network, and whether it may be read without a password."
    )


def _unbundled(bundle: Path, branch: str | None, folder: Path) -> Repository:
    with bundle.open("rb") as handle:
        start = handle.read(200)
    if not BUNDLE.match(start):
        raise SourceError(
            f"{bundle} is neither a git bundle nor a repository. Make a bundle with "
            f"`git bundle create {bundle.name} --all`."
        )
    git = Git(folder, may_fetch=True)
    git.run("init", "--quiet", "--bare", f"--object-format={_object_format(start)}", ".")
    ref = _ref_of_bundle(git, bundle, branch)
    done = git.run("fetch", "--quiet", "--no-tags", str(bundle), f"+{ref}:{HEADS}parvis")
    if done.returncode:
        raise _broken(bundle, done.stderr)
    return Repository(git, str(bundle), git.says("rev-parse", f"{HEADS}parvis^{{commit}}") or "")


def _object_format(start: bytes) -> str:
    return "sha256" if b"\n@object-format=sha256\n" in start else "sha1"


def _ref_of_bundle(git: Git, bundle: Path, branch: str | None) -> str:
    done = git.run("bundle", "list-heads", str(bundle))
    refs = [line.partition(" ")[2] for line in decode(done.stdout).splitlines()]
    if not refs:
        raise _broken(bundle, done.stderr or b"it names no branch")
    return "HEAD" if branch is None and "HEAD" in refs else _branch(refs, str(bundle), branch)


def _broken(bundle: Path, errors: bytes) -> SourceError:
    again = f"make it again with `git bundle create {bundle.name} --all`."
    if b"prerequisite" in errors:
        return SourceError(
            f"{bundle} holds only the end of a history, without the commits it builds on. "
            f"Instead, {again}"
        )
    return SourceError(
        f"{bundle} is cut off or damaged ({last_line(errors)}). Copy it again, or {again}"
    )


def _tip(git: Git, shown: str, branch: str | None) -> str:
    if branch is None and (head := git.says("rev-parse", "--quiet", "--verify", "HEAD^{commit}")):
        return head
    refs = git.says("for-each-ref", "--format=%(refname)", HEADS, CLONED) or ""
    ref = _branch(refs.split(), shown, branch)
    tip = git.says("rev-parse", "--quiet", "--verify", f"{ref}^{{commit}}")
    if tip is None:
        raise SourceError(f"{shown} lacks the commit of {ref}. Run `git fsck` there.")
    return tip


def _branch(refs: list[str], shown: str, branch: str | None) -> str:
    """The branch asked for, or else main, master, or the only one there is."""
    names = {r.removeprefix(p): r for p in (CLONED, HEADS) for r in refs if r.startswith(p)}
    if not names:
        raise SourceError(f"{shown} has no commits yet. Load it once there are some.")
    for name in (branch,) if branch else ("main", "master", *(names if len(names) == 1 else ())):
        if name in names:
            return names[name]
    if branch:
        raise SourceError(f"{shown} has no branch {branch!r}. {nearest(branch, sorted(names))}")
    raise SourceError(
        f"{shown} does not say which of its branches is the main one. Name one with --branch: "
        f"{', '.join(sorted(names))}."
    )


def _made(folder: Path | None) -> Path | None:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    return folder
