import pytest
from django.db import transaction

from parvis.core.ground.actions import NotInTransactionError, record
from parvis.core.ground.models import LogEntry
from parvis.core.ground.queries import log_of


@pytest.mark.django_db(transaction=True)
def test_log_outside_a_transaction_is_refused(space, now):
    before = LogEntry.objects.count()

    with pytest.raises(NotInTransactionError, match=r"spaces\.paint: call this inside"):
        record(action="spaces.paint", target=space, by=None, now=now)

    assert LogEntry.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_log_goes_when_its_change_goes(space, now):
    class PaintRanOutError(Exception):
        pass

    def paint():
        with transaction.atomic():
            record(action="spaces.paint", target=space, by=None, now=now)
            raise PaintRanOutError

    with pytest.raises(PaintRanOutError):
        paint()

    assert not log_of(space).filter(action="spaces.paint").exists()


def test_log_tells_who_did_what_when_the_latest_first(space, steward, now):
    with transaction.atomic():
        record(action="spaces.paint", target=space, by=steward, now=now, colour="ochre")

    latest, opened = log_of(space)

    assert (latest.by, latest.action, latest.happened_at) == (steward, "spaces.paint", now)
    assert latest.details == {"colour": "ochre"}
    assert str(latest) == f"spaces.paint space {space.pk}"
    assert (opened.by, opened.action) == (None, "spaces.open")


def test_log_stays_when_the_user_goes(space, outsider, now):
    with transaction.atomic():
        record(action="spaces.paint", target=space, by=outsider, now=now)

    outsider.delete()

    assert log_of(space).get(action="spaces.paint").by is None
