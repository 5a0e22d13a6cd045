"""Sources: what goes into the lake, and what they say of their coverage."""

from datetime import datetime, time, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from parvis.measure import tables

from .conftest import TODAY

MIDNIGHT = datetime.combine(TODAY, time())


def read(feed):
    batches = list(feed.read())
    return (
        pa.concat_tables([b.activity for b in batches]),
        pa.concat_tables([b.accounts for b in batches]),
        pa.concat_tables([b.aliases for b in batches]),
    )


@pytest.fixture(scope="module")
def loaded(feeds):
    return {feed.name: read(feed) for feed in feeds}


def test_sources_yield_the_tables_of_the_core(loaded):
    for activity, accounts, aliases in loaded.values():
        assert activity.schema == tables.ACTIVITY.schema
        assert accounts.schema == tables.ACCOUNTS.schema
        assert aliases.schema == tables.ALIASES.schema


def test_rows_are_those_recorded_each_with_an_id_of_its_own(loaded, feeds, drawn):
    ids = [i for activity, *_ in loaded.values() for i in activity["id"].to_pylist()]

    assert sum(feed.rows for feed in feeds) == len(ids) == drawn.doings.recorded.sum()
    # the same commit by the same person in the same source is one row less
    assert len(ids) - len(set(ids)) <= 5


def test_rows_and_accounts_of_a_source_fit_together(loaded):
    for activity, accounts, _ in loaded.values():
        assert set(activity["account"].to_pylist()) == set(accounts["account"].to_pylist())


def test_no_address_stands_in_what_is_loaded(loaded):
    for parts in loaded.values():
        for table in parts:
            for column in table.columns:
                if pa.types.is_string(column.type):
                    assert not [text for text in column.to_pylist() if text and "@" in text]


def test_moments_end_before_today_and_begin_with_the_coverage(loaded, feeds):
    for feed in feeds:
        moments = loaded[feed.name][0]["happened_at"].to_numpy()
        extent = feed.extent()

        assert moments.max() < np.datetime64(extent.covered_to)
        assert extent.covered_from is None or moments.min() >= np.datetime64(extent.covered_from)


def test_coverage_says_what_began_late_and_what_ended(feeds):
    extents = {feed.name: feed.extent() for feed in feeds}

    late = {name: e.covered_from for name, e in extents.items() if not e.from_birth}
    assert late == {
        "support-forum": MIDNIGHT - timedelta(790),
        "translation-platform": MIDNIGHT - timedelta(300),
    }
    ended = {name: e.covered_to for name, e in extents.items() if e.covered_to != MIDNIGHT}
    assert ended == {"activity-reports": MIDNIGHT - timedelta(75)}


def test_tracker_has_a_gap_in_which_much_was_done(loaded, drawn, feeds):
    tracker = next(feed for feed in feeds if feed.name == "tracker")
    start, end = (MIDNIGHT - timedelta(days) for days in tracker.feed.gap)
    moments = loaded["tracker"][0]["happened_at"].to_numpy()

    assert not ((moments >= np.datetime64(start)) & (moments < np.datetime64(end))).any()
    done = drawn.doings[(drawn.doings.feed == tracker.number) & ~drawn.doings.recorded]
    assert len(done) > 100


def test_translators_worked_before_their_platform_was_connected(drawn, feeds):
    platform = next(feed for feed in feeds if feed.name == "translation-platform")
    theirs = drawn.doings[drawn.doings.feed == platform.number]

    assert 0.2 < theirs.recorded.mean() < 0.8


def test_first_commits_of_the_site_stand_in_both_repositories(loaded):
    site, campaigns = (
        set(loaded[n][0]["object"].to_pylist()) for n in ("site-git", "campaigns-git")
    )

    assert len(site & campaigns) >= 30


def test_most_commits_of_strings_are_by_the_bot(loaded):
    activity, accounts, _ = loaded["strings-git"]
    bot = accounts.filter(pc.equal(accounts["name"], "Pontoon"))["account"].to_pylist()
    changes = activity.filter(pc.equal(activity["kind"].cast(pa.string()), "change"))
    by_bot = changes.filter(pc.is_in(changes["account"], pa.array(bot)))

    commits = len(set(changes["object"].to_pylist()))
    assert 0.8 < len(set(by_bot["object"].to_pylist())) / commits < 1


def test_mailmap_lines_are_about_addresses_of_their_source(loaded):
    lines = 0
    for _, accounts, aliases in loaded.values():
        known = set(accounts["address"].to_pylist())
        lines += aliases.num_rows
        assert set(aliases["address"].to_pylist()) <= known
        assert set(aliases["proper_address"].to_pylist()) <= known
    assert lines > 20
