"""What can be booked in a space, when it is open, and what its house rules ask."""

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS

from parvis.core.spaces.models import Space

MIDNIGHT = "00:00"  # as a closing time: the end of the day


class Room(models.Model):
    """A part of a space that one event at a time can have."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="rooms")
    slug = models.SlugField()
    name = models.CharField(max_length=80)
    standing = models.PositiveIntegerField(
        null=True, blank=True, help_text="people; blank: unknown"
    )
    seated = models.PositiveIntegerField(null=True, blank=True, help_text="people; blank: unknown")
    with_tables = models.PositiveIntegerField(
        null=True, blank=True, help_text="people; blank: unknown"
    )
    equipment = models.TextField(blank=True)
    retired_on = models.DateField(null=True, blank=True, help_text="first day no longer booked")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["space", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["space", "slug"],
                name="room_once_per_space",
                violation_error_message="This space has a room of that short name already.",
            ),
            models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="room_named"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def capacity(self) -> int | None:
        """The most people it takes in any arrangement. None: unknown."""
        return max(filter(None, (self.standing, self.seated, self.with_tables)), default=None)


class OpeningHours(models.Model):
    """When a space is open on a day of the week, in its own time; a day may have several."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(
        validators=[MaxValueValidator(6)], help_text="0 is Monday"
    )
    opens_at = models.TimeField()
    closes_at = models.TimeField(help_text="00:00 is the end of the day")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["space", "weekday", "opens_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["space", "weekday", "opens_at"], name="hours_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")) | Q(closes_at=MIDNIGHT),
                name="hours_close_after_they_open",
                violation_error_message="A space closes after it opens; 00:00 ends the day.",
            ),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.space}, day {self.weekday}, {self.opens_at:%H:%M} to {self.closes_at:%H:%M}"

    @property
    def weekday_name(self) -> str:
        return str(WEEKDAYS[self.weekday])


class Closure(models.Model):
    """Days on which a space, or one room, is closed; or open although it is a public holiday."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="closures")
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.CASCADE, related_name="closures"
    )
    from_on = models.DateField()
    until_on = models.DateField(help_text="first day no longer in it")
    reason = models.CharField(max_length=120)
    is_open = models.BooleanField(default=False, help_text="open on these days, holiday or not")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["space", "from_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_on__gt=F("from_on")),
                name="closure_ends_after_it_starts",
                violation_error_message="A closure ends after the day on which it begins.",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="closure_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.reason}, {self.from_on} to {self.until_on}"


class HouseRules(models.Model):
    """What a space asks of those who use it.

    Any of the first four makes a gathering an event, and events need approval: the wording of the
    2014 strategy. A space without a row has these defaults.
    """

    class Approver(models.TextChoices):
        COORDINATOR = "coordinator", "a coordinator of the space"
        OTHER = "other", "another coordinator than the one who plans it, or a programme lead"
        LEAD = "lead", "a programme lead"

    space = models.OneToOneField(Space, on_delete=models.CASCADE, related_name="house_rules")
    catering_is_event = models.BooleanField(default=True)
    after_hours_is_event = models.BooleanField(default=True)
    takes_over_is_event = models.BooleanField(default=True)
    public_is_event = models.BooleanField(default=True)
    lead_time_days = models.PositiveSmallIntegerField(default=0)
    approver = models.CharField(max_length=12, choices=Approver, default=Approver.COORDINATOR)
    sponsor_required = models.BooleanField(default=False)
    attendee_list_required = models.BooleanField(default=False)
    after_hours_allowed = models.BooleanField(default=True)
    latest_end = models.TimeField(null=True, blank=True, help_text="blank: no latest end")

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approver__in=["coordinator", "other", "lead"]),
                name="house_rules_approver_known",
            ),
        ]

    def __str__(self) -> str:
        return f"House rules of {self.space}"
