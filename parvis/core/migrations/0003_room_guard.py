"""One room, one event at a time: held by the database, whoever writes.

PostgreSQL has exclusion constraints. SQLite has triggers; a migration that changes the events'
table makes it anew and loses them, so such a migration ends with `guard_rooms` again (a test looks
for them after the last migration).
"""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

EXCLUSION = """
    ALTER TABLE core_event ADD CONSTRAINT event_room_is_free EXCLUDE USING gist (
        int8range(room_id, room_id, '[]') WITH &&,
        tstzrange(books_from, books_until, '[)') WITH &&
    ) WHERE (room_id IS NOT NULL AND state <> 'cancelled')
"""
TRIGGER = """
    CREATE TRIGGER event_room_is_free_{name} BEFORE {moment} ON core_event
    WHEN NEW.room_id IS NOT NULL AND NEW.state <> 'cancelled'
    BEGIN
        SELECT RAISE(ABORT, 'event_room_is_free') WHERE EXISTS (
            SELECT 1 FROM core_event
            WHERE room_id = NEW.room_id AND id IS NOT {own} AND state <> 'cancelled'
              AND books_from < NEW.books_until AND books_until > NEW.books_from
        );
    END
"""
MOMENTS = {
    "insert": ("INSERT", "NEW.id"),
    "update": ("UPDATE OF room_id, state, books_from, books_until", "OLD.id"),
}


def guard_rooms(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guard in place, afresh."""
    unguard_rooms(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(EXCLUSION)
        return
    for name, (moment, own) in MOMENTS.items():
        schema_editor.execute(TRIGGER.format(name=name, moment=moment, own=own))


def unguard_rooms(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guard away."""
    if schema_editor.connection.vendor == "postgresql":
        drop = "ALTER TABLE core_event DROP CONSTRAINT IF EXISTS event_room_is_free"
        schema_editor.execute(drop)
        return
    for name in MOMENTS:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS event_room_is_free_{name}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core", "0002_calendar")]
    operations: ClassVar = [migrations.RunPython(guard_rooms, unguard_rooms)]
