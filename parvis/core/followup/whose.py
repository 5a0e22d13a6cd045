"""Whose something is: a visit, a user, or both under one address."""

from dataclasses import dataclass
from typing import Self, TypeVar

from django.db.models import Model, Q, QuerySet

from parvis.core.people.models import User
from parvis.core.registration.models import Registration
from parvis.core.registration.plausible import key_of

T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class Whose:
    """Somebody, by the way they came: with the link of a sign-up, or signed in.

    `is_proved`: whether they showed that they read the mail of their address. Only then is theirs
    what else is kept under it.
    """

    registration: Registration | None = None
    user: User | None = None
    is_proved: bool = True

    @classmethod
    def of_visit(cls, registration: Registration, *, is_proved: bool) -> Self:
        return cls(registration=registration, is_proved=is_proved)

    @classmethod
    def of_user(cls, user: User) -> Self:
        return cls(user=user)

    @property
    def name(self) -> str:
        if self.registration is not None:
            return self.registration.name
        return self.user.get_full_name() if self.user else ""

    @property
    def email(self) -> str:
        if self.registration is not None:
            return self.registration.email
        return self.user.email if self.user else ""

    @property
    def email_key(self) -> str:
        """By which two addresses are one; empty for somebody who gave none."""
        if self.registration is not None:
            return self.registration.email_key
        return key_of(self.user.email) if self.user else ""

    def fields(self) -> dict[str, Model | None]:
        """What a new row of theirs says of whose it is."""
        return {"registration": self.registration, "user": self.user}

    def own(self, rows: "QuerySet[T]") -> "QuerySet[T]":
        """Those of `rows` that are theirs, whichever way they came then."""
        mine = Q()
        if self.registration is not None:
            mine |= Q(registration=self.registration)
        if self.user is not None:
            mine |= Q(user=self.user)
        if self.is_proved and self.email_key:
            mine |= Q(registration__email_key=self.email_key)
            mine |= Q(user__email__in={self.email_key, self.email.lower()})
        return rows.filter(mine) if mine else rows.none()
