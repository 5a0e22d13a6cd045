"""What visitors say of an event the next day, with their name or without."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.events.models import Event
from parvis.core.registration.models import LONGEST_ANSWER, Registration


class Feedback(models.Model):
    """Two answers: was it worth it, and what next. Without a registration it is nobody's.

    A nameless answer keeps no moment, only its day, so that it cannot be matched with a log.
    """

    class Worth(models.TextChoices):
        YES = "yes", "yes"
        PARTLY = "partly", "partly"
        NO = "no", "no"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback")
    registration = models.OneToOneField(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="feedback"
    )
    worth = models.CharField(max_length=6, choices=Worth)
    what_next = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    given_on = models.DateField()

    class Meta:
        app_label = "core"
        verbose_name_plural = "feedback"
        ordering: ClassVar = ["-given_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(worth__in=["yes", "partly", "no"]), name="feedback_worth_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_worth_display()}, of {self.event}"
