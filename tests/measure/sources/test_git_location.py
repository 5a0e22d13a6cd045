"""Where a history may be, and what is said when it is not there."""

import shutil
import subprocess
from datetime import datetime

import pytest

from parvis.measure.sources.git_command import Git
from tests.measure.sources.conftest import BEN, NOW


def test_bundle_gives_the_same_rows_as_its_repository(history, load):
    history.commit()
    history.commit(BEN)

    assert load(history.bundle("all.bundle")).activity == load(history.folder).activity


@pytest.mark.parametrize("branch", ["main", "master", "only"])
def test_bundle_without_head_is_read_from_its_main_branch(history, load, branch):
    history.commit(branch=branch)

    loaded = load(history.bundle("some.bundle", branch))

    assert loaded.counts() == {"change": 1}


def test_bundle_that_does_not_name_its_main_branch_is_refused(history, refusal):
    history.commit(branch="one")
    history.commit(branch="two")

    assert refusal(history.bundle("two.bundle", "one", "two")).endswith(
        "does not say which of its branches is the main one. Name one with --branch: one, two."
    )


def test_bare_repository_is_read(history, load):
    history.commit()

    assert load(history.folder / ".git").counts() == {"change": 1}


def test_detached_head_is_read(history, load):
    first = history.commit()
    history.commit()
    history.git("checkout", "--quiet", "--detach", first)

    assert load(history.folder).counts() == {"change": 1}


def test_address_is_cloned_and_then_followed(history, load, tmp_path):
    history.commit(files={".mailmap": "Ann <ann@example.org> <ann@old.example>\n"})
    address = f"file://{history.folder}"

    first = load(address, cache=tmp_path / "cache")
    history.commit(BEN)
    second = load(address, cache=tmp_path / "cache", known=first.extent.cursor)

    assert first.doers() == [("change", "Ann Lee")]
    assert second.doers() == [("change", "Ben Ito")]
    assert len(first.aliases) == len(second.aliases) == 1
    assert first.extent.covered_to == NOW
    assert [p.suffix for p in (tmp_path / "cache").iterdir()] == [".git"]


def test_address_follows_a_new_default_branch(history, load, tmp_path):
    history.commit()
    address, cache = f"file://{history.folder}", tmp_path / "cache"
    first = load(address, cache=cache)
    history.commit(BEN, branch="trunk", start="main")
    history.git("symbolic-ref", "HEAD", "refs/heads/trunk")

    second = load(address, cache=cache, known=first.extent.cursor)

    assert second.doers() == [("change", "Ben Ito")]


def test_address_that_stands_on_no_branch_is_read_as_before(history, load, tmp_path):
    history.commit()
    address, cache = f"file://{history.folder}", tmp_path / "cache"
    first = load(address, cache=cache)
    history.commit(BEN)
    history.git("checkout", "--quiet", "--detach", "main")

    second = load(address, cache=cache, known=first.extent.cursor)

    assert second.doers() == [("change", "Ben Ito")]


def test_history_with_long_hashes_is_read(load, tmp_path):
    folder = tmp_path / "long"
    ident = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    subprocess.run(["git", "init", "-q", "--object-format=sha256", folder], check=True)
    subprocess.run(
        ["git", *ident, "commit", "-q", "--allow-empty", "-m", "x"], cwd=folder, check=True
    )
    subprocess.run(["git", "bundle", "create", "-q", "../l", "HEAD"], cwd=folder, check=True)

    sha = load(tmp_path / "l", now=datetime(2100, 1, 1)).extent.cursor["tip"]

    assert len(sha) == 64


def test_other_branch_is_read_when_asked_for(history, load):
    history.commit()
    history.commit(BEN, branch="next", start="main")

    assert load(history.folder).counts() == {"change": 1}
    assert load(history.folder, branch="next").counts() == {"change": 2}
    assert load(history.bundle("b.bundle"), branch="next").counts() == {"change": 2}


def test_remote_branch_of_a_clone_can_be_named(history, load, tmp_path):
    history.commit()
    history.commit(BEN, branch="next", start="main")
    history.git("clone", "--quiet", str(history.folder), str(tmp_path / "clone"))

    assert load(tmp_path / "clone", branch="next").counts() == {"change": 2}


def test_unknown_branch_names_the_nearest(history, refusal):
    history.commit()

    assert refusal(history.folder, branch="mian") == (
        f"{history.folder} has no branch 'mian'. Did you mean 'main'?"
    )


def test_shallow_clone_does_not_reach_back_to_birth(history, load, tmp_path):
    history.commit()
    history.commit(BEN)
    clone = tmp_path / "shallow"
    history.git("clone", "--quiet", "--depth=1", f"file://{history.folder}", str(clone))

    first = load(clone)
    history.git("-C", str(clone), "fetch", "--quiet", "--unshallow")
    second = load(clone, known=first.extent.cursor)

    assert (first.extent.from_birth, first.counts()) == (False, {"change": 1})
    assert (second.extent.from_birth, second.counts()) == (True, {"change": 2})


def test_nothing_there_is_said(tmp_path, refusal):
    assert refusal(tmp_path / "no") == (
        f"There is nothing at {tmp_path / 'no'}. Give the path of a repository or bundle, or an "
        "address."
    )


def test_folder_without_history_is_refused(tmp_path, refusal):
    assert refusal(tmp_path) == (
        f"{tmp_path} is not a git repository. Give the folder that holds .git, a bare "
        "repository, or a bundle."
    )


def test_folder_inside_a_repository_is_not_that_repository(history, refusal):
    history.commit()
    (history.folder / "docs").mkdir()

    assert "docs is not a git repository." in refusal(history.folder / "docs")


def test_empty_repository_is_refused(history, refusal):
    assert refusal(history.folder) == (
        f"{history.folder} has no commits yet. Load it once there are some."
    )


@pytest.mark.parametrize("kept", [0.01, 0.3, 0.9])
def test_truncated_bundle_is_refused(history, refusal, kept):
    for n in range(40):
        history.commit((f"Person {n}", f"p{n}@example.org"))
    bundle = history.bundle("cut.bundle")
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[: int(len(whole) * kept)])

    said = refusal(bundle)

    assert said.startswith(f"{bundle} is cut off or damaged (")
    assert said.endswith(
        "Copy it again, or make it again with `git bundle create cut.bundle --all`."
    )


def test_bundle_without_its_beginning_is_refused(history, refusal):
    first = history.commit()
    history.commit()
    bundle = history.bundle("end.bundle", f"{first}..main")

    assert refusal(bundle) == (
        f"{bundle} holds only the end of a history, without the commits it builds on. Instead, "
        "make it again with `git bundle create end.bundle --all`."
    )


def test_file_that_is_no_bundle_is_refused(tmp_path, refusal):
    file = tmp_path / "notes.bundle"
    file.write_text("not a bundle")

    assert refusal(file).startswith(f"{file} is neither a git bundle nor a repository.")


def test_unreachable_address_is_refused_without_its_password(tmp_path, refusal):
    said = refusal("https://ann:hunter2@127.0.0.1:9/x.git", cache=tmp_path)

    assert said.startswith("https://127.0.0.1:9/x.git could not be fetched: ")
    assert "hunter2" not in said


def test_address_that_has_gone_is_refused(history, load, refusal, tmp_path):
    history.commit()
    address = f"file://{history.folder}"
    load(address, cache=tmp_path / "cache")
    shutil.rmtree(history.folder)

    assert refusal(address, cache=tmp_path / "cache").startswith(f"{address} could not be fetched")


def test_address_needs_somewhere_to_clone_to(refusal):
    assert "say into which folder" in refusal("https://example.org/x.git")


def test_damaged_history_is_said_and_not_half_read(history, refusal):
    first = history.commit()
    history.commit()
    (history.folder / ".git/objects" / first[:2] / first[2:]).unlink()

    assert "could not be read to its end" in refusal(history.folder)


def test_branch_without_its_commit_is_refused(history, refusal):
    sha = history.commit(branch="side")
    (history.folder / ".git/objects" / sha[:2] / sha[2:]).unlink()

    assert refusal(history.folder, branch="side") == (
        f"{history.folder} lacks the commit of refs/heads/side. Run `git fsck` there."
    )


def test_folder_that_vanished_is_not_taken_for_a_missing_git(tmp_path):
    with pytest.raises(FileNotFoundError, match="gone"):
        Git(tmp_path / "gone").run("version")


def test_missing_git_is_said(history, refusal, monkeypatch, tmp_path):
    history.commit()
    monkeypatch.setenv("PATH", str(tmp_path))

    assert refusal(history.folder).startswith("The program git was not found. Install it")


def test_reading_stops_without_leaving_git_behind(history):
    history.commit()
    stream = Git(history.folder).stream("log", "--format=%H")
    next(stream)
    stream.close()

    assert subprocess.run(["git", "--version"], check=True, capture_output=True).returncode == 0


def test_readers_settings_do_not_change_the_answer(history, load, monkeypatch, tmp_path):
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[log]\n\tmailmap = true\n\tdate = relative\n[format]\n\tpretty = oneline\n"
    )
    history.commit(files={".mailmap": "Someone Else <else@example.org> <ann@example.org>\n"})
    before = load(history.folder).activity
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_DIR", str(tmp_path))

    assert load(history.folder).activity == before
