"""What people told of and mentors confirmed, as activity in the lake."""

from datetime import date, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from parvis.core.followup.logged import LoggedContribution
from parvis.core.pathways.models import FocusArea
from parvis.core.registration.changing import withdraw
from parvis.insights.installation import lake_keys
from parvis.insights.logbook import SOURCE, ingest_logbook, kinds_to_tell_of
from parvis.measure import main, tables
from parvis.measure.engines.duckdb import DuckDBEngine
from parvis.measure.identity import default_rules
from parvis.measure.lake import Lake
from tests.core.followup.conftest import *  # noqa: F403  # the same events and sign-ups

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12)  # as loads take it


@pytest.fixture
def told(coding, now):
    """A confirmed contribution of a visit or a user."""

    def make(state="confirmed", on=date(2026, 2, 27), kind="answer", **whose):
        decided = {"decided_at": now} if state != "told" else {}
        return LoggedContribution.objects.create(
            area=coding,
            kind=kind,
            what="Helped",
            on=on,
            state=state,
            told_at=now,
            **decided,
            **whose,
        )

    return make


@pytest.fixture
def ada(event, sign_up, now):
    row = sign_up(event, "Ada Byron")
    row.linking_since = now
    row.save()
    return row


@pytest.fixture
def load(home):
    return lambda now=NOW: ingest_logbook(home, now=now)


@pytest.fixture
def held(home):
    """The rows of a table that the logbook holds in the lake."""

    def read(table=tables.ACTIVITY):
        files = Lake(home.lake).files(table, SOURCE)
        return [row for file in files for row in pq.read_table(file).to_pylist()]

    return read


def test_confirmed_contribution_becomes_activity_of_the_logbook(home, told, ada, load, held):
    row = told(registration=ada)

    report = load()

    keys = lake_keys(home)
    assert (report.rows_new, report.changed) == (1, True)
    (activity,) = held()
    assert (activity["source"], activity["native_id"]) == ("logbook", f"told-{row.pk}")
    assert (activity["kind"], activity["area"]) == ("answer", "coding")
    assert (activity["happened_at"], activity["utc_offset"]) == (datetime(2026, 2, 27, 12), None)
    (account,) = held(tables.ACCOUNTS)
    assert account["account"] == activity["account"]
    assert (account["platform"], account["name"]) == ("by-hand", "Ada Byron")
    assert account["address"] == keys.address("ada@example.org")
    assert "@" not in repr(account)


def test_only_what_is_confirmed_and_allowed_counts(
    told, ada, event, sign_up, make_row, make_person, load, held, now
):
    told("told", registration=ada)
    told("refused", registration=ada)
    told(registration=sign_up(event, "Ben"))
    told(registration=make_row(event, 9, linking_since=now))  # without an address
    own = told(user=make_person("noor"))

    load()

    assert [one["native_id"] for one in held()] == [f"told-{own.pk}"]


def test_again_changes_nothing_until_something_or_the_day_does(home, told, ada, load, held):
    told(registration=ada)
    load()
    before = (home.lake / "manifest.json").read_bytes()

    again = load()

    assert (again.rows_new, again.rows_known, again.changed) == (0, 1, False)
    assert (home.lake / "manifest.json").read_bytes() == before
    load(NOW + timedelta(1))
    assert Lake(home.lake).sources()[SOURCE].covered_to == datetime(2026, 3, 2)
    assert len(held()) == 1


@pytest.mark.parametrize("why", ["no longer confirmed", "consent withdrawn", "taken back"])
def test_what_no_longer_counts_is_taken_out_again(told, ada, load, held, now, why):
    row = told(registration=ada)
    load()

    if why == "no longer confirmed":
        LoggedContribution.objects.filter(pk=row.pk).update(state="refused")
    elif why == "consent withdrawn":
        withdraw(registration=ada, purpose="linking", now=now)
    else:
        row.delete()
    report = load()

    assert (held(), held(tables.ACCOUNTS), report.changed) == ([], [], True)
    assert report.entry.rows == 0


def test_empty_logbook_makes_no_source(home, load, told, ada):
    told("told", registration=ada)

    report = load()

    assert (report.changed, report.entry.rows) == (False, 0)
    assert SOURCE not in Lake(home.lake).sources()


def test_who_told_is_the_person_who_commits_under_the_address(home, told, ada, load):
    told(registration=ada)
    told(registration=ada, on=date(2026, 2, 28))
    load()

    who = main.resolve(
        Lake(home.lake), DuckDBEngine(), rules=default_rules(), keys=lake_keys(home), now=NOW
    )

    assert (who.people, who.person_days) == ({"contributor": 1}, 2)


def test_kinds_to_tell_of_are_those_that_qualify(db):
    offered = kinds_to_tell_of()

    assert {"change", "answer", "other"} <= set(offered)
    assert not {"committing", "merging"} & set(offered)
    assert FocusArea.objects.count() == 0
