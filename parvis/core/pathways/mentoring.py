"""Who helps newcomers into a focus area."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User

AT_ONCE = 2  # people, unless a mentor says otherwise


class Mentor(models.Model):
    """Somebody who takes newcomers by the hand, in some areas, a few at once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="mentor")
    areas = models.ManyToManyField(FocusArea, related_name="mentors")
    languages = models.JSONField(default=list, blank=True, help_text="codes: en, fr, pt-BR")
    at_once = models.PositiveSmallIntegerField(default=AT_ONCE, help_text="people at once")
    about = models.CharField(max_length=240, blank=True, help_text="for newcomers, in a sentence")
    is_shown = models.BooleanField(default=False, help_text="their leave to be named on pages")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True, help_text="when they ended it")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["user__display_name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(at_once__gte=1), name="mentor_takes_somebody"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="mentor_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.user.get_full_name()
