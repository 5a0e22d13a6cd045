"""The list of who signed up, for those who run the event; and what they note in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, F, OrderBy, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Lower

from parvis.core.events.models import Event
from parvis.core.events.rules import refuse_planning
from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.consents import PURPOSES, given_by
from parvis.core.registration.door import Answer, Seen, let_in
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.models import Registration
from parvis.core.registration.places import rules_of, standing
from parvis.core.registration.signing_up import SignedUp, Wish, admit
from parvis.core.registration.turnout import Turnout, whether_came
from parvis.core.registration.undoing import undo

EARLY = timedelta(hours=3)  # before the start: nobody has come yet
State = Registration.State
STANDING = Case(*(When(state=one, then=n) for n, one in enumerate(State.values)), default=9)
ORDERS: Mapping[str, tuple[str | OrderBy, ...]] = {
    "asked": ("number",),
    "name": (Lower("name").asc(), "number"),
    "state": (STANDING.asc(), "number"),
    "came": (F("came_at").asc(nulls_last=True), "number"),
}


@dataclass(frozen=True)
class Standings:
    """How many are in which state, and in."""

    confirmed: int
    waiting: int
    offered: int
    gone: int  # cancelled, or let an offer lapse
    inside: int
    places: int | None  # None: no limit
    free: int | None


def attendees(event: Event, *, asked: str = "", order: str = "asked") -> QuerySet[Registration]:
    """Who signed up, with areas, and when they came; `asked` is part of a name or address.

    Two queries, however many there are.
    """
    counted = CheckIn.objects.filter(registration=OuterRef("pk"), is_counted=True)
    rows = Registration.objects.filter(event=event).annotate(
        came_at=Subquery(counted.values("at")), came_key=Subquery(counted.values("key"))
    )
    if asked.strip():
        words = asked.strip()
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    return rows.order_by(*ORDERS[order]).prefetch_related("areas")


def standings(event: Event) -> Standings:
    """Count the states of an event's list. Three queries."""
    states = Registration.objects.filter(event=event).order_by().values("state")
    counts = dict(states.annotate(n=Count("pk")).values_list("state", "n"))
    found = standing(event)
    return Standings(
        confirmed=counts.get(State.CONFIRMED, 0),
        waiting=counts.get(State.WAITING, 0),
        offered=counts.get(State.OFFERED, 0),
        gone=counts.get(State.CANCELLED, 0) + counts.get(State.LAPSED, 0),
        inside=CheckIn.objects.filter(event=event, is_counted=True).count(),
        places=found.limit,
        free=found.free,
    )


def admit_waiting(*, registration: Registration, by: User | None, now: datetime) -> SignedUp:
    """Give a place now to somebody who has none, with all they said. Raises as `admit`."""
    row = registration
    wish = Wish(
        name=row.name,
        email=row.email,
        consents=given_by(row),
        areas=list(row.areas.all()),
        access_needs=row.access_needs,
        handle=row.handle,
        handle_at=row.handle_at,
    )
    return admit(event=row.event, wish=wish, form_key=row.form_key, by=by, now=now)


def note_came(*, registration: Registration, key: UUID, by: User | None, now: datetime) -> Answer:
    """Note that somebody came, as a coordinator knows: with or without a place.

    After the event it counts for its end. Raises NotAllowedError, RegistrationError while nobody
    can have come.
    """
    event = registration.event
    refuse_planning(by, event.space, now)
    if event.state == Event.State.CANCELLED:
        raise RegistrationError(f"“{event}” does not take place: nobody can have come.")
    if now < event.starts_at - EARLY:
        raise RegistrationError(f"“{event}” has not begun. Note who came once it has.")
    at = min(now, event.ends_at)
    seen = Seen(key=key, at=at, way=CheckIn.Way.DESK, now=now, by=by, over=True)
    return let_in(event=event, registration=registration.pk, seen=seen)


def note_not_come(*, check_in: CheckIn, by: User | None, now: datetime) -> Answer:
    """Take back that somebody came. Raises NotAllowedError."""
    refuse_planning(by, check_in.event.space, now)
    return undo(event=check_in.event, key=check_in.key, now=now, by=by)


def take_list(
    *, event: Event, turnout: Turnout, by: User | None, now: datetime
) -> Iterator[list[str]]:
    """The whole list as rows of a table, with its heading; that it was taken is logged.

    Moments are on the space's clock. Raises NotAllowedError.
    """
    refuse_planning(by, event.space, now)
    people = list(attendees(event))
    with transaction.atomic():
        record(action="registration.take-list", target=event, by=by, now=now, people=len(people))
    rules = rules_of(event)
    questions = {one["key"]: one["words"] for one in (rules.questions if rules else [])}
    yield [*HEADING, *questions.values()]
    for row in people:
        answers = [str(row.answers.get(key, "")) for key in questions]
        yield [*_cells(row, event, turnout), *answers]


HEADING = (
    *("number", "name", "address", "state", "how", "signed up at", "over the limit"),
    *("came", "came at", *PURPOSES, "areas", "access needs", "handle", "handle at"),
)


def _cells(row: Registration, event: Event, turnout: Turnout) -> Iterator[str]:
    came_at: datetime | None = row.came_at  # type: ignore[attr-defined]  # annotated
    yield from (str(row.number), row.name, row.email, row.get_state_display())
    yield from (row.get_origin_display(), _local(row.asked_at, event))
    yield "yes" if row.is_over else ""
    yield whether_came(row, is_in=came_at is not None, turnout=turnout)
    yield _local(came_at, event) if came_at else ""
    yield from ("yes" if getattr(row, f"{purpose}_since") else "" for purpose in PURPOSES)
    yield ", ".join(area.name for area in row.areas.all())
    yield from (row.access_needs, row.handle, row.handle_at)


def _local(at: datetime, event: Event) -> str:
    return f"{at.astimezone(event.space.zone):%Y-%m-%d %H:%M}"
