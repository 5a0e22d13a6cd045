"""One of several writers that book rooms at random: run by test_bookings.py as a process.

Arguments: seed, attempts. Prints one JSON object: how many bookings were accepted and refused,
and what went otherwise.
"""

import json
import os
import random
import sys
from datetime import UTC, datetime, timedelta

import django

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
DAYS = 10


def main(seed, attempts):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
    django.setup()
    from parvis.core.spaces.models import Space  # noqa: PLC0415  # needs Django
    from parvis.core.spaces.rooms import Room  # noqa: PLC0415

    draw, said = random.Random(seed), {"accepted": 0, "refused": 0, "unnamed": [], "other": []}
    rooms = list(Room.objects.select_related("space").order_by("pk"))
    Space.objects.count()
    for number in range(attempts):
        attempt(draw, rooms, f"{seed}-{number}", said)
    return said


def attempt(draw, rooms, title, said):
    from parvis.core.events.errors import EventError, RoomTakenError  # noqa: PLC0415

    try:
        choose(draw)(draw, draw.choice(rooms), title)
        said["accepted"] += 1
    except RoomTakenError as error:
        named = error.clashes and all(clash.title in str(error) for clash in error.clashes[:3])
        said["refused" if named else "unnamed"] += 1 if named else [str(error)]
    except EventError as error:
        said["other"].append(str(error))


def choose(draw):
    return draw.choices([one, series, move, cancel_one], [80, 5, 10, 5])[0]


def drawn_hours(draw):
    start = NOW + timedelta(1) + draw.randrange(DAYS * 96) * QUARTER
    return start, start + draw.randint(1, 16) * QUARTER


def one(draw, room, title):
    from parvis.core.events.actions import plan_event  # noqa: PLC0415

    start, end = drawn_hours(draw)
    around = {"setup": draw.randint(0, 2) * QUARTER, "clearup": draw.randint(0, 2) * QUARTER}
    hours = {"starts_at": start, "ends_at": end, **around}
    plan_event(space=room.space, room=room, title=title, by=None, now=NOW, **hours)


def series(draw, room, title):
    from parvis.core.events.repeating import plan_series  # noqa: PLC0415

    start, end = drawn_hours(draw)
    local = start.astimezone(room.space.zone).replace(tzinfo=None)
    rule = draw.choice(["FREQ=WEEKLY;COUNT=4", "FREQ=DAILY;COUNT=3"])
    fields = {"space": room.space, "room": room, "title": title, "length": end - start}
    plan_series(rule=rule, starts_local=local, by=None, now=NOW, **fields)


def move(draw, room, title):
    from parvis.core.events.actions import change_event  # noqa: PLC0415
    from parvis.core.events.models import Event  # noqa: PLC0415

    event = Event.objects.exclude(state="cancelled").filter(room=room).order_by("?").first()
    if event is not None:
        start, end = drawn_hours(draw)
        change_event(event=event, by=None, now=NOW, starts_at=start, ends_at=end)


def cancel_one(draw, room, title):
    from parvis.core.events.models import Event  # noqa: PLC0415
    from parvis.core.events.moves import cancel  # noqa: PLC0415

    drafts = Event.objects.filter(room=room, state="draft", series=None)
    event = drafts.filter(title__startswith=title.split("-")[0]).order_by("?").first()
    if event is not None:
        cancel(event=event, by=None, now=NOW)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
