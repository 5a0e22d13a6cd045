"""Erasing and counting at the same time, on a database that lets both begin."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from parvis.core.followup.recruited import RecruitedCredit
from parvis.core.followup.recruiting import keep_recruited
from parvis.core.registration import mine
from parvis.core.registration.models import Registration
from tests.core.followup.test_recruiting import AS_OF, come, part

__all__ = ["come"]
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PATIENCE = 30  # seconds


def test_erasure_waits_for_the_count_and_cuts_what_it_kept(event, come, now):
    row = come(event, "Ada")
    kept, failures = threading.Event(), []

    def count():
        try:
            with transaction.atomic():
                keep_recruited(counted=[part(row)], as_of=AS_OF, now=now)
                kept.set()
                _until_somebody_waits()
        except Exception as error:  # noqa: BLE001  told in the other thread
            failures.append(error)
        finally:
            connection.close()

    keep_recruited(counted=[part(row)], as_of=AS_OF - timedelta(days=1), now=now)
    counting = threading.Thread(target=count)
    counting.start()
    assert kept.wait(PATIENCE)
    mine.forget(registration=Registration.objects.get(pk=row.pk), now=now)
    counting.join(PATIENCE)

    assert failures == []
    (left,) = RecruitedCredit.objects.all()
    assert (left.registration, left.who, left.became_active_on) == (None, None, date(2026, 3, 1))


def _until_somebody_waits():
    """Hold the transaction open until the other waits for one of its locks."""
    for _ in range(PATIENCE * 20):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("Nobody waited.")
