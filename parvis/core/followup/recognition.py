"""What somebody earned on a pathway, kept as it was when they did."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User


class Recognition(models.Model):
    """A point that somebody reached, kept as it was then: pathways change, this does not."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recognitions")
    area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="recognitions")
    level = models.CharField(max_length=6)
    version = models.PositiveIntegerField(help_text="of the pathway, when it was earned")
    point = models.JSONField(help_text="{order, level, kinds, k, window_days, seen_at, …}")
    area_name = models.CharField(max_length=80, help_text="as it was called then")
    reached_on = models.DateField()
    given_at = models.DateTimeField()
    evidence = models.JSONField(default=list, blank=True, help_text="[{source, kind, on}]")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-reached_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "area", "level"], name="recognition_once_per_level"
            ),
            models.CheckConstraint(
                condition=Q(level__in=["casual", "active", "core"]), name="recognition_level_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.area_name}, {self.level}"
