"""When a space is open. (First cut by the lead so that events can be tested; overwrite freely.)"""

from datetime import date, datetime, time, timedelta

from parvis.core.spaces.models import Space


def is_closed_on(space: Space, day: date) -> str | None:
    shut = space.closures.filter(room=None, is_open=False, from_on__lte=day, until_on__gt=day)
    found = shut.first()
    return found.reason if found else None


def opening_intervals(space: Space, first: date, last: date) -> list[tuple[datetime, datetime]]:
    found = []
    for n in range((last - first).days + 1):
        day = first + timedelta(n)
        for hours in space.hours.filter(weekday=day.weekday()):
            end = day + timedelta(1) if hours.closes_at == time() else day
            found.append(
                (
                    datetime.combine(day, hours.opens_at, space.zone),
                    datetime.combine(end, hours.closes_at, space.zone),
                )
            )
    return found
