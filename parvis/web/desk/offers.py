"""What is free instead, where a room is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from parvis.core.events.clashes import always_free, always_free_at, free_rooms, free_times
from parvis.core.events.errors import RoomTakenError
from parvis.core.events.week import bounds
from parvis.core.spaces.openings import openings
from parvis.core.spaces.rooms import Room
from parvis.web.desk.forms import EventForm

STEP, MOST = timedelta(minutes=30), 6  # between two starts of a series; how many are offered
FROM, UNTIL = time(8), time(23)  # where a space has not said when it is open


@dataclass(frozen=True)
class Offers:
    """Other rooms at that time, and other starts in that room on that day."""

    rooms: list[Room]
    starts: list[tuple[str, str]]  # as a form takes it; from when to when the room is free
    is_series: bool = False  # then all of them on every day of the series


def offers(form: EventForm, error: RoomTakenError) -> Offers:
    given, space = form.cleaned_data, form.space
    start = given["starts_at"] - given["setup"]
    end = given["starts_at"] + given["length"] + given["clearup"]
    day = given["day"]
    hours = openings([space], day, day)[space.pk].hours.get(day, [])
    opens = min([begins for begins, _ in hours], default=_at(form, FROM))
    closes = max([*(ends for _, ends in hours), _at(form, UNTIL)])
    stretch = (opens, min(closes, bounds(day, space.zone)[1]))
    free = free_times(error.room, [stretch], end - start)
    return Offers(
        rooms=list(free_rooms(space, start, end)),
        starts=[_start(form, gap) for gap in free],
    )


def series_offers(
    form: EventForm,
    error: RoomTakenError,
    times: Sequence[datetime],
    *,
    besides: Sequence[int] = (),
) -> Offers:
    """What is free at all of these starts: other rooms, and other hours of the same room.

    `besides` are the keys of the series' own events, which make room for themselves. The hours are
    those nearest to the one that was typed; on days without opening hours, none.
    """
    given, space = form.cleaned_data, form.space
    setup, length = given["setup"], given["setup"] + given["length"] + given["clearup"]
    stretches = [(at - setup, at - setup + length) for at in times]
    days = [at.astimezone(space.zone).date() for at in times]
    hours = openings([space], days[0], days[-1])[space.pk].hours
    open_hours = [hours.get(day, []) for day in days]
    begins = always_free_at(error.room, open_hours, length, STEP, besides=besides)
    clock = [(datetime.combine(days[0], at) + setup).time() for at in begins]
    near = sorted(clock, key=lambda at: abs(_minutes(at) - _minutes(given["start"])))[:MOST]
    shown = [(f"{at:%H:%M}", f"{at:%H:%M}") for at in sorted(near)]
    rooms = always_free(space, stretches, besides=besides)
    return Offers(rooms=rooms, starts=shown, is_series=True)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _at(form: EventForm, hour: time) -> datetime:
    return datetime.combine(form.cleaned_data["day"], hour, form.space.zone)


def _start(form: EventForm, gap: tuple[datetime, datetime]) -> tuple[str, str]:
    zone = form.space.zone
    begins = (gap[0] + form.cleaned_data["setup"]).astimezone(zone)
    return (
        f"{begins:%H:%M}",
        f"{gap[0].astimezone(zone):%H:%M} to {gap[1].astimezone(zone):%H:%M}",
    )
