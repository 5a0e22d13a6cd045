"""Writing the log."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connections, models, router

from parvis.core.ground.models import LogEntry


class NotInTransactionError(Exception):
    """A log entry outside a transaction could stand without its change, or be lost without it."""


def record(
    *, action: str, target: models.Model, by: AbstractBaseUser | None, now: datetime, **details: Any
) -> LogEntry:
    """Write what `by` did to `target` (None: the command line), in the caller's transaction.

    `details` is what JSON can hold: the values that changed, never more than a reader needs.
    Raises NotInTransactionError outside a transaction.
    """
    if not connections[router.db_for_write(LogEntry)].in_atomic_block:
        raise NotInTransactionError(f"{action}: call this inside transaction.atomic().")
    return LogEntry.objects.create(
        action=action,
        target_kind=str(target._meta.model_name),  # noqa: SLF001  # Django's documented interface
        target_id=str(target.pk),
        by_id=by.pk if by else None,
        happened_at=now,
        details=details,
    )
