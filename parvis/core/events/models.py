"""What is on in a space.

Who signed up, who was there and who contributed are three records, never one. Here stand the two
counts that an organiser knows; each is unknown until somebody says it, and unknown is not zero.

An event that names a room has it from `books_from` to `books_until`: set-up, the event itself and
clear-up. No two events have one room at one moment unless one is cancelled. The database holds
that, on PostgreSQL by an exclusion constraint and on SQLite by triggers (migration 0003).
"""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language_info

from parvis.core.needs.models import Need, Proposal
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import Room

ROOM_IS_TAKEN = "event_room_is_free"  # the name of the guard, in both databases


class Series(models.Model):
    """Events that come again by a rule. Each occurrence is an event of its own, made beforehand.

    `rule` is an RRULE of RFC 5545 with COUNT or UNTIL; `starts_local` is the first start on the
    space's clock, so that 19:00 stays 19:00 when the clocks change.
    """

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="series")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.CharField(max_length=200)
    starts_local = models.CharField(max_length=16, help_text="2026-05-04T19:00, the space's clock")
    minutes = models.PositiveIntegerField(help_text="how long each lasts")
    skipped = models.JSONField(default=list, help_text="local starts that do not take place")
    source_id = models.CharField(max_length=255, blank=True)

    class Meta:
        app_label = "core"
        verbose_name_plural = "series"
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(rule=""), name="series_has_a_rule"),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="series_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} from {self.starts_local}"


class Event(models.Model):
    """Something on in a space, from draft to reported or cancelled."""

    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        PROPOSED = "proposed", "waiting for approval"
        APPROVED = "approved", "approved"
        PUBLISHED = "published", "published"
        HELD = "held", "held"
        REPORTED = "reported", "reported"
        CANCELLED = "cancelled", "cancelled"

    class Kind(models.TextChoices):
        MEETUP = "meetup", "meetup"
        TALK = "talk", "talk"
        WORKSHOP = "workshop", "workshop"
        SPRINT = "sprint", "sprint"
        HACK_NIGHT = "hack-night", "hack night"
        WELCOME = "welcome-evening", "welcome evening"
        CLINIC = "clinic", "clinic"
        OTHER = "other", "other"

    class Level(models.TextChoices):
        EVERYBODY = "everybody", "for everybody"
        BEGINNERS = "beginners", "for beginners"
        SOME = "some-experience", "for people with some experience"
        EXPERIENCED = "experienced", "for experienced people"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, help_text="iCalendar SEQUENCE")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="events")
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    area = models.ForeignKey(
        FocusArea, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    further_areas = models.ManyToManyField(FocusArea, blank=True, related_name="further_events")
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="events"
    )
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    recurs_at = models.DateTimeField(
        null=True, blank=True, help_text="when the rule put it: iCalendar RECURRENCE-ID"
    )

    title = models.CharField(max_length=160)
    description = models.TextField(blank=True)
    kind = models.CharField(max_length=15, choices=Kind, default=Kind.MEETUP)
    level = models.CharField(max_length=15, choices=Level, default=Level.EVERYBODY)
    language = models.CharField(max_length=12, blank=True, help_text="BCP 47; blank: not said")
    bring = models.CharField(max_length=240, blank=True, help_text="what to bring")
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="blank: no limit")

    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    books_from = models.DateTimeField(help_text="set-up begins")
    books_until = models.DateTimeField(help_text="clear-up ends")

    is_public = models.BooleanField(default=True)
    has_catering = models.BooleanField(default=False)
    takes_over = models.BooleanField(default=False, help_text="takes over part of the space")
    coordinator = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="coordinated"
    )
    sponsor = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="sponsored"
    )
    expected_attendance = models.PositiveIntegerField(
        null=True, blank=True, help_text="people; blank: unknown"
    )
    expected_outcomes = models.TextField(blank=True)
    cost = models.DecimalField(
        max_digits=10, decimal_places=2, null=True, blank=True, help_text="blank: unknown"
    )
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217")

    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    approved_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text="announced then")
    changed_at = models.DateTimeField(null=True, blank=True)
    registered = models.PositiveIntegerField(null=True, blank=True, help_text="blank: unknown")
    headcount = models.PositiveIntegerField(null=True, blank=True, help_text="blank: unknown")

    source = models.CharField(max_length=60, blank=True, help_text="where it was imported from")
    source_id = models.CharField(max_length=255, blank=True)
    venue = models.CharField(max_length=255, blank=True, help_text="as the source writes it")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["space", "starts_at"], name="event_of_space"),
            models.Index(fields=["room", "books_until"], name="event_of_room"),
            # Not led by the state: lists of what is on would be gathered by it, and sorted whole.
            models.Index(fields=["ends_at", "state"], name="event_by_end"),
            models.Index(
                fields=["published_at"],
                condition=models.Q(state="published", is_public=True),
                name="event_announced",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(title=""), name="event_titled"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message="An event ends after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(books_from__lte=F("starts_at"), books_until__gte=F("ends_at")),
                name="event_booked_throughout",
                violation_error_message="Set-up begins before the event, clear-up ends after it.",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        *("draft", "proposed", "approved", "published"),
                        *("held", "reported", "cancelled"),
                    ]
                ),
                name="event_state_known",
            ),
            models.CheckConstraint(
                condition=Q(headcount=None) | Q(state__in=["held", "reported"]),
                name="event_headcount_once_held",
                violation_error_message="Only an event that was held has a headcount.",
            ),
            models.CheckConstraint(
                condition=Q(series=None, recurs_at=None)
                | Q(series__isnull=False, recurs_at__isnull=False),
                name="event_of_series_knows_when",
            ),
            models.UniqueConstraint(
                fields=["series", "recurs_at"], name="event_once_per_recurrence"
            ),
            models.UniqueConstraint(
                fields=["source", "source_id"],
                condition=~Q(source=""),
                name="event_once_per_source",
            ),
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0) & ~Q(currency=""),
                name="event_cost_in_a_currency",
                violation_error_message="Give a cost with its currency, for example 120 EUR.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def book(self, *, setup: timedelta = timedelta(), clearup: timedelta = timedelta()) -> None:
        """Set the hours for which a room is held, around the hours of the event."""
        self.books_from, self.books_until = self.starts_at - setup, self.ends_at + clearup

    @property
    def language_name(self) -> str:
        """The language's name in itself: `fr` is “français”. What is not known stays a code."""
        try:
            return str(get_language_info(self.language.lower())["name_local"])
        except KeyError:
            return self.language

    @property
    def setup(self) -> timedelta:
        return self.starts_at - self.books_from

    @property
    def clearup(self) -> timedelta:
        return self.books_until - self.ends_at

    @property
    def starts_local(self) -> datetime:
        """On the space's clock."""
        return self.starts_at.astimezone(self.space.zone)

    @property
    def ends_local(self) -> datetime:
        return self.ends_at.astimezone(self.space.zone)
