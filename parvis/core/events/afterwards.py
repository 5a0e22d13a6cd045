"""What is kept of an event once it is over: a report, and what was learnt."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.events.models import Event
from parvis.core.people.models import User


class Report(models.Model):
    """What a coordinator says of an event in two minutes. Its headcount stands with the event."""

    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="report")
    outcomes = models.TextField(blank=True, help_text="what happened, against what was expected")
    hours = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True, help_text="worked; blank: unknown"
    )
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    reported_at = models.DateTimeField()

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gte=0), name="report_hours_not_below_zero"
            ),
        ]

    def __str__(self) -> str:
        return f"Report on {self.event}"


class Learning(models.Model):
    """A challenge, an opportunity or a lesson, kept for whoever runs the next event or pilot."""

    class Kind(models.TextChoices):
        CHALLENGE = "challenge", "what hindered"
        OPPORTUNITY = "opportunity", "what helped"
        LESSON = "lesson", "lesson"

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="learnings")
    kind = models.CharField(max_length=11, choices=Kind)
    words = models.TextField()

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "kind"], name="learning_once_per_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["challenge", "opportunity", "lesson"]),
                name="learning_kind_known",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="learning_said"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"


class Reminder(models.Model):
    """That a mail about an event went out. Its uniqueness is what makes it go out once."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="reminders")
    what = models.CharField(max_length=20)
    sent_at = models.DateTimeField()

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "what"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what} for {self.event}"


class EventTemplate(models.Model):
    """Fields of an event that come again, under a name that a coordinator knows."""

    name = models.CharField(max_length=80, unique=True)
    values = models.JSONField(help_text="fields of an event by their names")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
