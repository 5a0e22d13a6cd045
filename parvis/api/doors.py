"""The door, for programs: let somebody in by their ticket or their sign-up, list, undo.

A check-in is sent under a key of the client's own, and may be sent again: it counts once. A yes is
200. A no has its reason in `verdict` and leaves no trace: 404 where nobody signed up, else 409.
"""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import IntegrityError
from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field, model_validator

from parvis.api import asking
from parvis.api.errors import FAILURES, ErrorOut
from parvis.api.events import Page
from parvis.api.moments import Moment, MomentOut, Text, shown
from parvis.api.paging import cursor_of, place_of
from parvis.api.planning import Strict
from parvis.api.running import event_run
from parvis.core.events.models import Event
from parvis.core.people.repeats import RepeatError
from parvis.core.registration import door, undoing
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.listings import check_ins_of, inside
from parvis.core.registration.signing_up import refuse_cancelled

router = Router(tags=["The door"], auth=asking.SIGNED_IN)
EARLY = timedelta(days=1)  # before set-up: nobody came in earlier than that

Key = Annotated[int, Field(ge=1, lt=2**63)]


class CheckInIn(Strict):
    """Somebody at the door: the code of their ticket, or the id of their sign-up."""

    key: UUID = Field(description="of your own: sent again, it is one check-in")
    code: Text | None = None
    registration: Key | None = None
    at: Moment | None = Field(None, description="when they came in; null: now")
    over: bool = Field(
        default=False, description="let them in although they have no place, or the room is full"
    )

    @model_validator(mode="after")
    def _names_one(self) -> "CheckInIn":
        if (self.code is None) == (self.registration is None):
            raise ValueError("Give either the code of a ticket or the id of a registration.")
        return self


class CheckedOut(Schema):
    """What the door says. `at`: when they came in, or had come in before."""

    verdict: str = Field(description="in, undone; of a no: see `RefusedOut`")
    words: str
    registration: int | None
    at: MomentOut | None


class RefusedOut(ErrorOut):
    """A no, with its reason: somebody is in already, the room is full, and so on."""

    verdict: Literal[
        "again",
        "full",
        "waiting",
        "cancelled",
        "other-event",
        "unknown",
        "undone",
        "refused",
    ]
    words: str
    registration: int | None
    at: MomentOut | None


class CheckInOut(Schema):
    """A check-in. What was undone, or counts for another, stays listed."""

    key: UUID
    registration: int
    name: str
    at: MomentOut
    noted_at: MomentOut
    way: str = Field(description="scan, name, walk-in, desk, api")
    note: str = Field(description="blank, again, cancelled, waiting, full: what was odd")
    is_counted: bool
    undone_at: MomentOut | None


class CheckInsOut(Schema):
    """A page of check-ins, by when they were."""

    check_ins: list[CheckInOut]
    inside: int = Field(description="how many are in by now, on all pages together")
    next: str | None = Field(description="send it as `cursor` for the next page; null: the last")


ANSWERS: dict[int, Any] = {**FAILURES, 200: CheckedOut, 404: RefusedOut | ErrorOut}
WITH_NO: dict[int, Any] = {**ANSWERS, 409: RefusedOut | ErrorOut}


@router.post("/events/{uuid:uid}/check-ins", response=WITH_NO)
def check_in(request: HttpRequest, uid: UUID, said: CheckInIn) -> Status[Any]:
    """Let somebody in who signed up. 409 and 404 say why not, and leave no trace."""
    event = event_run(request, uid)
    refuse_cancelled(event)
    seen = _seen(request, event, said)
    try:
        return _told(_ask(event, said, seen), event)
    except IntegrityError:
        if CheckIn.objects.filter(key=said.key).exists():
            raise RepeatError(
                "This key stood for another check-in. Send a new key with a new one."
            ) from None
        raise


@router.get("/events/{uuid:uid}/check-ins", response={200: CheckInsOut, **FAILURES})
def list_check_ins(request: HttpRequest, uid: UUID, asked: Query[Page]) -> CheckInsOut:
    """List who came to an event and when, as far as somebody noted it."""
    event = event_run(request, uid)
    rows, place = check_ins_of(event, after=place_of(asked.cursor), most=asked.limit)
    found = [_out(row, event) for row in rows]
    return CheckInsOut(check_ins=found, inside=inside(event), next=cursor_of(place))


@router.post("/events/{uuid:uid}/check-ins/{uuid:key}/undo", response=ANSWERS)
def undo(request: HttpRequest, uid: UUID, key: UUID) -> Status[Any]:
    """Take a check-in back. It stays listed, and counts no more; a second time changes nothing."""
    event = event_run(request, uid)
    answer = undoing.undo(event=event, key=key, by=asking.user_of(request), now=asking.now())
    return _told(answer, event, yes=("undone",))


def _seen(request: HttpRequest, event: Event, said: CheckInIn) -> door.Seen:
    now = asking.now()
    return door.Seen(
        key=said.key,
        at=_when(event, said.at, now),
        way=CheckIn.Way.API,
        now=now,
        by=asking.user_of(request),
        over=said.over,
    )


def _when(event: Event, at: datetime | None, now: datetime) -> datetime:
    """When somebody came in: not later than now, whatever the client's clock says."""
    if at is not None and at < event.books_from - EARLY:
        raise RegistrationError(
            f"Nobody comes in more than a day before set-up for “{event}” begins. Mend `at`."
        )
    return now if at is None else min(at, now)


def _ask(event: Event, said: CheckInIn, seen: door.Seen) -> door.Answer:
    if said.registration is not None:
        return door.let_in(event=event, registration=said.registration, seen=seen)
    return door.scan(event=event, code=said.code or "", seen=seen)


def _told(answer: door.Answer, event: Event, *, yes: tuple[str, ...] = (door.IN,)) -> Status[Any]:
    said: dict[str, Any] = {
        "verdict": answer.verdict,
        "words": answer.words,
        "registration": answer.registration.pk if answer.registration else None,
        "at": shown(answer.at, event.space.zone) if answer.at else None,
    }
    if answer.verdict in yes:
        return Status(200, CheckedOut(**said))
    status = 404 if answer.verdict == door.UNKNOWN else 409
    return Status(status, RefusedOut(error=answer.words, **said))


def _out(row: CheckIn, event: Event) -> CheckInOut:
    zone = event.space.zone
    return CheckInOut(
        key=row.key,
        registration=row.registration_id,
        name=row.registration.name,
        at=shown(row.at, zone),
        noted_at=shown(row.noted_at, zone),
        way=row.way,
        note=row.note,
        is_counted=row.is_counted,
        undone_at=shown(row.undone_at, zone) if row.undone_at else None,
    )
