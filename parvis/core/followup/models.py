"""Next steps: what an event offers, who tries what, and who helps whom.

A person is whoever signed up (`registration`, found by the link in their mail) or signs in
(`user`). One of the two is enough; the same person may have both, under one address.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.events.models import Event
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.people.models import User
from parvis.core.registration.models import Registration

SOMEBODY = Q(registration__isnull=False) | Q(user__isnull=False)


class EventOpportunity(models.Model):
    """A task that an event's coordinator lays out for those who come."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="laid_out")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        app_label = "core"
        verbose_name_plural = "event opportunities"
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "opportunity"], name="laid_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity} at {self.event}"


class EventMentor(models.Model):
    """A mentor who is there that evening."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="event_mentors")
    mentor = models.ForeignKey(Mentor, on_delete=models.CASCADE, related_name="+")

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "mentor"], name="event_mentor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} at {self.event}"


class Attempt(models.Model):
    """Somebody tries a task: “I'll try this”."""

    class State(models.TextChoices):
        TRYING = "trying", "is at it"
        STUCK = "stuck", "is stuck"
        FINISHED = "finished", "finished"
        DROPPED = "dropped", "let it go"
        EXPIRED = "expired", "has not been back"

    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.CASCADE, related_name="attempts"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="attempts"
    )
    opportunity = models.ForeignKey(Opportunity, on_delete=models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=8, choices=State, default=State.TRYING)
    taken_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    until = models.DateTimeField(help_text="after which it is taken for let go, kindly")
    words = models.CharField(max_length=500, blank=True, help_text="what they got stuck on")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-taken_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["until"], condition=Q(state__in=["trying", "stuck"]), name="attempt_going"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=SOMEBODY, name="attempt_of_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=["trying", "stuck", "finished", "dropped", "expired"]),
                name="attempt_state_known",
            ),
            models.UniqueConstraint(
                fields=["registration", "opportunity"],
                condition=Q(registration__isnull=False, state__in=["trying", "stuck"]),
                name="attempt_one_going_per_visit",
            ),
            models.UniqueConstraint(
                fields=["user", "opportunity"],
                condition=Q(user__isnull=False, state__in=["trying", "stuck"]),
                name="attempt_one_going_per_user",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opportunity}: {self.get_state_display()}"


class Introduction(models.Model):
    """A newcomer asks for a mentor; one accepts, and a mail makes them known to each other."""

    class State(models.TextChoices):
        ASKED = "asked", "asked for"
        ACCEPTED = "accepted", "in touch"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "taken back"
        ENDED = "ended", "ended"

    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.CASCADE, related_name="introductions"
    )
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="introductions"
    )
    area = models.ForeignKey(FocusArea, on_delete=models.PROTECT, related_name="+")
    attempt = models.ForeignKey(
        Attempt, null=True, blank=True, on_delete=models.SET_NULL, related_name="introductions"
    )
    mentor = models.ForeignKey(
        Mentor, null=True, blank=True, on_delete=models.SET_NULL, related_name="introductions"
    )
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    words = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["asked_at", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["mentor", "state"],
                condition=Q(state__in=["asked", "accepted"]),
                name="introduction_going",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=SOMEBODY, name="introduction_of_somebody"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "accepted", "declined", "withdrawn", "ended"]),
                name="introduction_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(answered_at__isnull=False),
                name="introduction_accepted_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}: {self.get_state_display()}"
