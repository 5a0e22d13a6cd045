"""The network, what it is to reach, and the figures that were measured for it."""

from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

ONLY = 1  # the one network of an installation
DAYS_OF_A_WEEK = 7


class Network(models.Model):
    """The spaces run together. One row: an installation is one network."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField(max_length=120)
    goal = models.PositiveIntegerField(
        null=True, blank=True, help_text="active contributors; blank: not set yet"
    )
    goal_on = models.DateField(null=True, blank=True, help_text="the day the goal is for")
    baseline = models.PositiveIntegerField(
        null=True, blank=True, help_text="active contributors at the start; blank: unknown"
    )
    baseline_on = models.DateField(null=True, blank=True, help_text="the day it was counted for")
    baseline_note = models.CharField(
        max_length=240, blank=True, help_text="where the baseline comes from"
    )

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=ONLY), name="network_only_one"),
            models.CheckConstraint(condition=~Q(name=""), name="network_named"),
            models.CheckConstraint(
                # A check that comes out as unknown passes, so both are asked for by name.
                condition=Q(goal=None, goal_on=None)
                | Q(goal__isnull=False, goal_on__isnull=False, goal__gte=1),
                name="network_goal_with_its_day",
                violation_error_message="Give a goal of at least 1 and its day, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(baseline=None, baseline_on=None, baseline_note="")
                | Q(baseline__isnull=False, baseline_on__isnull=False),
                name="network_baseline_with_its_day",
                violation_error_message="Give a baseline and its day, or neither and no note.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """A period of the network, and what its goal is made of.

    The four factors stand apart, because they fail apart: `new_per_event` is an assumption until
    it has been measured.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="first day no longer in it")
    spaces = models.PositiveSmallIntegerField()
    events_per_week = models.DecimalField(
        max_digits=5, decimal_places=2, help_text="public events per space and open week"
    )
    weeks = models.PositiveSmallIntegerField(help_text="open weeks")
    new_per_event = models.DecimalField(
        max_digits=6,
        decimal_places=3,
        validators=[MinValueValidator(Decimal(0))],
        help_text="new active contributors per event: an assumption",
    )

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["starts_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "name"], name="programme_name_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="programme_ends_after_it_starts",
                violation_error_message="A programme ends after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(
                    spaces__gte=1, events_per_week__gt=0, weeks__gte=1, new_per_event__gte=0
                ),
                name="programme_factors_make_sense",
                violation_error_message="Give at least one space and one week, and some events.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Say beside its field what no constraint can say as well."""
        if self.starts_on is None or self.ends_on is None:
            return
        days = (self.ends_on - self.starts_on).days
        if days <= 0:
            raise ValidationError(
                {"ends_on": "A programme ends after it starts: give a later day."}
            )
        weeks = -(-days // DAYS_OF_A_WEEK)  # one that has begun counts
        if self.weeks is not None and self.weeks > weeks:
            fault = (
                f"From its first day to its end there {'is' if weeks == 1 else 'are'} only {weeks} "
                f"{'week' if weeks == 1 else 'weeks'}: give fewer, or a later end."
            )
            raise ValidationError({"weeks": fault})

    @property
    def events_planned(self) -> Decimal:
        return self.spaces * self.events_per_week * self.weeks

    @property
    def new_expected(self) -> Decimal:
        """New active contributors, if every factor holds."""
        return self.events_planned * self.new_per_event


class MeasureRunQuerySet(models.QuerySet["MeasureRun"]):
    def published(self) -> "MeasureRunQuerySet":
        return self.filter(is_published=True)

    def latest_published(self) -> "MeasureRun | None":
        """The run the public sees: of the latest as-of, the one made last."""
        return self.published().order_by("-as_of", "-made_at", "-pk").first()


class MeasureRun(models.Model):
    """Figures as they were measured: as of when, from which state of the lake. Never changed."""

    as_of = models.DateField(help_text="the state at the start of this UTC day")
    made_at = models.DateTimeField()
    lake_generation = models.PositiveBigIntegerField()
    figures = models.JSONField()
    is_published = models.BooleanField(default=False)

    objects = MeasureRunQuerySet.as_manager()

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-as_of", "-made_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["is_published", "-as_of", "-made_at"], name="run_latest_published"
            ),
        ]

    def __str__(self) -> str:
        return f"as of {self.as_of}, made {self.made_at:%Y-%m-%d %H:%M} UTC"
