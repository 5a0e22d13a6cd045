"""How people treat each other: what was reported, and who may not come.

Only stewards see either.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from parvis.core.events.models import Event
from parvis.core.people.models import User
from parvis.core.spaces.models import Space


class ConductReport(models.Model):
    """Somebody tells of what the code of conduct does not allow; nameless if they like."""

    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.SET_NULL, related_name="conduct_reports"
    )
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="conduct_reports")
    words = models.TextField()
    name = models.CharField(max_length=120, blank=True, help_text="blank: not said")
    reach = models.CharField(max_length=254, blank=True, help_text="how to answer; blank: not said")
    reported_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.TextField(blank=True, help_text="what was done")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-reported_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="conduct_report_said"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | ~Q(outcome=""), name="conduct_report_settled_how"
            ),
        ]

    def __str__(self) -> str:
        return f"Report of {self.reported_at:%Y-%m-%d} at {self.space}"


class Exclusion(models.Model):
    """Somebody who may not come for a while: known by the address they sign up with."""

    email_key = models.CharField(max_length=254, help_text="by which two addresses are one")
    space = models.ForeignKey(
        Space, null=True, blank=True, on_delete=models.CASCADE, related_name="exclusions"
    )  # null: anywhere in the network
    because = models.TextField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True, help_text="blank: until it is lifted")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-from_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["email_key"], name="exclusion_of_address")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(email_key="") & ~Q(because=""), name="exclusion_says_whom_and_why"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")),
                name="exclusion_until_after_from",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}, {self.space or 'everywhere'}"

    @property
    def address(self) -> str:
        """The key as a person reads it: a domain with an umlaut shows it."""
        local, _at, domain = self.email_key.rpartition("@")
        try:
            return f"{local}@{domain.encode().decode('idna')}"
        except UnicodeError:
            return self.email_key
