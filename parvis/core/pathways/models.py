"""What one can contribute to, and the points that lead there."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.people.models import User


class FocusArea(models.Model):
    """Something to contribute to, chosen for its growth potential."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=240)
    is_active = models.BooleanField(default=True)
    about = models.TextField(blank=True, help_text="what the work is, in some sentences")
    takes_a_month = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="newcomers its team can take on; blank: not said"
    )

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="area_named"),
        ]

    def __str__(self) -> str:
        return self.name


class ConversionPoint(models.Model):
    """A point on an area's pathway: `k` activities of its kinds within `window_days` days.

    Whoever reaches any of an area's active points is an active contributor there.
    """

    class Level(models.TextChoices):
        CASUAL = "casual", "casual"
        ACTIVE = "active", "active"
        CORE = "core", "core"

    area = models.ForeignKey(FocusArea, on_delete=models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=6, choices=Level)
    kinds = models.JSONField(help_text="slugs of the kinds of activity that count")
    k = models.PositiveIntegerField(help_text="how many activities")
    window_days = models.PositiveIntegerField(help_text="within how many days")
    seen_at = models.CharField(max_length=120, blank=True, help_text="where that is recorded")
    recognition = models.CharField(max_length=240, blank=True)
    next_step = models.CharField(max_length=240, blank=True)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["area", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "order"], name="point_order_once_per_area"),
            models.CheckConstraint(
                condition=Q(level__in=["casual", "active", "core"]), name="point_level_known"
            ),
            models.CheckConstraint(
                condition=Q(k__gte=1, window_days__gte=1),
                name="point_asks_for_something",
                violation_error_message="Ask for at least one activity within at least one day.",
            ),
            models.CheckConstraint(
                condition=~Q(kinds=[]),
                name="point_names_kinds",
                violation_error_message="Name at least one kind of activity.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.level}, {self.k} in {self.window_days} days"


class PathwayVersion(models.Model):
    """The points of an area as they stood from a moment on, kept for good.

    The newest is what `ConversionPoint` holds. Figures and recognitions name the number they went
    by.
    """

    area = models.ForeignKey(FocusArea, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    points = models.JSONField(
        help_text="[{order, level, kinds, k, window_days, seen_at, recognition, next_step}]"
    )
    since = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    because = models.CharField(max_length=240, blank=True)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["area", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "number"], name="pathway_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="pathway_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.area}, version {self.number}"
