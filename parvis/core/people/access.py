"""What programs that act for somebody need: a token, and answers kept so that repeats are safe."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from parvis.core.people.models import User


class ApiToken(models.Model):
    """Lets a program act for its user. Only the hash is kept; the token is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80, help_text="what uses it")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, in hexadecimal")
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="to the hour")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="token_named"),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(revoked_at__gte=F("made_at")),
                name="token_revoked_after_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, of {self.user}"


class KeptAnswer(models.Model):
    """What a request under a key of the client's own was answered, so that a repeat gets the same.

    `asked` is a hash of the request: one key stands for one request.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "key"], name="answer_once_per_key"),
            models.CheckConstraint(condition=~Q(key=""), name="answer_has_a_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key}, of {self.user}"
