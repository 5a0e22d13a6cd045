"""Contributions that no system records: somebody tells of one, a mentor of the area confirms it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.followup.models import SOMEBODY
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.registration.models import Registration


class LoggedContribution(models.Model):
    """One contribution, told of by hand. It counts once it is confirmed, and is marked as such."""

    class State(models.TextChoices):
        TOLD = "told", "waits for a mentor"
        CONFIRMED = "confirmed", "confirmed"
        REFUSED = "refused", "not confirmed"

    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.CASCADE, related_name="logged"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="logged"
    )
    area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="logged")
    kind = models.CharField(max_length=40, help_text="slug of the kind of activity")
    what = models.CharField(max_length=240)
    on = models.DateField()
    link = models.URLField(max_length=500, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.TOLD)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    because = models.CharField(max_length=240, blank=True, help_text="why it was not confirmed")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=SOMEBODY, name="logged_by_somebody"),
            models.CheckConstraint(condition=~Q(what="") & ~Q(kind=""), name="logged_says_what"),
            models.CheckConstraint(
                condition=Q(state="told", decided_at=None)
                | Q(state__in=["confirmed", "refused"], decided_at__isnull=False),
                name="logged_decided_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.what
