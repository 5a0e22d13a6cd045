"""`parvis measure` where there were visits: what it prints, what its JSON holds, and credit."""

import json
from datetime import timedelta

import pytest

from parvis.cli.clock import now as clock_now
from parvis.cli.edge import DONE, MISUSE
from parvis.core.followup.recruiting import recruited_at
from parvis.core.registration.consents import Consents
from tests.core.registration.conftest import *  # noqa: F403  # the same events and sign-ups

ADDRESS = "ada@example.org"


@pytest.fixture
def now():
    """As the command's own clock has it: what it knows today goes to the pages of events."""
    return clock_now().replace(microsecond=0)


@pytest.fixture
def visited(evening, sign_up, let_in, now):
    """Ada and two others came to one evening, she alone to the next."""
    events = []
    for days in (9, 8):
        start = now - timedelta(days=days)
        times = {"starts_at": start, "ends_at": start + timedelta(hours=3)}
        event = evening(f"{days} days ago", now=start - timedelta(days=2), **times)
        for name in ("Ada", "Grace", "Linus") if days == 9 else ("Ada",):
            allows = Consents(linking=name != "Linus")
            row = sign_up(event, name, consents=allows, now=start - timedelta(days=1))
            let_in(row, at=start, now=start)
        events.append(event)
    return events


@pytest.fixture
def history(parvis, empty_repository, now):
    """Ada's first commit ever, five days ago."""
    on = f"{now - timedelta(days=5):%Y-%m-%dT%H:%M:%S+00:00}"
    empty_repository.commit("Ada", ADDRESS, on)
    parvis("ingest", "git", empty_repository.path, "--source", "work", "--area", "qa")
    parvis("resolve")


@pytest.fixture
def ready(parvis, visited, history):
    return visited


def test_measure_says_who_was_recruited_where_and_when(parvis, ready):
    done = parvis("measure")

    assert done.exit_code == DONE, done.output
    assert (
        "Recruited: at least 1 person, as 3 of 4 check-ins may be joined with contributions."
    ) in done.stdout
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("paris ")]
    assert line.split() == ["paris", "1", "1.00", "0", "3", "4"]
    assert "month    recruited" in done.stdout


@pytest.mark.parametrize(
    ("rule", "expected"), [("equal", [0.5, 0.5]), ("first", [1, 0]), ("last", [0, 1])]
)
def test_credit_is_split_as_asked(parvis, ready, rule, expected):
    done = parvis("measure", "--credit", rule, "--format", "json")

    found = json.loads(done.stdout)["recruited"]
    assert (found["total"], found["credit"]) == (1, rule)
    credit = {row["event"]: row["credit"] for row in found["by_event"]}
    assert [credit[event.pk] for event in ready] == expected


def test_credit_by_no_rule_is_refused(parvis, ready):
    assert parvis("measure", "--credit", "fairly").exit_code == MISUSE


def test_event_pages_hear_of_today_and_not_of_the_past(parvis, ready, now):
    parvis("measure", "--as-of", f"{now - timedelta(days=1):%Y-%m-%d}")
    before = [recruited_at(event).people for event in ready]

    parvis("measure")

    assert before == [None, None]
    assert [recruited_at(event).people for event in ready] == [1, 1]


def test_measure_without_visits_says_nothing_of_them(parvis, history):
    done = parvis("measure")

    assert "ecruited" not in done.stdout
