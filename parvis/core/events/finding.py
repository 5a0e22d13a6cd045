"""One event by its uid, together with whether somebody plans it: a single query, for programs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, FilteredRelation, Q, QuerySet

from parvis.core.events.listings import SHOWN
from parvis.core.events.models import Event
from parvis.core.people.models import Role, User


@dataclass(frozen=True)
class Found:
    """An event, with its space, room and sign-up rules; and whether the asker plans there."""

    event: Event
    is_planner: bool


def find_event(uid: UUID, *, user: User | None, now: datetime) -> Found | None:
    """The event of that uid; None where there is none. `is_planner` is as `may_plan` has it."""
    events = Event.objects.filter(uid=uid).select_related("space", "room", "sign_up")
    if user is None or not user.is_active:
        event = events.first()
        return Found(event, is_planner=False) if event else None
    terms = list(_with_terms(events, user))  # a row for each time that they coordinated there
    return Found(terms[0], any(_may(one, now) for one in terms)) if terms else None


def is_shown(event: Event) -> bool:
    """Whether everybody may know of it: published, or cancelled after it had been."""
    if event.state == Event.State.CANCELLED:
        return event.is_public and event.published_at is not None
    return event.is_public and event.state in SHOWN


def _with_terms(events: QuerySet[Event], user: User) -> QuerySet[Event]:
    own = FilteredRelation("space__coordinators", condition=Q(space__coordinators__user=user))
    lead = Role.objects.filter(user=user, name=Role.Name.LEAD)
    return events.annotate(
        own=own, term_from=F("own__from_on"), term_until=F("own__until_on"), is_lead=Exists(lead)
    )


def _may(row: Event, now: datetime) -> bool:
    start, end = row.term_from, row.term_until  # type: ignore[attr-defined]  # annotated
    today = now.astimezone(row.space.zone).date()
    is_term = start is not None and start <= today and (end is None or today < end)
    return is_term or bool(row.is_lead)  # type: ignore[attr-defined]  # annotated
