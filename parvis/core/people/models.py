"""Who signs in, what they may do for the network, and what stewards decided on who is who."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; without a password they sign in by code or passkey."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who signs in, by e-mail. What they may do is said by roles, not by flags."""

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")) & ~Q(email=""),
                name="user_email_lower_case",
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.display_name or self.email.split("@")[0]

    def get_short_name(self) -> str:
        return self.get_full_name()


class Role(models.Model):
    """What somebody may do across the network. Coordinators belong to a space: see spaces."""

    class Name(models.TextChoices):
        STAFF = "staff", "staff member"
        LEAD = "lead", "programme lead"
        STEWARD = "steward", "data steward"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    name = models.CharField(max_length=12, choices=Name)
    since = models.DateTimeField()

    class Meta:
        app_label = "core"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="role_once_per_user"),
            models.CheckConstraint(
                condition=Q(name__in=["staff", "lead", "steward"]), name="role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_name_display()}"


class LinkDecisionQuerySet(models.QuerySet["LinkDecision"]):
    def standing(self) -> "LinkDecisionQuerySet":
        """Decisions that nobody has withdrawn."""
        return self.filter(withdrawn_at=None)

    def between(self, one: str, other: str) -> "LinkDecisionQuerySet":
        """Decisions on this pair, whichever way round it is named."""
        left, right = sorted((one, other))
        return self.filter(left=left, right=right)


class LinkDecision(models.Model):
    """A steward's word on two nodes (accounts or addresses): one person, or two.

    A node is text that the measuring core understands; a plain address never stands here.
    A decision that was withdrawn stays, so that its reasons can be read.
    """

    class Verdict(models.TextChoices):
        SAME = "same", "one person"
        DIFFERENT = "different", "two people"

    left = models.CharField(max_length=200)
    right = models.CharField(max_length=200)
    verdict = models.CharField(max_length=9, choices=Verdict)
    because = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = LinkDecisionQuerySet.as_manager()

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["-decided_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="link_left_before_right"),
            models.CheckConstraint(
                condition=Q(verdict__in=["same", "different"]), name="link_verdict_known"
            ),
            models.CheckConstraint(condition=~Q(because=""), name="link_says_why"),
            models.CheckConstraint(
                condition=~Q(left__contains="@") & ~Q(right__contains="@"),
                name="link_without_plain_address",
            ),
            models.UniqueConstraint(
                fields=["left", "right"],
                condition=Q(withdrawn_at=None),
                name="link_one_standing_per_pair",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None) | Q(withdrawn_at__isnull=False),
                name="link_withdrawn_by_needs_at",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("decided_at")),
                name="link_withdrawn_after_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left} and {self.right}: {self.get_verdict_display()}"
