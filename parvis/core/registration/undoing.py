"""Taking a check-in back: what somebody got by it goes back with it, and on to who waits."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from parvis.core.events.models import Event
from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.registration.checkins import CheckIn, EarlyUndo
from parvis.core.registration.door import UNDONE, UNKNOWN, Answer, locked_row
from parvis.core.registration.models import Registration
from parvis.core.registration.places import locked
from parvis.core.registration.waiting import pass_on

Note = CheckIn.Note
State = Registration.State
NOTHING_TO_UNDO = Answer(UNKNOWN, "There is nothing to undo: this check-in never arrived.")


def undo(
    *, event: Event, key: UUID, now: datetime, by: User | None = None, may_come_later: bool = False
) -> Answer:
    """Take a check-in back. Where a second device let the same person in, that one counts now.

    What somebody got by it, a place or a sign-up as a walk-in, goes back with it. `may_come_later`:
    the check-in is still on its way, and is undone when it arrives.
    """
    with transaction.atomic():
        event = locked(event)
        found = CheckIn.objects.filter(event=event, key=key).select_related("registration").first()
        if found is None:
            return _undo_later(event, key, now) if may_come_later else NOTHING_TO_UNDO
        row = locked_row(event, found.registration_id, key)  # whoever checks in waits
        mine = CheckIn.objects.select_for_update().get(pk=found.pk)
        if row is not None and mine.undone_at is None:
            mine.undone_at, mine.touched_at, mine.is_counted = now, now, False
            mine.save(update_fields=["undone_at", "touched_at", "is_counted"])
            if not _count_another(mine, now):
                _give_back(event, row, by, now)
            record(action="registration.undo", target=mine, by=by, now=now)
    return Answer(UNDONE, f"{found.registration.name} is not in.", registration=row)


def _undo_later(event: Event, key: UUID, now: datetime) -> Answer:
    EarlyUndo.objects.get_or_create(key=key, defaults={"event": event, "noted_at": now})
    return Answer(UNDONE, "This check-in has not arrived. It is undone when it does.")


def _give_back(event: Event, row: Registration, by: User | None, now: datetime) -> None:
    """Nobody let them in any more: what they got at the door goes back, and on to who waits."""
    by_door = CheckIn.objects.filter(registration=row).exclude(state_before="")
    before = by_door.order_by("pk").values_list("state_before", flat=True).first()
    if row.origin == Registration.Origin.WALK_IN:
        before = before or State.CANCELLED
    if before is None or row.state != State.CONFIRMED:
        return
    row.state, row.is_over, row.changed_at = before, False, now
    row.save(update_fields=["state", "is_over", "changed_at"])
    record(action="registration.give-back", target=row, by=by, now=now, state=before)
    pass_on(event, now=now)


def _count_another(undone: CheckIn, now: datetime) -> bool:
    """Let another check-in of the same person count. False where there is none."""
    rest = CheckIn.objects.filter(registration=undone.registration_id, undone_at=None)
    first = rest.order_by("at", "pk").first()
    if first is not None and not first.is_counted:
        first.is_counted, first.touched_at = True, now
        first.note = "" if first.note == Note.AGAIN else first.note
        first.save(update_fields=["is_counted", "touched_at", "note"])
    return first is not None
