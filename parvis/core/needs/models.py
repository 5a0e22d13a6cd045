"""What people ask a space for: needs of the staff, and proposals of everybody else."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.spaces.models import Space


class Wish(models.Model):
    """What a need and a proposal share. When, for whom and what for stand in the asker's words."""

    title = models.CharField(max_length=160)
    words = models.TextField(help_text="what they want, in their own words")
    area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    audience = models.CharField(max_length=160, blank=True, help_text="for whom")
    roughly_when = models.CharField(max_length=120, blank=True)
    expected_attendance = models.PositiveIntegerField(
        null=True, blank=True, help_text="people; blank: unknown"
    )
    asked_at = models.DateTimeField()
    declined_because = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title


class Need(Wish):
    """A staff member's wish to use a space for a focus area. Several events may answer one."""

    class State(models.TextChoices):
        OPEN = "open", "waiting for a coordinator"
        PLANNED = "planned", "has become an event"
        DECLINED = "declined", "declined"
        WITHDRAWN = "withdrawn", "withdrawn by the asker"

    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.PROTECT, related_name="needs"
    )  # blank: any space
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="needs")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-asked_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["space", "state"], name="need_of_space")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(words=""), name="need_said"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "planned", "declined", "withdrawn"]),
                name="need_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="declined", decided_at__isnull=False) & ~Q(declined_because="")
                | ~Q(state="declined") & Q(declined_because=""),
                name="need_declined_says_why",
            ),
        ]


class Support(models.Model):
    """Somebody else who wants the same."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="supports")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="supports")
    since = models.DateTimeField()

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need", "user"], name="support_once_per_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.need}"


class Proposal(Wish):
    """An event that a contributor or a friend offers to a space; confirmed by mail."""

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", "waiting for its mail to be confirmed"
        OPEN = "open", "waiting for a coordinator"
        PLANNED = "planned", "has become an event"
        DECLINED = "declined", "declined"

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="proposals")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    state = models.CharField(max_length=11, choices=State, default=State.UNCONFIRMED)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-asked_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["space", "state"], name="proposal_of_space")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(words="") & ~Q(name="") & ~Q(email=""),
                name="proposal_said",
            ),
            models.CheckConstraint(
                condition=Q(state="unconfirmed", confirmed_at=None)
                | Q(state__in=["open", "planned", "declined"], confirmed_at__isnull=False),
                name="proposal_confirmed_first",
            ),
            models.CheckConstraint(
                condition=Q(state="declined", decided_at__isnull=False) & ~Q(declined_because="")
                | ~Q(state="declined") & Q(declined_because=""),
                name="proposal_declined_says_why",
            ),
        ]
