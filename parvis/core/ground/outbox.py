"""Mail that waits to be sent, and what became of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Mail(models.Model):
    """One message to one address. Written in the transaction that is its reason; sent afterwards.

    Its `message_id` is made once: should it ever be sent twice, mail programs see one message.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENT = "sent", "sent"
        GIVEN_UP = "given up", "given up"

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    message_id = models.CharField(max_length=160, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="not tried before")
    claimed_until = models.DateTimeField(
        null=True, blank=True, help_text="a worker has it until then"
    )
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True, help_text="what the server said last, if not yes")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-made_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="mail_due"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | Q(state__in=["waiting", "given up"], sent_at=None),
                name="mail_sent_at_when_sent",
            ),
            models.CheckConstraint(condition=~Q(to="") & ~Q(subject=""), name="mail_addressed"),
        ]

    def __str__(self) -> str:
        return f"“{self.subject}” to {self.to}"
