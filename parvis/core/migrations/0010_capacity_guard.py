"""Nobody gets the place that is one too many: held by the database, whoever writes.

A row that takes a place is counted with all others that have one. PostgreSQL's trigger first takes
the event's row, so that two writers count one after the other; SQLite has one writer at a time.
Who is admitted over the limit (`is_over`) is not counted: that is a coordinator's word, and logged.

A migration that makes the registrations' table anew on SQLite loses the triggers, and has to end
with `guard_capacity` again (a test looks for them after the last migration).
"""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FUNCTION = """
    CREATE OR REPLACE FUNCTION core_registration_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        places integer;
    BEGIN
        PERFORM 1 FROM core_event WHERE id = NEW.event_id FOR NO KEY UPDATE;
        SELECT coalesce(rules.admits, event.capacity) INTO places
        FROM core_event AS event
        LEFT JOIN core_signuprules AS rules ON rules.event_id = event.id
        WHERE event.id = NEW.event_id;
        IF places IS NULL THEN
            RETURN NULL;  -- no limit, nothing to count
        END IF;
        IF places < (
            SELECT count(*) FROM core_registration
            WHERE event_id = NEW.event_id AND state IN ('confirmed', 'offered') AND NOT is_over
        ) THEN
            RAISE EXCEPTION 'registration_within_capacity' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
    END $$
"""
PG_TRIGGER = """
    CREATE TRIGGER registration_within_capacity_{name} AFTER {moment} ON core_registration
    FOR EACH ROW WHEN (NEW.state IN ('confirmed', 'offered') AND NOT NEW.is_over{besides})
    EXECUTE FUNCTION core_registration_guard()
"""
MOMENTS = {
    "insert": ("INSERT", ""),
    "update": (
        "UPDATE OF state, is_over, event_id",
        " AND (OLD.state NOT IN ('confirmed', 'offered') OR OLD.is_over"
        " OR OLD.event_id <> NEW.event_id)",
    ),
}
SQLITE_TRIGGER = """
    CREATE TRIGGER registration_within_capacity_{name} AFTER {moment} ON core_registration
    WHEN NEW.state IN ('confirmed', 'offered') AND NOT NEW.is_over{besides}
    BEGIN
        SELECT RAISE(ABORT, 'registration_within_capacity')
        FROM core_event AS event
        LEFT JOIN core_signuprules AS rules ON rules.event_id = event.id
        WHERE event.id = NEW.event_id
          AND coalesce(rules.admits, event.capacity) IS NOT NULL
          AND coalesce(rules.admits, event.capacity) < (
            SELECT count(*) FROM core_registration
            WHERE event_id = NEW.event_id AND state IN ('confirmed', 'offered') AND NOT is_over
        );
    END
"""


def guard_capacity(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guard in place, afresh."""
    unguard_capacity(apps, schema_editor)
    trigger = SQLITE_TRIGGER
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        trigger = PG_TRIGGER
    for name, (moment, besides) in MOMENTS.items():
        schema_editor.execute(trigger.format(name=name, moment=moment, besides=besides))


def unguard_capacity(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guard away."""
    is_server = schema_editor.connection.vendor == "postgresql"
    for name in MOMENTS:
        of = " ON core_registration" if is_server else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS registration_within_capacity_{name}{of}")
    if is_server:
        schema_editor.execute("DROP FUNCTION IF EXISTS core_registration_guard()")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core", "0009_registration")]
    operations: ClassVar = [migrations.RunPython(guard_capacity, unguard_capacity)]
