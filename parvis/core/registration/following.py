"""What a change of an event does to those who signed up: they are told, and places follow."""

from parvis.core.events.afterwards import Reminder
from parvis.core.events.errors import EventError
from parvis.core.events.hooks import Change
from parvis.core.ground.posting import post_many
from parvis.core.registration.letters import event_cancelled, event_changed
from parvis.core.registration.models import HOLDING, Registration
from parvis.core.registration.places import rules_of
from parvis.core.registration.reminding import VISITORS
from parvis.core.registration.waiting import pass_on

State = Registration.State
CONCERNED = (*HOLDING, State.WAITING)
WORTH_A_MAIL = frozenset({"starts_at", "ends_at", "room"})


def follow_event(change: Change) -> None:
    """Tell everybody of a cancellation, or of another hour or room; let places follow a capacity.

    The event's row is locked by whoever changes it. Raises EventError for a capacity under what is
    promised.
    """
    if change.action == "cancel":
        _call_off(change)
    elif change.action == "change":
        if "starts_at" in change.fields:
            _shift(change)
        if "capacity" in change.fields:
            _refuse_too_few(change)
            pass_on(change.event, now=change.now)
        if WORTH_A_MAIL & set(change.fields) and change.event.ends_at > change.now:
            _tell_of_change(change)


def _shift(change: Change) -> None:
    """No offer outlives the start, wherever that is now; and the day before is another one."""
    offers = Registration.objects.filter(event=change.event, state=State.OFFERED)
    late = offers.filter(offered_until__gt=change.event.starts_at)
    late.update(offered_until=change.event.starts_at, changed_at=change.now)
    Reminder.objects.filter(event=change.event, what=VISITORS).delete()


def _call_off(change: Change) -> None:
    if change.event.ends_at <= change.now:
        return  # it is over: nobody was on their way
    letters = [event_cancelled(row, because=change.because) for row in _concerned(change)]
    post_many(letters, now=change.now)
    open_offers = Registration.objects.filter(event=change.event, state=State.OFFERED)
    open_offers.update(state=State.WAITING, offered_until=None, changed_at=change.now)


def _tell_of_change(change: Change) -> None:
    post_many([event_changed(row) for row in _concerned(change)], now=change.now)


def _concerned(change: Change) -> list[Registration]:
    rows = Registration.objects.filter(event=change.event, state__in=CONCERNED).exclude(email="")
    found = list(rows)
    for row in found:
        row.event = change.event  # as it is now, loaded once
    return found


def _refuse_too_few(change: Change) -> None:
    places = change.event.capacity
    held = Registration.objects.filter(event=change.event, state__in=HOLDING, is_over=False).count()
    rules = rules_of(change.event)
    if places is None or held <= places or (rules is not None and rules.admits is not None):
        return
    raise EventError(
        f"{held} people have a place at “{change.event}”, so it cannot be for {places}. Keep at "
        f"least {held} places, or cancel some sign-ups first."
    )
