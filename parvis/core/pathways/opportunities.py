"""Small things to do for a focus area, by hand or from the systems where the work is."""

from typing import ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language_info

from parvis.core.pathways.models import FocusArea


class OpportunitySource(models.Model):
    """A list of tasks elsewhere that is kept in step: a repository's issues, a product's bugs."""

    class System(models.TextChoices):
        GITHUB = "github", "GitHub issues"
        BUGZILLA = "bugzilla", "Bugzilla"

    area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="sources")
    system = models.CharField(max_length=10, choices=System)
    address = models.URLField(help_text="of the REST interface, without a slash at its end")
    place = models.CharField(max_length=200, help_text="owner/repository, or product/component")
    labels = models.JSONField(default=list, blank=True, help_text="any of these marks a task")
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text="if a task says nothing")
    difficulty = models.CharField(max_length=6, default="first", help_text="if a task says nothing")
    language = models.CharField(max_length=16, blank=True, help_text="spoken; blank: any")
    is_on = models.BooleanField(default=True)
    cursor = models.CharField(max_length=200, blank=True, help_text="what changed since is asked")
    synced_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True, help_text="why the last try failed")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["system", "place", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "address", "place", "area"], name="opportunity_source_once"
            ),
            models.CheckConstraint(
                condition=Q(system__in=["github", "bugzilla"]), name="opportunity_source_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()}: {self.place}"


class Opportunity(models.Model):
    """One small thing that somebody could do."""

    class Difficulty(models.TextChoices):
        FIRST = "first", "a first one"
        SOME = "some", "asks for some practice"
        MUCH = "much", "asks for experience"

    class State(models.TextChoices):
        OPEN = "open", "open"
        CLOSED = "closed", "closed"

    area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="opportunities")
    source = models.ForeignKey(
        OpportunitySource,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="opportunities",
    )
    native_id = models.CharField(max_length=120, blank=True, help_text="its id at the source")
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    link = models.URLField(max_length=500, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text="blank: not known")
    difficulty = models.CharField(max_length=6, choices=Difficulty, default=Difficulty.FIRST)
    language = models.CharField(max_length=16, blank=True, help_text="spoken; blank: any")
    prerequisites = models.CharField(max_length=240, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    by_hand = models.JSONField(
        default=list, blank=True, help_text="fields set here: the source no longer changes them"
    )
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="when its source showed it last"
    )

    class Meta:
        app_label = "core"
        verbose_name_plural = "opportunities"
        ordering: ClassVar = ["-opened_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["area", "minutes"], condition=Q(state="open"), name="opportunity_open"
            ),
        ]
        constraints: ClassVar = [
            # Without a condition: rows are written over by it. Those without a source never meet.
            models.UniqueConstraint(
                fields=["source", "native_id"], name="opportunity_once_per_source"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="opportunity_named"),
            models.CheckConstraint(
                condition=Q(difficulty__in=["first", "some", "much"]),
                name="opportunity_difficulty_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | Q(state="closed", closed_at__isnull=False),
                name="opportunity_closed_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=1), name="opportunity_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def language_name(self) -> str:
        """The language's name in itself: `fr` is “français”. What is not known stays a code."""
        try:
            return str(get_language_info(self.language.lower())["name_local"])
        except KeyError:
            return self.language

    @property
    def site(self) -> str:
        """Where its link leads, as a reader knows it: “github.com”."""
        return urlsplit(self.link).netloc.removeprefix("www.")
