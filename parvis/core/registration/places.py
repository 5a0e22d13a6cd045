"""How many places there are, who has one, and who is next. All of it under the event's lock.

Whoever changes who has a place first takes the lock of the event's row (`locked`), then counts:
PostgreSQL would let two count the same last place without it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from parvis.core.events.models import Event
from parvis.core.registration.models import HOLDING, Registration, SignUpRules

LONGEST, SHORTEST = timedelta(hours=24), timedelta(minutes=15)
SHARE = 6  # an offer stands for a sixth of the time that is left

State = Registration.State


@dataclass(frozen=True)
class Standing:
    """Where an event stands: places, how many are held, whether anybody waits."""

    limit: int | None  # None: no limit
    held: int
    last: int  # the last number given
    anybody_waits: bool
    has_late_offers: bool = False  # nobody took them in time, and no worker has been by yet

    @property
    def free(self) -> int | None:
        """How many places nobody holds; None: as many as want one."""
        return None if self.limit is None else max(0, self.limit - self.held)

    @property
    def has_place(self) -> bool:
        """Whether somebody new gets one: not while others wait for it."""
        return self.free is None or (self.free > 0 and not self.anybody_waits)


def rules_of(event: Event) -> SignUpRules | None:
    """How an event takes sign-ups; None: it takes them, and asks nothing."""
    return getattr(event, "sign_up", None)


def locked(event: Event) -> Event:
    """Make whoever else wants a place at this event wait until this transaction ends.

    The event comes with its space, room and rules.
    """
    # No key: check-ins, which only refer to the event, do not wait for sign-ups.
    rows = Event.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("space", "room", "sign_up").get(pk=event.pk)


def standing(event: Event, now: datetime | None = None) -> Standing:
    """Count the places of an event, and say whether offers ran out by `now`. One query."""
    of_event = Registration.objects.filter(event=OuterRef("pk")).order_by().values("event")
    holding = of_event.filter(state__in=HOLDING).annotate(n=Count("pk"))
    last = of_event.annotate(n=Max("number"))
    row = (
        Event.objects.filter(pk=event.pk)
        .annotate(
            held=Subquery(holding.values("n")),
            last=Subquery(last.values("n")),
            late=Exists(_late(now).filter(event=OuterRef("pk"))) if now else Value(value=False),
            waits=Exists(Registration.objects.filter(event=OuterRef("pk"), state=State.WAITING)),
            admits=Subquery(SignUpRules.objects.filter(event=OuterRef("pk")).values("admits")),
        )
        .values("capacity", "held", "last", "waits", "late", "admits")
        .get()
    )
    limit = row["capacity"] if row["admits"] is None else row["admits"]
    return Standing(limit, row["held"] or 0, row["last"] or 0, row["waits"], row["late"])


def offer_ends(event: Event, now: datetime) -> datetime:
    """Until when an offer made now stands: shorter as the event nears, never past its start."""
    left = event.starts_at - now
    window = min(max(left / SHARE, SHORTEST), LONGEST)
    whole = timedelta(minutes=-(-window // timedelta(minutes=1)))
    return min((now + whole).replace(second=0, microsecond=0), event.starts_at)


def lapse(event: Event, now: datetime) -> list[Registration]:
    """Take back the offers of an event that nobody took in time."""
    rows = _not_at_the_door(event).filter(state=State.OFFERED, offered_until__lte=now)
    late = list(rows)
    for one in late:
        one.state, one.offered_until, one.changed_at = State.LAPSED, None, now
        one.save(update_fields=["state", "offered_until", "changed_at"])
    return late


def next_in_line(event: Event, now: datetime) -> list[Registration]:
    """Offer the free places of an event to those who wait longest. Once it has begun, to nobody.

    An open offer holds its place, so that it cannot be given away twice.
    """
    if now >= event.starts_at or event.state != Event.State.PUBLISHED:
        return []
    waiting = _not_at_the_door(event).filter(state=State.WAITING).order_by("number")
    free = standing(event).free
    found = list(waiting if free is None else waiting[:free])
    until = offer_ends(event, now)
    for one in found:
        one.state, one.offered_until, one.changed_at = State.OFFERED, until, now
        one.save(update_fields=["state", "offered_until", "changed_at"])
    return found


def _not_at_the_door(event: Event) -> QuerySet[Registration]:
    """The rows of an event, locked: a check-in holds its own row, and not the event's lock."""
    return Registration.objects.filter(event=event).select_for_update(of=("self",), no_key=True)


def events_with_work(now: datetime) -> list[Event]:
    """Events to come where an offer has run out, or where a place is free and somebody waits.

    Places are offered where they are freed; the second finds what was freed in another way. One
    query over the rows that wait or are offered, whatever else there is.
    """
    waiting = Registration.objects.filter(state=State.WAITING, event__starts_at__gt=now)
    held = Registration.objects.filter(event=OuterRef("pk"), state__in=HOLDING).order_by()
    count = Subquery(held.values("event").annotate(n=Count("pk")).values("n"))
    counted = Event.objects.annotate(
        limit=Coalesce("sign_up__admits", "capacity"), held=Coalesce(count, 0)
    )
    is_free = Q(limit=None) | Q(held__lt=F("limit"))
    line = Q(is_free, pk__in=waiting.values("event"), state=Event.State.PUBLISHED)
    late = Q(pk__in=_late(now).values("event"))
    return list(counted.filter(late | line).order_by("pk"))


def _late(now: datetime) -> QuerySet[Registration]:
    return Registration.objects.filter(state=State.OFFERED, offered_until__lte=now)
