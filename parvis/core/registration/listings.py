"""Lists of an event for those who run it: who signed up, and who came. Read on from a place."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.models import Registration

Place = tuple[datetime, int]  # where a page of check-ins ended: the moment and the key of its last


def with_parts(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Load what is said with each sign-up, however many: its areas, and the check-in that counts.

    The check-in stands in a list of none or one, `arrivals`.
    """
    counted = CheckIn.objects.filter(is_counted=True)
    arrivals = Prefetch("check_ins", queryset=counted, to_attr="arrivals")
    return rows.prefetch_related("areas", arrivals)


def sign_ups_of(
    event: Event, *, after: int, most: int, state: str | None = None
) -> tuple[Sequence[Registration], int | None]:
    """Return at most `most` sign-ups after a number; and the number after which more follow."""
    found = Registration.objects.filter(event=event, number__gt=after).order_by("number")
    if state is not None:
        found = found.filter(state=state)
    rows = list(with_parts(found)[: most + 1])
    return rows[:most], rows[most - 1].number if len(rows) > most else None


def check_ins_of(
    event: Event, *, after: Place | None, most: int
) -> tuple[Sequence[CheckIn], Place | None]:
    """Return at most `most` check-ins after a place, by when they were; and where more follow."""
    found = CheckIn.objects.filter(event=event).select_related("registration").order_by("at", "pk")
    if after is not None:
        at, key = after
        found = found.filter(at__gte=at).filter(Q(at__gt=at) | Q(pk__gt=key))
    rows = list(found[: most + 1])
    last = rows[most - 1] if len(rows) > most else None
    return rows[:most], (last.at, last.pk) if last else None


def inside(event: Event) -> int:
    """How many people were let in, as far as somebody noted it."""
    return CheckIn.objects.filter(event=event, is_counted=True).count()
