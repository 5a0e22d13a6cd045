"""The grid of a week and its plan, without a database and without the web."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from parvis.core.events.models import Event
from parvis.core.events.week import Calendar, build_week, columns, plan_by_week
from parvis.core.spaces.models import Space
from parvis.core.spaces.rooms import Room

PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 3, 23)  # the clocks change on its Sunday
SPACE = Space(pk=1, time_zone="Europe/Paris")
HALL, ATTIC = (Room(pk=pk, name=name, space=SPACE) for pk, name in ((1, "Hall"), (2, "Attic")))


def at(days, hour):
    return datetime.combine(MONDAY + timedelta(days), datetime.min.time(), PARIS).replace(hour=hour)


def event(room, days, first, last):
    made = Event(space=SPACE, room=room, starts_at=at(days, first), ends_at=at(days, last))
    made.book()
    return made


def grid(events, *, now=datetime(2026, 3, 1, tzinfo=UTC), rooms=(HALL,), **calendar):
    hours = {MONDAY + timedelta(n): [(at(n, 9), at(n, 18))] for n in range(7)}
    known = Calendar(**{"hours": hours, "closed": {}, "rooms_shut": {}, **calendar})
    return build_week(MONDAY, zone=PARIS, rooms=list(rooms), events=events, calendar=known, now=now)


def shown(cell):
    return [(e.start.hour, e.end.hour, e.event is not None) for e in cell.entries]


def test_day_holds_events_and_what_they_leave_free():
    days = grid([event(HALL, 6, 12, 14)])

    assert shown(days[0].cells[0]) == [(9, 18, False)]
    assert shown(days[6].cells[0]) == [(9, 12, False), (12, 14, True), (14, 18, False)]


def test_gap_of_less_than_half_an_hour_and_time_gone_by_are_not_offered():
    first, second = event(HALL, 0, 9, 12), event(HALL, 0, 12, 18)
    second.starts_at += timedelta(minutes=20)
    second.book()

    assert [entry.event for entry in grid([first, second])[0].cells[0].entries] == [first, second]
    days = grid([], now=at(1, 11) + timedelta(minutes=10))
    assert [shown(day.cells[0]) for day in days[:2]] == [[], [(11, 18, False)]]
    assert days[1].cells[0].entries[0].start.minute == 30
    assert [day.is_past for day in days[:2]] == [True, False]


def test_closed_day_keeps_its_events_and_offers_nothing():
    days = grid([event(HALL, 0, 10, 12)], closed={MONDAY: "painting"})

    assert shown(days[0].cells[0]) == [(10, 12, True)]
    assert days[0].closed == "painting"


def test_what_is_on_in_no_room_has_a_column_of_its_own():
    assert columns([HALL], []) == [HALL]
    assert columns([], []) == [None]
    assert columns([HALL], [event(None, 0, 9, 10), event(ATTIC, 0, 9, 10)]) == [HALL, ATTIC, None]


def test_plan_counts_pending_apart_and_asks_nothing_of_a_closed_week():
    second = MONDAY + timedelta(7)
    booked = [(MONDAY, "published"), (MONDAY, "draft"), (MONDAY + timedelta(6), "held")]
    closed = {second + timedelta(n): "moving" for n in range(7)}

    weeks = plan_by_week([MONDAY, second], wanted=4, booked=booked, closed=closed)

    assert [(w.booked, w.pending, w.missing, w.wanted) for w in weeks] == [
        (2, 1, 1, 4),
        (0, 0, 0, 0),
    ]
    assert weeks[0].marks == ["sure", "sure", "pending", "open"]
    assert weeks[1].closed == "moving"
