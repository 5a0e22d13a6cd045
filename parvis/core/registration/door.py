"""The door: somebody comes in, once, whoever looks and whether or not there is a network.

A device sends each thing it does under a key of its own. `is_firm` says that it has been done
already, without us: then it is kept, and what we would have said stands as a note beside it.
Otherwise we say yes or no, and a no leaves no trace.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from parvis.core.events.models import Event
from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.registration.checkins import CheckIn, DoorPass, EarlyUndo
from parvis.core.registration.errors import NotComingError, RegistrationError
from parvis.core.registration.excluding import refuse_excluded
from parvis.core.registration.models import Registration
from parvis.core.registration.tickets import read

State = Registration.State
Note = CheckIn.Note
IN, AGAIN, FULL, UNKNOWN = "in", "again", "full", "unknown"
WAITING, CANCELLED, OTHER_EVENT = "waiting", "cancelled", "other-event"
UNDONE, REFUSED = "undone", "refused"
NEEDED = (  # of a sign-up, each time somebody comes
    *("event", "name", "email_key", "state", "origin", "is_over", "offered_until", "changed_at"),
)
NOTES = {IN: Note.NONE, WAITING: Note.WAITING, CANCELLED: Note.CANCELLED, FULL: Note.FULL}


@dataclass(frozen=True)
class Seen:
    """What a device tells of one check-in. `at` is put right by how wrong its clock was."""

    key: UUID
    at: datetime
    way: str
    now: datetime  # when we hear of it
    skew_seconds: int = 0
    device: str = ""
    door_pass: DoorPass | None = None
    by: User | None = None
    is_firm: bool = False
    over: bool = False  # let in all the same, as whoever stands there decided

    @property
    def may_exceed(self) -> bool:
        """Whether whoever stands there may fill a room over its limit."""
        return self.by is not None or (
            self.door_pass is not None and self.door_pass.user_id is not None
        )


@dataclass(frozen=True)
class Answer:
    """What the door says. `at`: when they came in, or had come in before."""

    verdict: str
    words: str
    registration: Registration | None = None
    at: datetime | None = None
    note: str = ""


def scan(*, event: Event, code: str, seen: Seen) -> Answer:
    """Let in whoever holds a ticket. Never raises for what somebody may hold up to a camera."""
    try:
        ticket = read(code)
    except RegistrationError as error:
        return Answer(UNKNOWN, str(error))
    if ticket.event != event.pk:
        return _other(event, ticket.event)
    return let_in(event=event, registration=ticket.registration, seen=seen)


def let_in(*, event: Event, registration: int, seen: Seen) -> Answer:
    """Let in who signed up. A key that was used before gets the answer it got. Four queries."""
    with transaction.atomic():
        row = locked_row(event, registration, seen.key)
        if row is None:
            return Answer(UNKNOWN, "Nobody signed up for this event with this ticket.")
        row.event = event
        if row.is_undone:  # type: ignore[attr-defined]  # annotated
            return _undone_before(event, row, seen)
        if (known := _known(row, seen)) is not None:
            return known
        verdict = _verdict(event, row, seen)
        if verdict != IN and not seen.is_firm:
            return _refusal(event, row, verdict)
        if words := _why_not(event, row, seen):
            return Answer(REFUSED, words, row)
        before = _accept(row, verdict, seen)
        return note_arrival(event, row, seen, note=NOTES[verdict], state_before=before)


def undone_before(key: UUID) -> bool:
    """Whether an undo overtook the check-in of this key."""
    return EarlyUndo.objects.filter(key=key).exists()


def _undone_before(event: Event, row: Registration, seen: Seen) -> Answer:
    """Keep the check-in as undone: sent again, it stays so."""
    _write(event, row, seen, note="", is_counted=False, undone_at=seen.now)
    EarlyUndo.objects.filter(key=seen.key).delete()
    return Answer(UNDONE, f"{row.name} is not in.", row)


def note_arrival(
    event: Event, row: Registration, seen: Seen, *, note: str = "", state_before: str = ""
) -> Answer:
    """Write that somebody is in, under their row's lock."""
    made = _write(event, row, seen, note=note, is_counted=True, state_before=state_before)
    record(
        action="registration.check-in",
        target=row,
        by=seen.by or (seen.door_pass.user if seen.door_pass else None),
        now=seen.now,
        device=seen.device,
        way=seen.way,
        note=note,
    )
    return Answer(IN, f"Come in, {row.name}.", row, made.at, note)


def put_right(at: datetime, *, sent_at: datetime, now: datetime) -> tuple[datetime, int]:
    """Correct a device's moment by how wrong its clock was when it sent it; with the seconds.

    Less than half a minute is how long a message takes, and is left alone. Nobody came in later
    than now.
    """
    ahead = round((sent_at - now).total_seconds())
    skew = ahead if abs(ahead) >= 30 else 0  # noqa: PLR2004  # seconds
    return min(at - (sent_at - now if skew else now - now), now), skew


def locked_row(event: Event, key: int, check_in: UUID) -> Registration | None:
    """The row, locked; with how many are in, and whether this check-in was undone already."""
    inside = CheckIn.objects.filter(event=OuterRef("event"), is_counted=True).order_by()
    count = inside.values("event").annotate(n=Count("pk")).values("n")
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    known = rows.annotate(
        inside=Coalesce(Subquery(count), 0),
        is_undone=Exists(EarlyUndo.objects.filter(key=check_in)),
    )
    return known.only(*NEEDED).filter(event=event, pk=key).first()


def _verdict(event: Event, row: Registration, seen: Seen) -> str:
    is_full = is_room_full(event, row.inside)  # type: ignore[attr-defined]  # annotated
    if row.holds_a_place:
        return IN  # they were promised it
    if is_full and not (seen.over and seen.may_exceed):
        return FULL
    if seen.over:
        return IN
    return CANCELLED if row.state == State.CANCELLED else WAITING


def is_room_full(event: Event, inside: int) -> bool:
    return event.capacity is not None and inside >= event.capacity


def _why_not(event: Event, row: Registration, seen: Seen) -> str:
    """Why somebody without a place is not let in even so: they may not come."""
    if not seen.over or seen.is_firm:
        return ""
    try:
        refuse_excluded(email_key=row.email_key, space=event.space, now=seen.now)
    except NotComingError as error:
        return str(error)
    return ""


def _accept(row: Registration, verdict: str, seen: Seen) -> str:
    """A place for whoever comes in without one: by hand, so over the limit, and logged as such.

    Returns the state before, to which an undo goes back; "" for who had a place.
    """
    before = row.state
    if before == State.CONFIRMED or (verdict == CANCELLED and not seen.over):
        return ""
    row.is_over = row.is_over or before != State.OFFERED
    row.state, row.offered_until, row.changed_at = State.CONFIRMED, None, seen.now
    row.save(update_fields=["state", "is_over", "offered_until", "changed_at"])
    return "" if before == State.OFFERED else before


def _known(row: Registration, seen: Seen) -> Answer | None:
    """The answer to somebody who is in, or to a key that was used before; None for anybody else."""
    others = list(CheckIn.objects.filter(registration=row))
    if any(one.key == seen.key for one in others):
        return _repeated(row, others, seen)
    counted = next((one for one in others if one.is_counted), None)
    return None if counted is None else _again(row, counted, seen)


def _repeated(row: Registration, others: Sequence[CheckIn], seen: Seen) -> Answer:
    mine = next(one for one in others if one.key == seen.key)
    if mine.undone_at is not None:
        return Answer(UNDONE, f"{row.name} is not in.", row)
    if mine.is_counted:
        return Answer(IN, f"Come in, {row.name}.", row, mine.at, mine.note)
    counted = next(one for one in others if one.is_counted)
    return _already(row, counted)


def _again(row: Registration, counted: CheckIn, seen: Seen) -> Answer:
    """In already. Where both let them in without a network, the earlier one counts."""
    if not seen.is_firm:
        return _already(row, counted)
    if seen.at < counted.at:
        counted.is_counted, counted.note, counted.touched_at = False, Note.AGAIN, seen.now
        counted.save(update_fields=["is_counted", "note", "touched_at"])
        return replace(note_arrival(row.event, row, seen), note=Note.AGAIN)
    _write(row.event, row, seen, note=Note.AGAIN, is_counted=False)
    return replace(_already(row, counted), note=Note.AGAIN)


def _write(
    event: Event,
    row: Registration,
    seen: Seen,
    *,
    note: str,
    is_counted: bool,
    state_before: str = "",
    undone_at: datetime | None = None,
) -> CheckIn:
    return CheckIn.objects.create(
        key=seen.key,
        event=event,
        registration=row,
        at=seen.at,
        noted_at=seen.now,
        touched_at=seen.now,
        skew_seconds=seen.skew_seconds,
        way=seen.way,
        note=note,
        device=seen.device[:60],
        door_pass=seen.door_pass,
        by=seen.by,
        is_counted=is_counted,
        state_before=state_before,
        undone_at=undone_at,
    )


def _already(row: Registration, counted: CheckIn) -> Answer:
    local = counted.at.astimezone(row.event.space.zone)
    return Answer(AGAIN, f"{row.name} is already in, since {local:%H:%M}.", row, counted.at)


def _refusal(event: Event, row: Registration, verdict: str) -> Answer:
    words = {
        WAITING: f"{row.name} is on the waiting list and has no place yet.",
        CANCELLED: f"{row.name} has cancelled.",
        FULL: f"The room is full: {event.capacity} of {event.capacity} are in.",
    }
    return Answer(verdict, words[verdict], row)


def _other(event: Event, key: int) -> Answer:
    """A ticket of ours that is for something else: it says for what, and where."""
    other = Event.objects.select_related("space").filter(pk=key).first()
    if other is None:
        return Answer(UNKNOWN, "This ticket is for an event that is no longer known.")
    place = "" if other.space_id == event.space_id else f" at {other.space}"
    day = f"{other.starts_local:%A %-d %B, %H:%M}"
    return Answer(OTHER_EVENT, f"This ticket is for another event: “{other}”{place}, {day}.")
