import base64
import hashlib
import tarfile
from io import BytesIO

import pytest

from parvis.lib import assets
from parvis.lib.assets import AssetError, Package, fetch_all, packages, unpack

FILES = {"look.css": "look/look.css"}


def archive(tmp_path, **files):
    path = tmp_path / "look-1.0.0.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text)
            tar.addfile(entry, BytesIO(text.encode()))
    return path


def integrity(path):
    digest = hashlib.sha512(path.read_bytes()).digest()
    return f"sha512-{base64.b64encode(digest).decode()}"


def test_only_the_wanted_files_are_kept(tmp_path):
    packed = archive(tmp_path, **{"look.css": "p{}", "other.js": "1"})
    package = Package("look", "1.0.0", integrity(packed), FILES)

    unpack(packed, package, tmp_path / "vendor")

    kept = [p.relative_to(tmp_path).as_posix() for p in (tmp_path / "vendor").rglob("*.*")]
    assert kept == ["vendor/look/look.css"]


def test_an_archive_that_differs_is_refused_whole(tmp_path):
    packed = archive(tmp_path, **{"look.css": "p{}"})
    package = Package("look", "1.0.0", "sha512-other", FILES)

    with pytest.raises(AssetError, match=r"look 1\.0\.0 is not the package"):
        unpack(packed, package, tmp_path / "vendor")

    assert not (tmp_path / "vendor").exists()


def test_a_missing_file_is_named(tmp_path):
    packed = archive(tmp_path, **{"other.css": "p{}"})
    package = Package("look", "1.0.0", integrity(packed), FILES)

    with pytest.raises(AssetError, match=r"look 1\.0\.0 has no file look\.css\."):
        unpack(packed, package, tmp_path / "vendor")


def test_the_second_fetch_has_nothing_to_do(tmp_path):
    listed = tmp_path / "assets.toml"
    listed.write_text("package = []")

    assert (fetch_all(listed, tmp_path / "vendor"), fetch_all(listed, tmp_path / "vendor")) == (
        True,
        False,
    )


def test_a_broken_fetch_leaves_what_was_there(tmp_path, monkeypatch):
    listed = tmp_path / "assets.toml"
    listed.write_text("package = []")
    fetch_all(listed, tmp_path / "vendor")
    (tmp_path / "vendor" / "kept").write_text("1")
    listed.write_text('[[package]]\nname="look"\nversion="1"\nintegrity="x"\nfiles={}')
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho the line went dead >&2\nexit 1\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    with pytest.raises(AssetError, match="npm could not bring look@1: the line went dead"):
        fetch_all(listed, tmp_path / "vendor")

    assert (tmp_path / "vendor" / "kept").exists()
    assert list(tmp_path.glob(".vendor-*")) == []


def test_npm_comes_with_a_python_package_where_the_machine_has_none(monkeypatch):
    monkeypatch.setenv("PATH", "")

    node, script = assets.npm()

    assert node.endswith("/bin/node")
    assert script.endswith("npm-cli.js")


def test_the_list_names_versions_and_integrity_and_no_address():
    text = assets.LIST.read_text()

    listed = packages(text)

    assert "http" not in text
    assert len(listed) == 4
    assert all(p.integrity.startswith("sha512-") and p.version[0].isdigit() for p in listed)
    assert all("LICENSE" in " ".join(p.files.values()).replace("OFL", "LICENSE") for p in listed)
