"""Requests that may be sent twice: the second time gets the first answer, and does nothing."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from parvis.core.people.access import KeptAnswer
from parvis.core.people.models import User

KEPT_FOR = timedelta(days=30)
LONGEST_KEY = 200


class RepeatError(Exception):
    """A key that cannot be used, or stands for another request: what to do."""


def once(
    *, user: User, key: str, asked: bytes, now: datetime, act: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Return what `act` answers, or what it answered when this was asked before.

    An `act` that raises keeps nothing, so that it can be tried again. Two at once act once: the
    second waits for the first. Raises RepeatError for a key that stands for another request.
    """
    if not 0 < len(key) <= LONGEST_KEY:
        raise RepeatError(f"An Idempotency-Key has 1 to {LONGEST_KEY} letters. Send another.")
    fingerprint = hashlib.sha256(asked).hexdigest()
    with transaction.atomic():
        KeptAnswer.objects.filter(user=user, made_at__lt=now - KEPT_FOR).delete()
        kept = _claimed(user, key, fingerprint, now)
        if kept.asked != fingerprint:
            raise RepeatError(
                "This Idempotency-Key stood for another request. Send a new key with a new request."
            )
        if kept.answer is None:
            kept.answer = act()
            kept.save(update_fields=["answer"])
    return dict(kept.answer)


def _claimed(user: User, key: str, asked: str, now: datetime) -> KeptAnswer:
    """The row of this key, locked; made unless it stands."""
    try:
        with transaction.atomic():
            return KeptAnswer.objects.create(user=user, key=key, asked=asked, made_at=now)
    except IntegrityError:
        return KeptAnswer.objects.select_for_update().get(user=user, key=key)
