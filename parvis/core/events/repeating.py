"""Events that come again: planned together, changed one by one or all that follow.

`by` is who does it; None stands for the command line.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import transaction

from parvis.core.events.actions import NONE, OVER, answer, refuse_over, set_fields, touch
from parvis.core.events.booking import lock, save_all_booked
from parvis.core.events.errors import EventError
from parvis.core.events.hooks import Change, tell_followers
from parvis.core.events.models import Event, Series
from parvis.core.events.plausible import refuse_implausible, refuse_past
from parvis.core.events.recurrence import (
    UTC_FORM,
    Occurrence,
    canonical,
    occurrences,
    parts_of,
    text_of,
)
from parvis.core.events.rules import refuse_planning
from parvis.core.events.told import tell_askers
from parvis.core.ground.actions import record
from parvis.core.pathways.models import FocusArea
from parvis.core.people.models import User
from parvis.core.spaces.models import Space
from parvis.lib.wall_clock import NoSuchTimeError, moment

LOCAL = "%Y-%m-%dT%H:%M"


def plan_series(
    *,
    space: Space,
    title: str,
    rule: str,
    starts_local: datetime,
    length: timedelta,
    by: User | None,
    now: datetime,
    without: Iterable[date] = (),
    setup: timedelta = NONE,
    clearup: timedelta = NONE,
    further_areas: Iterable[FocusArea] = (),
    **fields: Any,
) -> Series:
    """Plan drafts by a rule (RRULE), from `starts_local` on the space's clock. All, or none.

    `without` are days of the space that the rule names and that do not take place. Errors as for
    `plan_event`, and EventError for a rule that cannot be.
    """
    refuse_planning(by, space, now)
    kept = canonical(rule, space.zone)
    times = occurrences(kept, starts_local, space.zone)
    skipped = [one for one in times if one.local.date() in set(without)]
    refuse_past(times[0].at, now)
    around = (setup, clearup)
    with transaction.atomic():
        series = Series.objects.create(
            space=space,
            rule=kept,
            starts_local=starts_local.strftime(LOCAL),
            minutes=int(length.total_seconds() // 60),
            skipped=[one.local.strftime(LOCAL) for one in skipped],
        )
        drafts = [
            _draft(series, one, length, {"title": title, **fields}, around=around, now=now)
            for one in times
            if one not in skipped
        ]
        save_all_booked(drafts)
        for draft in drafts if further_areas else ():
            draft.further_areas.set(further_areas)
        answer(fields.get("need"), fields.get("proposal"), by=by, now=now)
        record(action="events.plan-series", target=series, by=by, now=now, rule=kept, n=len(drafts))
    return series


def change_following(
    *,
    event: Event,
    by: User | None,
    now: datetime,
    starts_local: datetime | None = None,
    length: timedelta | None = None,
    setup: timedelta | None = None,
    clearup: timedelta | None = None,
    further_areas: Iterable[FocusArea] | None = None,
    **fields: Any,
) -> Series:
    """Change an event of a series and all that follow: what is said, hour, room, time around.

    Those before stay a series that ends there. An event that was moved on its own keeps its own
    time. Raises EventError for an event of no series, one that is over, or another day; the rest
    as for `plan_event`. All change, or none.
    """
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        series, following = _locked(event)
        before = {one.pk: _told(one) for one in following}
        shift = _shift(following[0], starts_local)
        later = _cut(series, following[0], shift, length)
        around = (setup, clearup)
        moved = [_moved(one, shift, length, fields, around=around, now=now) for one in following]
        for one in moved:
            one.series = later
        _save_moved(moved)
        for one in moved if further_areas is not None else ():
            if one.state not in OVER:
                one.further_areas.set(further_areas or ())
        record(
            action="events.change-following",
            target=later,
            by=by,
            now=now,
            n=len(moved),
            changed=sorted(fields),
        )
        for one in moved:
            if one.state not in OVER:
                tell_followers(Change(one, "change", by, now, _differing(before[one.pk], one)))
    return later


def cancel_following(*, event: Event, by: User | None, now: datetime, because: str = "") -> int:
    """Cancel an event of a series and all that follow. Returns how many. Raises EventError."""
    refuse_planning(by, event.space, now)
    with transaction.atomic():
        _, following = _locked(event)
        coming = [one for one in following if one.state not in OVER]
        for one in coming:
            one.state = Event.State.CANCELLED
            touch(one, now)
            one.save(update_fields=["state", "sequence", "changed_at"])
            record(action="events.cancel", target=one, by=by, now=now, because=because.strip())
            tell_askers(one, "cancel", because=because.strip(), now=now)
            tell_followers(Change(one, "cancel", by, now, because=because.strip()))
    return len(coming)


def _told(event: Event) -> dict[str, Any]:
    """What those who follow an event want to know of it."""
    told = ("title", "capacity", "starts_at", "ends_at")
    return {"room": event.room_id, **{name: getattr(event, name) for name in told}}


def _differing(before: dict[str, Any], event: Event) -> list[str]:
    return [name for name, value in _told(event).items() if before[name] != value]


def _draft(
    series: Series,
    one: Occurrence,
    length: timedelta,
    fields: dict[str, Any],
    *,
    around: tuple[timedelta, timedelta],
    now: datetime,
) -> Event:
    event = Event(
        space=series.space,
        series=series,
        recurs_at=one.at,
        starts_at=one.at,
        ends_at=one.at + length,
        changed_at=now,
    )
    set_fields(event, fields)
    event.book(setup=around[0], clearup=around[1])
    refuse_implausible(event)
    return event


def _locked(event: Event) -> tuple[Series, list[Event]]:
    """Return the series of an event and its events from this one on, locked."""
    if event.series_id is None or event.recurs_at is None:
        raise EventError(f"“{event}” is not part of a series. Change it alone.")
    series = Series.objects.select_for_update().get(pk=event.series_id)
    rest = Event.objects.select_for_update(no_key=True).filter(
        series=series, recurs_at__gte=event.recurs_at
    )
    # Locked in the order of their keys, as whoever else locks several events does.
    following = sorted(rest.order_by("pk"), key=attrgetter("recurs_at"))
    refuse_over(following[0])
    return series, following


def _shift(first: Event, starts_local: datetime | None) -> timedelta:
    """By how much the hour changes on the clock. Raises EventError for another day."""
    if starts_local is None:
        return timedelta()
    was = _recurs_local(first)
    if starts_local.date() != was.date():
        raise EventError(
            "All that follow keep their days; only the hour can change. To move them to another "
            "day, cancel them and plan a new series."
        )
    return starts_local - was


def _recurs_local(event: Event) -> datetime:
    """When the rule put it, on the space's clock."""
    if event.recurs_at is None:
        raise EventError(f"“{event}” is not part of a series.")
    return event.recurs_at.astimezone(event.space.zone).replace(tzinfo=None)


def _cut(series: Series, first: Event, shift: timedelta, length: timedelta | None) -> Series:
    """End a series before `first`, and return the one that goes on from there."""
    begins = _recurs_local(first)
    times = occurrences(series.rule, _local(series.starts_local), series.space.zone)
    before = [one for one in times if one.local < begins]
    skipped = [_local(text) for text in series.skipped]
    later = series if not before else Series(space=series.space)
    parts = parts_of(series.rule)
    if "COUNT" in parts:
        parts["COUNT"] = str(len(times) - len(before))
    elif shift:  # the last start moves with its hour
        last = moment(times[-1].local + shift, series.space.zone)
        parts["UNTIL"] = last.strftime(UTC_FORM)
    if before:
        _end(series, before, [one for one in skipped if one < begins])
    later.rule = text_of(parts)
    later.starts_local = (begins + shift).strftime(LOCAL)
    later.minutes = series.minutes if length is None else int(length.total_seconds() // 60)
    later.skipped = [(one + shift).strftime(LOCAL) for one in skipped if one >= begins]
    later.save()
    return later


def _end(series: Series, before: Sequence[Occurrence], skipped: Sequence[datetime]) -> None:
    parts = parts_of(series.rule)
    parts.pop("COUNT", None)
    parts["UNTIL"] = before[-1].at.strftime(UTC_FORM)
    series.rule = text_of(parts)
    series.skipped = [one.strftime(LOCAL) for one in skipped]
    series.save()


def _moved(
    event: Event,
    shift: timedelta,
    length: timedelta | None,
    fields: dict[str, Any],
    *,
    around: tuple[timedelta | None, timedelta | None],
    now: datetime,
) -> Event:
    """Set an event of a series to its new hour, unless it was moved on its own before."""
    setup = event.setup if around[0] is None else around[0]
    clearup = event.clearup if around[1] is None else around[1]
    lasts = event.ends_at - event.starts_at
    was_moved = event.starts_at != event.recurs_at
    event.recurs_at = _shifted(event, shift)
    if event.state in OVER:
        return event
    set_fields(event, fields)
    if not was_moved:
        event.starts_at = event.recurs_at
        event.ends_at = event.starts_at + (length or lasts)
    event.book(setup=setup, clearup=clearup)
    refuse_implausible(event)
    touch(event, now)
    return event


def _shifted(event: Event, shift: timedelta) -> datetime:
    try:
        return moment(_recurs_local(event) + shift, event.space.zone)
    except NoSuchTimeError as error:
        raise EventError(str(error)) from error


def _save_moved(moved: Sequence[Event]) -> None:
    """Save events that may stand in each other's old hours: out of the way first, then in."""
    if moved[0].room is not None:
        lock(moved[0].room)
    coming = [one for one in moved if one.state not in OVER]
    Event.objects.filter(pk__in=[one.pk for one in coming]).update(room=None)
    for one in moved:
        if one.state in OVER:
            one.save(update_fields=["series", "recurs_at"])
    save_all_booked(coming)


def _local(text: str) -> datetime:
    return datetime.strptime(text, LOCAL)  # noqa: DTZ007 - on the space's clock
