"""What people did next, each with the visit by which those who run a space may know of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.followup.by_address import T
from parvis.core.registration.mine import NAMELESS
from parvis.core.registration.models import Registration
from parvis.core.registration.plausible import key_of
from parvis.core.spaces.models import Space

LATELY = timedelta(days=90)  # after an event: a visit is followed up so long


@dataclass(frozen=True)
class Visits:
    """The visits that are followed up. What somebody allowed at one of them goes for that one."""

    rows: QuerySet[Registration]

    @classmethod
    def of_event(cls, event: Event) -> "Visits":
        """Of one event, however long ago."""
        return cls(Registration.objects.filter(event=event).exclude(name=NAMELESS))

    @classmethod
    def of_spaces(cls, spaces: Iterable[Space], *, now: datetime) -> "Visits":
        """Of the events at these spaces that began within the last 90 days."""
        begun = {"event__starts_at__lte": now, "event__starts_at__gt": now - LATELY}
        rows = Registration.objects.filter(event__space__in=[one.pk for one in spaces], **begun)
        return cls(rows.exclude(name=NAMELESS))

    def of(self, rows: "QuerySet[T]") -> list[tuple[T, Registration]]:
        """Those of `rows` that are of these people, each with its visit. At most two queries.

        What somebody did with an account alone goes by the newest visit under its address.
        """
        keys = self.rows.exclude(email_key="").values("email_key")
        by_account = Q(registration=None, user__email__in=keys)
        found = rows.filter(Q(registration__in=self.rows) | by_account)
        whole = list(found.select_related("registration__event__space", "user"))
        emails = {row.user.email for row in whole if row.registration is None and row.user}
        newest = self.newest({key_of(email) for email in emails})
        paired = [(row, _visit(row, newest)) for row in whole]
        return [(row, visit) for row, visit in paired if visit is not None]

    def newest(self, keys: Iterable[str]) -> Mapping[str, Registration]:
        """The newest visit of each of these addresses. No query for none."""
        return self._by_key(keys, "event__starts_at", "pk")

    def oldest(self, keys: Iterable[str]) -> Mapping[str, Registration]:
        """The oldest visit of each of these addresses. No query for none."""
        return self._by_key(keys, "-event__starts_at", "-pk")

    def _by_key(self, keys: Iterable[str], *order: str) -> Mapping[str, Registration]:
        wanted = set(keys)
        if not wanted:
            return {}
        rows = self.rows.filter(email_key__in=wanted).select_related("event__space")
        return {row.email_key: row for row in rows.order_by(*order)}


def _visit(row: T, newest: Mapping[str, Registration]) -> Registration | None:
    if row.registration is not None:
        return row.registration
    return newest.get(key_of(row.user.email)) if row.user is not None else None
