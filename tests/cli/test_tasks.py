"""`parvis tasks` says what the worker did, what failed, and that no worker runs."""

import json

import pytest

from parvis.core.registration import passes

pytestmark = pytest.mark.django_db(transaction=True)  # workers let go of connections


def test_without_a_worker_it_says_so(parvis):
    done = parvis("tasks")

    assert done.stdout.count(" never ") >= 8
    assert "Start one: `parvis worker`" in done.stderr


def test_what_was_done_is_listed(parvis):
    parvis("worker", "--once")

    done = parvis("tasks")
    rows = json.loads(parvis("tasks", "--format", "json").stdout)

    assert "Remind visitors of tomorrow's event" in done.stdout
    assert done.stderr == ""
    assert {row["state"] for row in rows} == {"done"}


def test_what_failed_is_said_by_the_worker_and_listed(parvis, monkeypatch):
    def broken(**_):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(passes, "forget_passes", broken)

    worked = parvis("worker", "--once")
    listed = parvis("tasks")

    assert worked.exit_code == 0
    assert "forget_passes failed (RuntimeError: the disk is full)." in worked.stderr
    assert "the disk is full" in listed.stderr
    assert " failed " in listed.stdout
