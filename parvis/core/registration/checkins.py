"""Who was there, as the door saw it, and who may look after a door.

A check-in is made on a device, with a key of the device's own, perhaps long before the site hears
of it. Two devices may have let the same ticket in: both rows stay, one of them counts.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.events.models import Event
from parvis.core.people.models import User
from parvis.core.registration.models import Registration


class DoorPass(models.Model):
    """Lets whoever holds its link look after the door of one event, until it ends.

    Only the hash of the link is kept; the link is shown once. With a `user` it is a coordinator's
    own, who may admit over the limit.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="door_passes")
    name = models.CharField(max_length=80, help_text="who holds it")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256, in hexadecimal")
    user = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.CASCADE, related_name="door_passes"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "core"
        verbose_name_plural = "door passes"
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="door_pass_named"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, at the door of {self.event}"


class CheckIn(models.Model):
    """Somebody was let in: when, at which device, by whom. One of a registration's counts."""

    class Way(models.TextChoices):
        SCAN = "scan", "ticket scanned"
        NAME = "name", "found by name"
        WALK_IN = "walk-in", "came without signing up"
        DESK = "desk", "noted at the desk"
        API = "api", "noted by a program"

    class Note(models.TextChoices):
        """What the door could not know when it let somebody in."""

        NONE = "", "nothing odd"
        AGAIN = "again", "let in at two devices"
        CANCELLED = "cancelled", "had cancelled"
        WAITING = "waiting", "was on the waiting list"
        FULL = "full", "the room was full"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="check_ins")
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="check_ins"
    )
    at = models.DateTimeField(help_text="by the device's clock, put right")
    noted_at = models.DateTimeField(help_text="when the site heard of it")
    skew_seconds = models.IntegerField(default=0, help_text="how far ahead the device's clock was")
    way = models.CharField(max_length=7, choices=Way)
    note = models.CharField(max_length=9, choices=Note, blank=True, default=Note.NONE)
    state_before = models.CharField(
        max_length=9, blank=True, help_text="of who got a place by this; blank: had one"
    )
    device = models.CharField(max_length=60, blank=True)
    door_pass = models.ForeignKey(
        DoorPass, null=True, blank=True, on_delete=models.SET_NULL, related_name="check_ins"
    )
    by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="check_ins"
    )
    is_counted = models.BooleanField(default=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    touched_at = models.DateTimeField(help_text="noted or undone: what devices ask for")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["event", "touched_at"], name="check_in_news"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(is_counted=True), name="check_in_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(is_counted=False) | Q(undone_at=None), name="check_in_undone_is_out"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration} at {self.event}"


class EarlyUndo(models.Model):
    """An undo that came before its check-in: two messages may overtake each other on the way."""

    key = models.UUIDField(unique=True, help_text="of the check-in that is undone")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"undo of {self.key}"
