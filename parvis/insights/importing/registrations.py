"""Writing imported sign-ups: what is new, never more than there are places, and nothing twice.

All of it under the event's lock, and through the guard of the database like any other sign-up.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from parvis.core.events.models import Event
from parvis.core.events.rules import refuse_planning
from parvis.core.ground.actions import record
from parvis.core.people.models import User
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.excluding import standing_exclusions
from parvis.core.registration.letters import confirm, confirm_waiting
from parvis.core.registration.models import Registration
from parvis.core.registration.places import Standing, locked, standing
from parvis.core.registration.signing_up import refuse_cancelled
from parvis.core.registration.waiting import pass_on
from parvis.insights.importing.sign_up_rows import Told, read_sign_ups
from parvis.measure.sources.base import SetAside

BATCH = 500
ELSEWHERE = "elsewhere"  # which words they agreed to: not ours
State, Note = Registration.State, CheckIn.Note
NOTES = {State.CONFIRMED: Note.NONE, State.OFFERED: Note.NONE, State.CANCELLED: Note.CANCELLED}


class SignUpImportError(Exception):
    """An import of sign-ups that cannot be: why, and what to do."""


@dataclass
class SignUpReport:
    """What an import did. `left_out`: of how many rows a consent, or having come, is not kept."""

    source: str
    event: str
    new: int = 0
    states: dict[str, int] = field(default_factory=dict)  # of what is new
    same: int = 0
    came: int = 0
    written: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    set_aside: list[SetAside] = field(default_factory=list)


@dataclass(frozen=True)
class _Import:
    """One import: into which event, from what, by whom and when; and what is told of it."""

    event: Event
    file: Path
    by: User | None
    now: datetime
    report: SignUpReport

    def set_aside(self, place: str, problem: str, remedy: str) -> None:
        self.report.set_aside.append(SetAside(str(self.file), place, problem, remedy))


def import_registrations(
    *, file: Path, event: str, write: bool, by: User | None, now: datetime
) -> SignUpReport:
    """Import a table of who signed up for an event. A second import changes nothing.

    Rows get places in the order of the file, as long as there are any; the others wait. An address
    that has signed up keeps what it has, and is only noted as there where the table says so.
    `write`: write to everybody who is new, which is possible until the event is over.
    Raises SourceError for a file that cannot be read, NotAllowedError, ClosedError for an event
    that is cancelled, SignUpImportError.
    """
    found = _event(event)
    refuse_planning(by, found.space, now)
    if write and now >= found.ends_at:
        raise SignUpImportError(f"“{found}” is over: import without writing to people.")
    report = SignUpReport(f"sign-ups-{str(found.uid)[:8]}", str(found))
    told = _only_once(_Import(found, file, by, now, report))
    with transaction.atomic():
        run = _Import(locked(found), file, by, now, report)
        refuse_cancelled(run.event)
        fresh, here = _sign_up(run, told)
        _note_who_came(run, told, here)
        if write:
            _write_to(run, fresh)
        if report.new or report.came:
            did = {"new": report.new, "came": report.came}
            record(action="registration.import", target=run.event, by=by, now=now, **did)
    return report


def _event(uid: str) -> Event:
    try:
        found = Event.objects.filter(uid=UUID(uid)).select_related("space").first()
    except ValueError:
        found = None
    if found is None:
        raise SignUpImportError(f"There is no event {uid}. Its uid stands in its page's address.")
    return found


def _only_once(run: _Import) -> dict[str, Told]:
    """Return the sign-ups by their address; one that comes again is set aside."""
    found: dict[str, Told] = {}
    left_out = run.report.left_out
    for row in read_sign_ups(run.file, run.event, run.now):
        if isinstance(row, SetAside):
            run.report.set_aside.append(row)
        elif row.key in found:
            problem = f"its address stands in {found[row.key].place} already"
            run.set_aside(row.place, problem, "Keep one row for each person.")
        else:
            found[row.key] = row
            left_out.update({what: left_out.get(what, 0) + 1 for what in row.left_out})
    return found


def _sign_up(
    run: _Import, told: Mapping[str, Told]
) -> tuple[list[Registration], dict[str, Registration]]:
    """Write who is new. Return them, and everybody who is there now, by address."""
    rows = Registration.objects.filter(event=run.event).exclude(email_key="")
    known = {row.email_key: row for row in rows}
    new = [one for key, one in told.items() if key not in known]
    fresh = list(_rows(run, list(_who_may(run, new)), standing(run.event)))
    Registration.objects.bulk_create(fresh, batch_size=BATCH)
    run.report.new, run.report.same = len(fresh), len(told) - len(new)
    run.report.states = {state: sum(row.state == state for row in fresh) for state in SHOWN}
    return fresh, known | {row.email_key: row for row in fresh}


SHOWN = (State.CONFIRMED.value, State.WAITING.value, State.CANCELLED.value)


def _who_may(run: _Import, new: Iterable[Told]) -> Iterator[Told]:
    """Set aside who may not come to an event that is not over. One query."""
    here = standing_exclusions(run.now).filter(Q(space=None) | Q(space=run.event.space))
    is_over = run.now >= run.event.ends_at
    out = set() if is_over else set(here.values_list("email_key", flat=True))
    for one in new:
        if one.key in out and one.state != State.CANCELLED:
            run.set_aside(one.place, "we cannot take this sign-up", "Ask the stewards about it.")
        else:
            yield one


def _rows(run: _Import, new: Iterable[Told], found: Standing) -> Iterator[Registration]:
    """Places in the order of the table, while there are any and nobody waited before it."""
    free = 0 if found.anybody_waits and found.limit is not None else found.free
    for number, one in enumerate(new, found.last + 1):
        state = one.state or State.CONFIRMED.value
        if state == State.CONFIRMED and free is not None:
            state = State.CONFIRMED.value if free > 0 else State.WAITING.value
            free -= state == State.CONFIRMED
        yield _row(run, one, number, state)


def _row(run: _Import, one: Told, number: int, state: str) -> Registration:
    return Registration(
        event=run.event,
        number=number,
        state=state,
        origin=Registration.Origin.API,
        name=one.name,
        email=one.email,
        email_key=one.key,
        form_key=uuid5(run.event.uid, f"sign-up {one.key}"),
        asked_at=one.asked_at or run.now,
        changed_at=run.now,
        consent_texts=ELSEWHERE if one.allows else "",
        **{f"{purpose}_since": one.allowed_at for purpose in one.allows},
    )


def _note_who_came(
    run: _Import, told: Mapping[str, Told], here: Mapping[str, Registration]
) -> None:
    """Note who the table says was there, unless the door has said something of them already."""
    seen = set(CheckIn.objects.filter(event=run.event).values_list("registration", flat=True))
    came = [
        _check_in(run, key, here[key], one.came_at)
        for key, one in told.items()
        if one.came_at is not None and key in here and here[key].pk not in seen
    ]
    CheckIn.objects.bulk_create(came, batch_size=BATCH)
    run.report.came = len(came)


def _check_in(run: _Import, key: str, row: Registration, at: datetime) -> CheckIn:
    return CheckIn(
        key=uuid5(run.event.uid, f"came {key}"),
        event=run.event,
        registration=row,
        at=at,
        noted_at=run.now,
        touched_at=run.now,
        way=CheckIn.Way.DESK,
        note=NOTES.get(State(row.state), Note.WAITING),
        by=run.by,
    )


def _write_to(run: _Import, fresh: Iterable[Registration]) -> None:
    """Write to who is new and has not cancelled; then offer what is free to who waits."""
    letters = {State.CONFIRMED: confirm, State.WAITING: confirm_waiting}
    for row in fresh:
        letter = letters.get(State(row.state))
        if letter is not None:
            letter(row, now=run.now)
            run.report.written += 1
    pass_on(run.event, now=run.now)
