"""Rows of many people at once, by the address they came with (`Whose` is for one person)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Attempt, Introduction
from parvis.core.registration.excluding import standing_exclusions
from parvis.core.registration.models import Registration
from parvis.core.registration.plausible import key_of

T = TypeVar("T", Attempt, Introduction, LoggedContribution)


def of_visits(rows: "QuerySet[T]", visits: Iterable[Registration]) -> Mapping[str, Sequence[T]]:
    """Those of `rows` that are of people who came at `visits`, by the key of their address.

    One query, in the order of `rows`. Who left no address has nothing here.
    """
    people = [one for one in visits if one.email_key]
    keys, emails = {one.email_key for one in people}, {one.email.lower() for one in people}
    found = rows.filter(Q(registration__email_key__in=keys) | Q(user__email__in=keys | emails))
    kept: dict[str, list[T]] = defaultdict(list)
    for row in found.select_related("registration", "user"):
        kept[person_of(row)].append(row)
    return kept


def is_excluded(visit: str, *, now: datetime) -> Exists:
    """Whether a steward excluded somebody where they came, for a query; `visit` leads to it.

    They are written nothing about next steps: no mail should send them to people there.
    """
    here = Q(space=None) | Q(space=OuterRef(f"{visit}event__space"))
    return Exists(standing_exclusions(now).filter(here, email_key=OuterRef(f"{visit}email_key")))


def person_of(row: Attempt | Introduction | LoggedContribution) -> str:
    """By what somebody is known: the key of their address, or else their visit."""
    if row.registration is not None:
        return row.registration.email_key or f"visit {row.registration.pk}"
    return key_of(row.user.email) if row.user is not None else ""
