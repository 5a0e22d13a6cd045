"""Accounts elsewhere that somebody says are theirs, or are not."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from parvis.core.people.models import User


class AccountClaim(models.Model):
    """Somebody's word on an account at a source: “this is me”, with a proof, or “this is not me”.

    `node` is text that the measuring core understands, as in LinkDecision; no plain address.
    """

    class Proof(models.TextChoices):
        SIGN_IN = "sign-in", "signed in there"
        MAIL = "mail", "read a mail sent to its address"
        NONE = "", "their word"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="claims")
    node = models.CharField(max_length=200)
    source = models.CharField(max_length=80, help_text="where the account is")
    label = models.CharField(max_length=120, help_text="what it is called there")
    is_mine = models.BooleanField()
    proof = models.CharField(max_length=8, choices=Proof, blank=True)
    said_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "core"
        ordering: ClassVar = ["source", "label", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "node"],
                condition=Q(taken_back_at=None),
                name="claim_one_standing_per_account",
            ),
            models.UniqueConstraint(
                fields=["node"],
                condition=Q(taken_back_at=None, is_mine=True),
                name="claim_of_one_person_per_account",
            ),
            models.CheckConstraint(
                condition=Q(is_mine=False) | ~Q(proof=""), name="claim_of_ones_own_is_proved"
            ),
            models.CheckConstraint(condition=~Q(node__contains="@"), name="claim_without_address"),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(taken_back_at__gte=F("said_at")),
                name="claim_taken_back_after_said",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} at {self.source}"
