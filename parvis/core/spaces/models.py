"""The places of the network and who runs them."""

from typing import ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Upper

from parvis.core.people.models import User

models.CharField.register_lookup(Length)


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a time zone of the IANA list."""
    if name not in available_timezones():
        raise ValidationError(
            f"{name!r} is no time zone. Write one of the IANA list, for example Europe/Paris."
        )


class Space(models.Model):
    """A place with an address and a time zone; its rooms, hours and house rules stand beside it."""

    class StepFree(models.TextChoices):
        YES = "yes", "step-free throughout"
        PARTLY = "partly", "step-free in part"
        NO = "no", "not step-free"
        UNKNOWN = "", "not known"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2, help_text="ISO 3166 code of two letters")
    subdivision = models.CharField(
        max_length=8, blank=True, help_text="state or province with holidays of its own"
    )
    keeps_holidays = models.BooleanField(default=True, help_text="closed on public holidays")
    time_zone = models.CharField(max_length=40, validators=[validate_time_zone])
    street = models.CharField(max_length=160, blank=True)
    postal_code = models.CharField(max_length=16, blank=True)
    about = models.TextField(blank=True)
    step_free = models.CharField(
        max_length=6, choices=StepFree, blank=True, default=StepFree.UNKNOWN
    )
    access_notes = models.TextField(
        blank=True, help_text="the way in, lifts, toilets, where to wait"
    )
    code_of_conduct = models.URLField(blank=True)
    conduct_contact = models.CharField(
        max_length=200, blank=True, help_text="who listens, and how to reach them"
    )
    events_per_week = models.PositiveSmallIntegerField(
        default=3, help_text="public events planned for each open week"
    )
    latitude = models.FloatField(null=True, blank=True, help_text="degrees north")
    longitude = models.FloatField(null=True, blank=True, help_text="degrees east")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["city", "slug"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="space_named"),
            models.CheckConstraint(
                condition=Q(country__length=2) & Q(country=Upper("country")),
                name="space_country_two_capitals",
                violation_error_message="Write the country as two capitals, for example FR.",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                # A check that comes out as unknown passes, so both are asked for by name.
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="space_on_the_globe",
                violation_error_message="Give latitude and longitude in degrees, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gt=F("opened_on")),
                name="space_closed_after_opened",
                violation_error_message="A space closes after the day on which it opened.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def address(self) -> str:
        """One line, as on an envelope."""
        place = f"{self.postal_code} {self.city}".strip()
        return ", ".join(part for part in (self.street, place) if part)


class Coordinator(models.Model):
    """Somebody who runs a space, technical or not, from one day to another."""

    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="coordinators")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="coordinates")
    is_technical = models.BooleanField()
    weekly_hours = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, help_text="blank: unknown"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="first day no longer")

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["space", "user"],
                condition=Q(until_on=None),
                name="coordinator_once_per_space",
                violation_error_message="This person coordinates the space already.",
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
                name="coordinator_until_after_from",
                violation_error_message="A term ends after the day on which it began.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.space}"
