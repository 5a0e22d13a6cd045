"""Rebuilding a table on SQLite loses its triggers; after the last migration they are there."""

import pytest
from django.db import connection

IN_PLACE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'core_event'",
    "postgresql": "SELECT conname FROM pg_constraint WHERE contype = 'x'",
}
WANTED = {
    "sqlite": ["event_room_is_free_insert", "event_room_is_free_update"],
    "postgresql": ["event_room_is_free"],
}


@pytest.mark.django_db
def test_rooms_are_guarded_after_the_last_migration():
    with connection.cursor() as cursor:
        cursor.execute(IN_PLACE[connection.vendor])
        found = sorted(row[0] for row in cursor.fetchall())

    assert found == WANTED[connection.vendor]
