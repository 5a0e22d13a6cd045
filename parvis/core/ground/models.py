"""The log: who did what, when, to what."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class LogEntry(models.Model):
    """One thing somebody did. Written in the transaction that did it, never changed."""

    happened_at = models.DateTimeField(db_index=True)
    # Named by the setting: the log knows that somebody signs in, not what a user is.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,  # the command line, or somebody whose account is gone
        on_delete=models.SET_NULL,
        related_name="log_entries",
    )
    action = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-happened_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["target_kind", "target_id"], name="log_of_target"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(action=""), name="log_action_said"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_kind} {self.target_id}"
