"""Which visits came before somebody became an active contributor, as it was counted last.

The count itself is made by the measures, from the lake (metrics/recruited.py); this is what stays
of it in the domain, so that an event's page can say it, and so that it survives the person's
erasure: the row stays, and no longer leads to anybody.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from parvis.core.events.models import Event
from parvis.core.registration.models import Registration

ANYWHERE = "all"  # the area that stands for any of them
ONLY = 1


class RecruitedCredit(models.Model):
    """One event's part in recruiting one person. `registration` and `who` are blank once erased."""

    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.CASCADE, related_name="credits"
    )
    who = models.PositiveIntegerField(
        null=True, blank=True, help_text="the same for one person's rows; another at each count"
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="credits")
    area = models.SlugField(help_text="all: recruited; else the area they were the first time in")
    became_active_on = models.DateField(help_text="UTC; once erased, the first of that month")
    place = models.PositiveSmallIntegerField(help_text="among the events they attended, from 1")
    events = models.PositiveSmallIntegerField(help_text="how many they attended before")
    is_first = models.BooleanField(help_text="their first of these events")
    is_last = models.BooleanField(help_text="their last of these events")
    is_first_there = models.BooleanField(help_text="their first of these in this space")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["event", "area", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "area"], name="credit_once_per_visit"),
            models.CheckConstraint(
                condition=Q(registration=None, who=None)
                | Q(registration__isnull=False, who__isnull=False),
                name="credit_of_somebody_or_nobody",
            ),
            models.CheckConstraint(
                condition=Q(place__gte=1, place__lte=F("events")), name="credit_placed_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.area}"


class RecruitedCount(models.Model):
    """When the credits were counted last. Without this row nobody has counted yet."""

    as_of = models.DateField(help_text="at the start of this UTC day")
    counted_at = models.DateTimeField()

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pk=ONLY), name="recruited_count_only_one"),
        ]

    def __str__(self) -> str:
        return f"as of {self.as_of}"
