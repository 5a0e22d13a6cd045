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
        BOUNCED = "bounced", "came back"

    to = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField(help_text="plain; the HTML beside it is made from it when it is sent")
    reply_to = models.EmailField(blank=True)
    unsubscribe = models.CharField(max_length=500, blank=True, help_text="address: one click")
    enclosures = models.JSONField(
        default=list, blank=True, help_text="[[maker, argument]]: made when it is sent"
    )
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
    provider_id = models.CharField(max_length=200, blank=True, help_text="as the provider knows it")
    bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-made_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="mail_due"),
            models.Index(
                fields=["provider_id"], condition=~Q(provider_id=""), name="mail_at_provider"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["sent", "bounced"], sent_at__isnull=False)
                | Q(state__in=["waiting", "given up"], sent_at=None),
                name="mail_sent_at_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(state="bounced", bounced_at__isnull=False)
                | Q(state__in=["waiting", "sent", "given up"], bounced_at=None),
                name="mail_bounced_at_when_bounced",
            ),
            models.CheckConstraint(condition=~Q(to="") & ~Q(subject=""), name="mail_addressed"),
        ]

    def __str__(self) -> str:
        return f"“{self.subject}” to {self.to}"
