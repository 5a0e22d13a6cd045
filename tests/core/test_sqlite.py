"""What the embedded database promises, on a real file with real connections."""

import sqlite3

import pytest
from django.db import connection, connections


@pytest.fixture
def file_database(tmp_path, settings, django_db_blocker):
    """The settings' own SQLite, on a file of this test's own."""
    if connection.vendor != "sqlite":
        pytest.skip("This is about SQLite; the tests run on PostgreSQL.")
    made = connections.create_connection("default")
    made.settings_dict = {**made.settings_dict, "NAME": str(tmp_path / "db.sqlite3")}
    with django_db_blocker.unblock():
        yield made
        made.close()


def test_readers_go_on_while_somebody_writes(file_database):
    with file_database.cursor() as cursor:
        found = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        ]

    assert found == ["wal", 1, 1, 20_000]


def test_a_transaction_takes_the_lock_when_it_begins(file_database, tmp_path):
    file_database.ensure_connection()
    file_database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    other = sqlite3.connect(tmp_path / "db.sqlite3", timeout=0)

    with pytest.raises(sqlite3.OperationalError, match="database is locked"):
        other.execute("BEGIN IMMEDIATE")

    other.close()
    file_database.rollback()
