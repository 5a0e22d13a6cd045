"""What a device at the door needs to know: who may come in, who is in, and what came out odd."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn, DoorPass
from parvis.core.registration.models import HOLDING, Registration
from parvis.core.registration.tickets import Ticket, code_of, fingerprint

OVERLAP = timedelta(minutes=2)  # a row is committed later than the moment that stands in it
NAMED = 30  # conflicts that a device shows

COUNTED = CheckIn.objects.filter(registration=OuterRef("pk"), is_counted=True)


@dataclass(frozen=True)
class Counts:
    """How full it is: who is in, and how many hold a place."""

    inside: int
    promised: int


def people(event: Event, *, since: datetime | None = None) -> list[dict[str, Any]]:
    """Everybody of an event, or those about whom something changed since. One query.

    A ticket is known by a fingerprint, from which none can be made; addresses are not among it.
    """
    rows = Registration.objects.filter(event=event)
    if since is not None:
        lately = since - OVERLAP
        news = CheckIn.objects.filter(registration=OuterRef("pk"), touched_at__gte=lately)
        rows = rows.filter(Q(changed_at__gte=lately) | Exists(news))
    found = rows.annotate(
        in_at=Subquery(COUNTED.values("at")), in_key=Subquery(COUNTED.values("key"))
    )
    names = ("pk", "name", "state", "is_over", "origin", "in_at", "in_key")
    return [_said(event, row) for row in found.order_by("number").values(*names)]


def counts(event: Event) -> Counts:
    """How many are in, and how many hold a place. One query."""
    found = Registration.objects.filter(event=event).aggregate(
        inside=Count("pk", filter=Exists(COUNTED)),
        promised=Count("pk", filter=Q(state__in=HOLDING)),
    )
    return Counts(**found)


def conflicts(event: Event) -> list[str]:
    """What a device could not know when it let somebody in, a sentence each, the latest first."""
    odd = _standing(event).exclude(note="").select_related("registration").order_by("-at", "-pk")
    return [_sentence(event, one) for one in _with_first(event, list(odd[:NAMED]))]


def by_device(event: Event) -> list[dict[str, Any]]:
    """How many each device let in and undid."""
    rows = CheckIn.objects.filter(event=event).values("device")
    found = rows.annotate(
        let_in=Count("pk", filter=Q(undone_at=None)), undone=Count("pk", filter=~Q(undone_at=None))
    )
    return [{**row} for row in found.order_by("device")]


def passes_of(event: Event) -> QuerySet[DoorPass]:
    """Who holds or held a link to the door, the latest first, with how many each let in."""
    done = Count("check_ins", filter=Q(check_ins__undone_at=None))
    return DoorPass.objects.filter(event=event).annotate(let_in=done).order_by("-made_at", "-pk")


def _standing(event: Event) -> QuerySet[CheckIn]:
    return CheckIn.objects.filter(event=event, undone_at=None)


def _with_first(event: Event, odd: list[CheckIn]) -> Iterator[tuple[CheckIn, CheckIn | None]]:
    """Each with the check-in that counts for the same person."""
    people = [one.registration_id for one in odd]
    counted = _standing(event).filter(is_counted=True, registration__in=people)
    first = {one.registration_id: one for one in counted}
    for one in odd:
        yield one, first.get(one.registration_id)


def _sentence(event: Event, pair: tuple[CheckIn, CheckIn | None]) -> str:
    one, counted = pair
    name, at = one.registration.name, _clock(event, one)
    if one.note == CheckIn.Note.AGAIN and counted is not None:
        return (
            f"{name} was let in twice: {_clock(event, counted)} at {counted.device or 'a device'}, "
            f"{at} at {one.device or 'a device'}. Counted once."
        )
    if one.note == CheckIn.Note.FULL:
        return f"The room was full when {name} came in at {at}."
    return f"{name} {one.get_note_display()} and came in at {at}."


def _clock(event: Event, one: CheckIn) -> str:
    return f"{one.at.astimezone(event.space.zone):%H:%M}"


def _said(event: Event, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["pk"],
        "name": row["name"],
        "state": row["state"],
        "over": row["is_over"],
        "origin": row["origin"],
        "ticket": fingerprint(code_of(Ticket(row["pk"], event.pk))),
        "in": row["in_at"].isoformat() if row["in_at"] else None,
        "key": str(row["in_key"]) if row["in_key"] else None,
    }
