"""What a history says about who did what, and when."""

from datetime import datetime

import pytest

from parvis.measure.sources.git import GitSource
from tests.measure.sources.conftest import ANN, BEN, KEYS, NOW

CLEO = ("Cleo", "cleo@example.org")
WEB_FLOW = ("GitHub", "noreply@github.com")


def test_commit_is_a_change_by_its_author_at_the_authors_time(history, load):
    sha = history.commit(at="1400000000 +0530", when="1400000999 +0000")

    assert load(history.folder).activity == [
        {
            "id": KEYS.key("code", f"{sha}:author:0"),
            "source": "code",
            "native_id": f"{sha}:author:0",
            "account": KEYS.key("code", "ann@example.org"),
            "kind": "change",
            "area": "coding",
            "happened_at": datetime(2014, 5, 13, 16, 53, 20),
            "utc_offset": 330,
            "object": KEYS.key("git", sha),
        }
    ]


def test_account_has_hashes_and_no_address(history, load):
    history.commit(("Ann Lee (ann@home)", "Ann+dev@Example.org"))

    assert load(history.folder).accounts == [
        {
            "account": KEYS.key("code", "Ann+dev@Example.org"),
            "source": "code",
            "platform": "git",
            "name": "Ann Lee",
            "login": None,
            "github_id": None,
            "address": KEYS.address("ann@example.org"),
            "local_part": KEYS.local_part("ann@example.org"),
            "domain": "example.org",
        }
    ]


def test_committer_of_anothers_change_was_committing_at_the_commit_time(history, load):
    history.commit(ANN, at="1400000000 +0200", committer=WEB_FLOW, when="1400003600 -0700")

    loaded = load(history.folder)

    assert loaded.doers() == [("change", "Ann Lee"), ("committing", "GitHub")]
    committing = next(r for r in loaded.activity if r["kind"] == "committing")
    assert committing["happened_at"] == datetime(2014, 5, 13, 17, 53, 20)
    assert committing["utc_offset"] == -420


def test_committer_with_the_authors_address_written_otherwise_is_the_author(history, load):
    history.commit(ANN, committer=("A. Lee", "Ann+git@Example.org"))

    assert load(history.folder).counts() == {"change": 1}


def test_merge_is_no_change(history, load):
    history.commit(ANN)
    history.commit(BEN, branch="side", start="main")
    history.commit(
        ANN, merge=history.tip("side"), message="Merge\n\nCo-authored-by: Cleo <cleo@example.org>\n"
    )

    assert load(history.folder).doers() == [
        ("change", "Ann Lee"),
        ("change", "Ben Ito"),
        ("merging", "Ann Lee"),
    ]


@pytest.mark.parametrize(
    ("trailers", "others"),
    [
        ("Co-authored-by: Ben Ito <ben@example.net>", ["Ben Ito"]),
        ("CO-AUTHORED-BY: Ben Ito <ben@example.net>", ["Ben Ito"]),
        ("Co-authored-by: Ben Ito <ben@example.net> (nb-NO)", ["Ben Ito"]),
        ("Co-authored-by: Ben Ito\n <ben@example.net>", ["Ben Ito"]),
        ("Co-authored-by: Ben <b@e.org> (de), Cleo <c@e.org>", ["Ben", "Cleo"]),
        ("Co-authored-by: B <b@e.org>\nCo-authored-by: C <c@e.org>", ["B", "C"]),
        ("Co-authored-by: B <b@e.org>\nCo-authored-by: Bo <B+x@e.org>", ["B"]),
        ("Co-authored-by: Ann <ANN@example.org>", []),
        ("Co-authored-by: quillbrisk657", ["quillbrisk657"]),
        ("Co-authored-by: bo@example.net", [None]),
        ("Co-authored-by: Ann Lee <ann@example.org>", []),
        ("Co-authored-by: <>", []),
        ("Co-authored-by:", []),
        ("Reviewed-by: Ben Ito <ben@example.net>", []),
    ],
)
def test_each_distinct_co_author_made_the_change_too(history, load, trailers, others):
    history.commit(ANN, message=f"Mend it\n\n{trailers}\n")

    loaded = load(history.folder)

    names = {r["account"]: r["name"] for r in loaded.accounts}
    assert [names[r["account"]] for r in loaded.activity] == ["Ann Lee", *others]
    assert loaded.counts() == {"change": 1 + len(others)}
    assert len({r["object"] for r in loaded.activity}) == 1
    assert len({r["id"] for r in loaded.activity}) == 1 + len(others)


def test_commit_in_two_repositories_is_one_object(history, load):
    history.commit(ANN)

    one, other = load(history.folder), load(history.folder, name="copy")

    assert one.activity[0]["object"] == other.activity[0]["object"]
    assert one.activity[0]["id"] != other.activity[0]["id"]


def test_unreal_address_is_told_apart_by_name(history, load):
    for name in ("Ann", "Ben", "Ann"):
        history.commit((name, "root@localhost"))
    history.commit(("Ann", ""))

    loaded = load(history.folder)

    assert sorted((r["name"], r["address"]) for r in loaded.accounts) == [
        ("Ann", None),
        ("Ann", None),
        ("Ben", None),
    ]
    assert len({r["account"] for r in loaded.activity}) == 3


def test_account_has_a_row_for_each_name_it_goes_by(history, load):
    history.commit(("Ann", "ann@example.org"))
    history.commit(("A. Lee", "ann@example.org"))
    history.commit(("Ann", "ann@example.org"))

    loaded = load(history.folder)

    assert sorted(r["name"] for r in loaded.accounts) == ["A. Lee", "Ann"]
    assert len({r["account"] for r in loaded.accounts}) == 1


def test_noreply_address_gives_login_and_number(history, load):
    history.commit(("Octo", "583231+octocat@users.noreply.github.com"))

    account = load(history.folder).accounts[0]

    assert (account["login"], account["github_id"]) == ("octocat", 583231)


def test_no_address_is_yielded_anywhere(history, load):
    people = [
        ("ann@example.org", "ann@example.org"),
        ("Ben (ben@example.net)", "BEN@example.net"),
        ("Root", "root@localhost"),
        ("Octo", "583231+octocat@users.noreply.github.com"),
        ("Dee dee@home.example dee", "dee+x@home.example"),
    ]
    for author in people:
        history.commit(
            author,
            committer=WEB_FLOW,
            message="x\n\nCo-authored-by: Cy <cy@example.org> <cy2@example.org>\n",
            files={".mailmap": "Ann <ann@example.org> <ann@old.example>\nbroken ann@example.org\n"},
        )
    history.commit(("Eve eve@example.org", "eve@example.org"), at="5 +0000")

    loaded = load(history.folder)

    written = str(
        [loaded.activity, loaded.accounts, loaded.aliases, loaded.set_aside, loaded.extent]
    ).casefold()
    addresses = [a for _, a in [*people, WEB_FLOW]]
    addresses += ["ben@example.net", "cy@example.org", "cy2@example.org", "ann@old.example"]
    addresses += ["dee@home.example", "eve@example.org"]
    assert [a for a in addresses if a.casefold() in written] == []
    assert len(loaded.accounts) > len(people)
    assert "@" not in written


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        ("5 +0000", "its time 1970-01-01 00:00 lies before 1990 (author)"),
        ("1717400000 +0000", "its time 2024-06-03 07:33 lies in the future (author)"),
        ("99999999999999 +0000", "its time second 99999999999999 lies in the future (author)"),
    ],
)
def test_impossible_time_is_set_aside_and_the_good_rows_stay(history, load, at, problem):
    history.commit(ANN)
    sha = history.commit(
        ANN,
        at=at,
        committer=BEN,
        when="1400000000 +0000",
        message="x\n\nCo-authored-by: C <c@e.org>\n",
    )

    loaded = load(history.folder)

    assert loaded.counts() == {"change": 1, "committing": 1}
    assert [(s.file, s.row, s.problem) for s in loaded.set_aside] == [
        (str(history.folder), f"commit {sha[:12]}", problem)
    ]


def test_clock_may_run_a_day_ahead(history, load):
    history.commit(at="1717300000 +0000")

    assert load(history.folder).counts() == {"change": 1}


def test_zone_nobody_lives_in_is_unknown(history, load):
    history.commit(at="1400000000 +5100")

    loaded = load(history.folder)

    assert loaded.activity[0]["utc_offset"] is None


def test_commit_by_nobody_is_set_aside(history, load):
    sha = history.commit(("", ""), committer=BEN)

    loaded = load(history.folder)

    assert loaded.doers() == [("committing", "Ben Ito")]
    assert [str(s) for s in loaded.set_aside] == [
        (
            f"{history.folder}, commit {sha[:12]}: the author has neither a name nor an address. "
            "Its other rows, if any, are loaded; nothing needs doing."
        )
    ]


def test_name_in_latin_1_is_read_as_it_was_meant(history, load):
    history.commit(("Zoë".encode("latin-1"), b"zoe@example.org"))
    history.commit(("Zoë Ú", "zoe2@example.org"))

    loaded = load(history.folder)

    assert sorted(r["name"] for r in loaded.accounts) == ["Zoë", "Zoë Ú"]
    assert loaded.counts() == {"change": 2}
    assert loaded.set_aside == []


def test_long_history_comes_in_bounded_batches(history, load):
    one = "commit refs/heads/main\ncommitter A <a@example.org> {} +0000\ndata 0\n"
    stream = "".join(one.format(1_400_000_000 + n) for n in range(60_001))
    history.git("fast-import", "--quiet", stdin=stream.encode())

    loaded = load(history.folder)

    assert [b.activity.num_rows for b in loaded.batches] == [50_000, 10_001]
    assert loaded.extent.cursor["commits"] == 60_001


def test_extent_is_not_known_before_the_end(history):
    history.commit()
    source = GitSource(history.folder, name="code", area="coding", keys=KEYS, now=NOW)

    with pytest.raises(RuntimeError, match="exhausted"):
        source.extent()
