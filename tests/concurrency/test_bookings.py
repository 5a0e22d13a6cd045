"""Eight writers at once, each a process of its own, book the same twenty rooms at random."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from parvis.core.events.models import Event
from parvis.core.spaces.actions import open_space
from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import Room

PROJECT = Path(__file__).resolve().parents[2]
WRITERS, ROOMS = 8, 20
FEW, MANY = 400, 10_000
NO_ANSWER = 900  # seconds after which a writer hangs; they take a fraction of it


@pytest.fixture
def rooms(database, now):
    space = open_space(
        slug="paris",
        name="Paris space",
        city="Paris",
        country="FR",
        time_zone="Europe/Paris",
        opened_on=date(2025, 1, 1),
        by=None,
        now=now,
    )
    Space.objects.update(keeps_holidays=False)
    drawn = [Room(space=space, slug=f"room-{n}", name=f"Room {n}") for n in range(ROOMS)]
    return Room.objects.bulk_create(drawn)


def write(database, tmp_path, attempts):
    """What each writer said, once all are done."""
    known = {**os.environ, "PARVIS_DATABASE": database, "PARVIS_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "tests.concurrency.writer"]
    started = [
        subprocess.Popen(
            [*command, str(seed), str(attempts // WRITERS)],
            cwd=PROJECT,
            env=known,
            stdout=subprocess.PIPE,
        )
        for seed in range(WRITERS)
    ]
    return [json.loads(one.communicate(timeout=NO_ANSWER)[0]) for one in started]


def overlaps():
    """Pairs of bookings of one room that overlap, found without the guard's own query."""
    found = []
    rows = Event.objects.exclude(state="cancelled").exclude(room=None)
    last = {}
    for event in rows.order_by("room", "books_from"):
        before = last.get(event.room_id)
        if before is not None and before.books_until > event.books_from:
            found.append((before, event))
        last[event.room_id] = event
    return found


@pytest.mark.parametrize(
    "attempts", [FEW, pytest.param(MANY, marks=pytest.mark.prove, id="all of them")]
)
def test_no_two_accepted_bookings_overlap(rooms, database, tmp_path, attempts):
    said = write(database, tmp_path, attempts)

    assert Event.objects.exists(), "this looks into another database than the writers"
    assert overlaps() == []
    assert [(one["unnamed"], one["other"]) for one in said] == [([], [])] * WRITERS
    accepted, refused = (sum(one[name] for one in said) for name in ("accepted", "refused"))
    assert accepted + refused == attempts
    assert accepted > attempts / 20
    assert refused > attempts / 20


@pytest.mark.postgres
def test_without_the_guard_the_race_is_lost(rooms, now):
    """The race is real: who looks first and writes then, is one of several who do."""
    room, looked = rooms[0], Barrier(WRITERS)

    def book(number):
        try:
            free = not Event.objects.filter(room=room).exists()
            looked.wait()
            if free:
                Event.objects.create(space=room.space, room=room, title=f"{number}", **hours)
        finally:
            connection.close()

    hours = dict.fromkeys(("starts_at", "books_from"), now)
    hours |= dict.fromkeys(("ends_at", "books_until"), now.replace(hour=20))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE core_event DROP CONSTRAINT event_room_is_free")
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(book, range(WRITERS)))

    assert len(overlaps()) == WRITERS - 1
    Event.objects.all().delete()
    MigrationExecutor(connection).migrate([("core", "0002_calendar")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
