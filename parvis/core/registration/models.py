"""Who signed up for an event, and what of theirs they let us do.

Registration, check-in and headcount are three records, never one: somebody who signed up may not
have come, and somebody who came may not have been counted.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from parvis.core.events.models import Event
from parvis.core.pathways.models import FocusArea

WITHIN_CAPACITY = "registration_within_capacity"  # the name of the guard, in both databases
LONGEST_NAME = 120
LONGEST_ANSWER = 500


class SignUpRules(models.Model):
    """How one event takes sign-ups. An event without such a row takes them, and asks nothing."""

    event = models.OneToOneField(
        Event, primary_key=True, on_delete=models.CASCADE, related_name="sign_up"
    )
    is_open = models.BooleanField(default=True, help_text="off: people just come")
    closes_at = models.DateTimeField(null=True, blank=True, help_text="blank: when the event ends")
    admits = models.PositiveIntegerField(
        null=True, blank=True, help_text="how many get a place; blank: the capacity"
    )
    questions = models.JSONField(
        default=list, blank=True, help_text="[{key, words, is_required, choices}]"
    )

    class Meta:
        app_label = "core"
        verbose_name_plural = "sign-up rules"

    def __str__(self) -> str:
        return f"Sign-up for {self.event}"


class Registration(models.Model):
    """One person's place, or wish for one, at one event.

    `number` is the order in which people asked. It is given under the event's lock, and unique: a
    path that forgets the lock fails instead of overselling.
    """

    class State(models.TextChoices):
        CONFIRMED = "confirmed", "has a place"
        WAITING = "waiting", "on the waiting list"
        OFFERED = "offered", "is offered a place"
        LAPSED = "lapsed", "let an offer lapse"
        CANCELLED = "cancelled", "cancelled"

    class Origin(models.TextChoices):
        PAGE = "page", "signed up"
        COORDINATOR = "coordinator", "added by a coordinator"
        WALK_IN = "walk-in", "came without signing up"
        API = "api", "signed up elsewhere"

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State)
    origin = models.CharField(max_length=11, choices=Origin, default=Origin.PAGE)
    name = models.CharField(max_length=LONGEST_NAME)
    email = models.EmailField(blank=True, help_text="as typed; blank: came without giving one")
    email_key = models.CharField(
        max_length=254, blank=True, editable=False, help_text="by which two addresses are one"
    )
    form_key = models.UUIDField(default=uuid.uuid4, editable=False, help_text="of the form sent")
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    offered_until = models.DateTimeField(null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True, help_text="of the last confirmation")
    is_over = models.BooleanField(default=False, help_text="admitted over the limit, and logged")
    asked_back_at = models.DateTimeField(
        null=True, blank=True, help_text="when they were asked how it was"
    )
    answered_on = models.DateField(null=True, blank=True, help_text="when they said how it was")

    areas = models.ManyToManyField(FocusArea, blank=True, related_name="interested")
    access_needs = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    handle = models.CharField(max_length=120, blank=True, help_text="at a contribution system")
    handle_at = models.CharField(max_length=40, blank=True, help_text="which system")
    answers = models.JSONField(default=dict, blank=True, help_text="question key: answer")

    reminders_since = models.DateTimeField(null=True, blank=True, help_text="consent; blank: none")
    follow_up_since = models.DateTimeField(null=True, blank=True, help_text="consent; blank: none")
    linking_since = models.DateTimeField(null=True, blank=True, help_text="consent; blank: none")
    consent_texts = models.CharField(max_length=20, blank=True, help_text="version agreed to")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [
            models.Index(fields=["email_key"], name="registration_of_address"),
            models.Index(
                fields=["event", "state", "is_over"],
                condition=Q(state__in=["confirmed", "offered"]),
                name="registration_holding",
            ),
            models.Index(
                fields=["event", "number"], condition=Q(state="waiting"), name="registration_line"
            ),
            models.Index(
                fields=["offered_until"], condition=Q(state="offered"), name="registration_offers"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "number"], name="registration_numbered"),
            models.UniqueConstraint(fields=["event", "form_key"], name="registration_per_form"),
            models.UniqueConstraint(
                fields=["event", "email_key"],
                condition=~Q(email_key=""),
                name="registration_per_address",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="registration_named"),
            models.CheckConstraint(
                condition=Q(state="offered", offered_until__isnull=False)
                | Q(state__in=["confirmed", "waiting", "lapsed", "cancelled"], offered_until=None),
                name="registration_offer_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holds_a_place(self) -> bool:
        return self.state in HOLDING


HOLDING = (Registration.State.CONFIRMED, Registration.State.OFFERED)
