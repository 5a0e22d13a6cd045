"""Events that come again: planned together, and all that follow changed or cancelled."""

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from parvis.api import asking
from parvis.api.errors import FAILURES, TAKEN
from parvis.api.events import event_seen
from parvis.api.free import offering
from parvis.api.moments import Moment, Slug, Text
from parvis.api.moving import WhyIn
from parvis.api.naming import named, refuse_others
from parvis.api.planning import RepeatKey, Said, Whole, fields_of, repeatable
from parvis.api.spaces import space_called
from parvis.core.events.models import Series
from parvis.core.events.repeating import cancel_following, change_following, plan_series
from parvis.lib.wall_clock import on_clock

router = Router(tags=["Series"], auth=asking.SIGNED_IN)
Length = Annotated[int, Field(ge=1, le=14 * 24 * 60, description="how long each lasts")]


class SeriesIn(Whole):
    """Events that come again by a rule, on the clock of their space."""

    space: Slug
    title: Text
    rule: Text = Field(
        description="an RRULE of RFC 5545 with COUNT or UNTIL",
        examples=["FREQ=WEEKLY;BYDAY=TU;COUNT=10"],
    )
    starts_at: Moment = Field(description="the first start")
    minutes: Length
    without: list[date] = Field([], max_length=1000, description="days that do not take place")


class FollowingIn(Said):
    """What changes of an event and all that follow."""

    title: Text = ""
    starts_at: Moment | None = Field(None, description="the new hour, on the day of this event")
    minutes: Length | None = None


class SeriesOut(Schema):
    """A series. GET /api/events/{first}/occurrences lists those that were published."""

    uid: str
    rule: str
    starts_local: str = Field(description="the first start on the space's clock")
    time_zone: str
    minutes: int
    skipped: list[str]
    first: str = Field(description="uid of its first event")
    count: int = Field(description="how many events it has")


class CancelledOut(Schema):
    """How many events were cancelled."""

    cancelled: int


@router.post("/series", response={201: SeriesOut, **TAKEN})
def plan(request: HttpRequest, said: SeriesIn, repeat_key: RepeatKey = None) -> Status[Any]:
    """Plan drafts by a rule: all of them, or none."""
    space = space_called(said.space)
    refuse_others(request, space)
    length = timedelta(minutes=said.minutes)
    fields = fields_of(said)
    del fields["minutes"], fields["starts_at"]

    def act() -> SeriesOut:
        with offering(space, said.starts_at, said.starts_at + length):
            series = plan_series(
                **{**named(fields, space), "space": space},
                starts_local=on_clock(said.starts_at, space.zone),
                length=length,
                by=asking.user_of(request),
                now=asking.now(),
            )
        return _out(series)

    return Status(201, repeatable(request, repeat_key, act))


@router.patch("/events/{uuid:uid}/following", response={200: SeriesOut, **TAKEN})
def change(request: HttpRequest, uid: UUID, said: FollowingIn) -> SeriesOut:
    """Change an event of a series and all that follow: all of them, or none."""
    event, _ = event_seen(request, uid)
    refuse_others(request, event.space)
    fields = fields_of(said)
    starts_at, minutes = fields.pop("starts_at", None), fields.pop("minutes", None)
    with offering(event.space, starts_at or event.starts_at, event.ends_at):
        series = change_following(
            event=event,
            starts_local=None if starts_at is None else on_clock(starts_at, event.space.zone),
            length=None if minutes is None else timedelta(minutes=minutes),
            by=asking.user_of(request),
            now=asking.now(),
            **named(fields, event.space),
        )
    return _out(series)


@router.post("/events/{uuid:uid}/following/cancel", response={200: CancelledOut, **FAILURES})
def cancel(request: HttpRequest, uid: UUID, said: WhyIn | None = None) -> CancelledOut:
    """Cancel an event of a series and all that follow."""
    event, _ = event_seen(request, uid)
    because = said.because if said else ""
    by, now = asking.user_of(request), asking.now()
    count = cancel_following(event=event, by=by, now=now, because=because)
    return CancelledOut(cancelled=count)


def _out(series: Series) -> SeriesOut:
    first = series.events.order_by("recurs_at").first()
    return SeriesOut(
        uid=str(series.uid),
        rule=series.rule,
        starts_local=series.starts_local,
        time_zone=series.space.time_zone,
        minutes=series.minutes,
        skipped=series.skipped,
        first=str(first.uid) if first else "",
        count=series.events.count(),
    )
