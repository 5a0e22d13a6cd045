"""Loading a history again: what is new, and what was rewritten."""

import shutil

import pytest

from tests.measure.sources.conftest import BEN, History

REWRITTEN = (
    "{} was rewritten since it was last loaded: {} no longer in it; nothing was "
    "changed. Load it again with --replace to take its new history."
)


@pytest.fixture
def grown(history, load):
    """A history of five commits, and the cursor of its load."""
    for _ in range(5):
        history.commit()
    return load(history.folder).extent.cursor


def test_only_what_is_new_is_read(history, load, grown):
    new = history.commit(BEN)

    loaded = load(history.folder, known=grown)

    assert [r["native_id"] for r in loaded.activity] == [f"{new}:author:0"]
    assert loaded.extent.cursor["commits"] == 6
    assert loaded.extent.from_birth


def test_same_again_has_nothing_new(history, load, grown):
    loaded = load(history.folder, known=grown)

    assert loaded.activity == []
    assert loaded.extent.cursor == grown


def test_mailmap_is_read_at_every_load(history, load):
    history.commit(files={".mailmap": "Ann <ann@example.org> <ann@old.example>\n"})
    first = load(history.folder)

    second = load(history.folder, known=first.extent.cursor)

    assert second.aliases == first.aliases
    assert len(second.aliases) == 1


def test_rewritten_history_is_refused_with_the_number_of_lost_commits(history, refusal, grown):
    history.git("update-ref", "refs/heads/main", "main~2")
    history.commit(BEN)

    assert refusal(history.folder, known=grown) == REWRITTEN.format(
        history.folder, "2 commits known here are"
    )


def test_rewritten_history_without_its_old_commits_is_refused_all_the_same(
    history, refusal, grown, tmp_path
):
    history.git("update-ref", "refs/heads/main", "main~2")
    history.commit(BEN)
    bundle = history.bundle("rewritten.bundle")

    assert refusal(bundle, known=grown) == REWRITTEN.format(
        bundle, "up to 2 commits known here are"
    )


def test_other_history_in_its_place_is_refused(history, refusal, grown):
    shutil.rmtree(history.folder)
    other = History(history.folder)
    other.commit(BEN)

    assert refusal(other.folder, known=grown) == REWRITTEN.format(
        other.folder, "all 5 commits known here are"
    )


def test_one_lost_commit_is_spoken_of_as_one(history, refusal, grown):
    history.git("update-ref", "refs/heads/main", "main~1")
    history.commit(BEN)
    bundle = history.bundle("rewritten.bundle")

    one = "1 commit known here is"
    assert refusal(history.folder, known=grown) == REWRITTEN.format(history.folder, one)
    assert refusal(bundle, known=grown) == REWRITTEN.format(bundle, f"up to {one}")


def test_only_commit_is_spoken_of_as_one(history, load, refusal):
    history.commit()
    known = load(history.folder).extent.cursor
    shutil.rmtree(history.folder)
    other = History(history.folder)
    other.commit(BEN)

    assert refusal(other.folder, known=known) == REWRITTEN.format(
        other.folder, "the only commit known here is"
    )


def test_rewritten_history_is_taken_when_told_to(history, load, grown):
    history.git("update-ref", "refs/heads/main", "main~2")
    history.commit(BEN)

    loaded = load(history.folder, known=grown, replace=True)

    assert loaded.extent.cursor["commits"] == 4
    assert len(loaded.activity) == 4


def test_shallow_clone_that_ends_too_early_is_refused(history, refusal, grown, tmp_path):
    for _ in range(2):
        history.commit()
    history.git(
        "clone", "--quiet", "--depth=1", f"file://{history.folder}", str(tmp_path / "shallow")
    )

    assert refusal(tmp_path / "shallow", known=grown) == (
        f"{tmp_path / 'shallow'} is a shallow clone that does not reach back to where the last "
        "load ended. Fetch the rest with `git fetch --unshallow`."
    )
