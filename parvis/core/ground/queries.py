"""Reading the log."""

from django.db import models

from parvis.core.ground.models import LogEntry


def log_of(target: models.Model) -> models.QuerySet[LogEntry]:
    """What was done to `target`, the latest first, with who did it."""
    kind = target._meta.model_name  # noqa: SLF001  # Django's documented interface
    entries = LogEntry.objects.filter(target_kind=kind, target_id=str(target.pk))
    return entries.select_related("by")
