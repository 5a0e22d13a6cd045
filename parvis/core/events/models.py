"""What is on in a space.

Who signed up, who was there and who contributed are three records, never one. Here stand the two
counts that an organiser knows; each is unknown until somebody says it, and unknown is not zero.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from parvis.core.pathways.models import FocusArea
from parvis.core.spaces.models import Space


class Event(models.Model):
    """Something on in a space, from draft to held or cancelled."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        PUBLISHED = "published", "published"
        HELD = "held", "held"
        CANCELLED = "cancelled", "cancelled"

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="events")
    area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    title = models.CharField(max_length=160)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    is_public = models.BooleanField(default=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    registered = models.PositiveIntegerField(null=True, blank=True, help_text="blank: unknown")
    headcount = models.PositiveIntegerField(null=True, blank=True, help_text="blank: unknown")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="event_titled"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message="An event ends after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published", "held", "cancelled"]),
                name="event_state_known",
            ),
            models.CheckConstraint(
                condition=Q(headcount=None) | Q(state="held"),
                name="event_headcount_once_held",
                violation_error_message="Only an event that was held has a headcount.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
