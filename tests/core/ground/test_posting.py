"""Posting the same kind of mail to many: one query for a hundred as for one."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from parvis.core.ground.actions import NotInTransactionError
from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import Letter, post_many


def letters(count):
    return [
        Letter(f"n{n}@example.org", "Your\n evening", f"Hello {n}", enclosures=[("ticket", str(n))])
        for n in range(count)
    ]


def queries(count, now):
    with transaction.atomic(), CaptureQueriesContext(connection) as seen:
        assert post_many(letters(count), now=now) == count
    return len(seen)


def test_many_mails_are_written_at_once(db, now):
    assert {queries(count, now) for count in (1, 3, 60)} == {1}


@pytest.mark.postgres
def test_two_thousand_mails_are_one_query(db, now):
    assert queries(2000, now) == 1


def test_many_mails_are_whole_and_each_has_its_own_id(db, now):
    with transaction.atomic():
        post_many(letters(2000), now=now)

    rows = Mail.objects.filter(to="n7@example.org").values("subject", "text", "enclosures", "state")
    assert list(rows) == [
        {
            "subject": "Your evening",
            "text": "Hello 7",
            "enclosures": [["ticket", "7"]],
            "state": "waiting",
        }
    ]
    assert Mail.objects.values("message_id").distinct().count() == 2000


def test_nobody_to_write_to_is_no_query(db, now, django_assert_num_queries):
    with transaction.atomic(), django_assert_num_queries(0):
        assert post_many([], now=now) == 0


def test_many_mails_are_posted_with_the_change_that_is_their_reason(transactional_db, now):
    with pytest.raises(NotInTransactionError, match="Mail to 3 people"):
        post_many(letters(3), now=now)
