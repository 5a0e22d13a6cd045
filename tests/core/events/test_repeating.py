from datetime import UTC, date, datetime, timedelta

import pytest

from parvis.core.events.actions import change_event
from parvis.core.events.errors import EventError, RoomTakenError
from parvis.core.events.models import Event, Series
from parvis.core.events.moves import cancel
from parvis.core.events.repeating import cancel_following, change_following, plan_series
from parvis.core.ground.models import LogEntry
from parvis.core.pathways.models import FocusArea

from .conftest import HOUR

FIRST = datetime(2026, 3, 19, 19)


@pytest.fixture
def weekly(space, hall, area, now):
    def make(rule="FREQ=WEEKLY;COUNT=4", **changes):
        fields = {"title": "Hack night", "starts_local": FIRST, "length": 2 * HOUR, "room": hall}
        fields |= {"space": space, "area": area, "by": None, "now": now, **changes}
        return plan_series(rule=rule, **fields)

    return make


def starts(series):
    """Local starts of its events that are on."""
    events = series.events.exclude(state="cancelled").order_by("starts_at")
    return [f"{event.starts_local:%m-%d %H:%M}" for event in events]


def test_series_makes_an_event_for_each_time(weekly):
    series = weekly(without=[date(2026, 3, 26)])

    assert starts(series) == ["03-19 19:00", "04-02 19:00", "04-09 19:00"]
    assert series.skipped == ["2026-03-26T19:00"]
    assert {event.recurs_at == event.starts_at for event in series.events.all()} == {True}
    assert series.events.last().starts_at == datetime(2026, 4, 9, 17, tzinfo=UTC)


def test_series_is_made_whole_or_not_at_all(weekly, hall, plan):
    taken = datetime(2026, 4, 2, 18, tzinfo=UTC)
    plan("Choir", room=hall, starts_at=taken, ends_at=taken + HOUR)

    with pytest.raises(RoomTakenError, match="Thursday 2 April 2026, 20:00 to 21:00 by “Choir”"):
        weekly()

    assert (Series.objects.count(), Event.objects.count()) == (0, 1)
    assert len(starts(weekly(without=[date(2026, 4, 2)]))) == 3


def test_series_does_not_stand_in_its_own_way(weekly):
    with pytest.raises(EventError, match="Two of these events want Main hall at one time"):
        weekly("FREQ=DAILY;COUNT=3", length=30 * HOUR)
    assert not Event.objects.exists()


def test_one_of_a_series_changes_alone(weekly, now):
    series = weekly()
    second = series.events.all()[1]

    change_event(event=second, by=None, now=now, starts_at=second.starts_at - HOUR)
    cancel(event=series.events.all()[3], by=None, now=now)

    assert starts(series) == ["03-19 19:00", "03-26 18:00", "04-02 19:00"]
    assert series.events.all()[1].recurs_at == second.recurs_at


def test_all_that_follow_change_together(weekly, attic, now):
    series = weekly(without=[date(2026, 4, 9)])
    second = series.events.all()[1]

    later = change_following(
        event=second,
        by=None,
        now=now,
        starts_local=datetime(2026, 3, 26, 18),
        length=HOUR,
        title="Early night",
        room=attic,
    )

    assert starts(series) == ["03-19 19:00"]
    assert starts(later) == ["03-26 18:00", "04-02 18:00"]
    series.refresh_from_db()
    assert series.rule == "FREQ=WEEKLY;UNTIL=20260319T180000Z"
    assert (later.rule, later.starts_local) == ("FREQ=WEEKLY;COUNT=3", "2026-03-26T18:00")
    assert (later.skipped, later.minutes) == (["2026-04-09T18:00"], 60)
    assert {(one.title, one.room, one.sequence) for one in later.events.all()} == {
        ("Early night", attic, 1)
    }
    assert {one.recurs_at == one.starts_at for one in later.events.all()} == {True}


def test_change_from_the_first_on_keeps_the_series(weekly, now):
    series = weekly("FREQ=WEEKLY;UNTIL=20260409")

    later = change_following(
        event=series.events.first(), by=None, now=now, starts_local=datetime(2026, 3, 19, 20)
    )

    assert later == series
    assert starts(later) == ["03-19 20:00", "03-26 20:00", "04-02 20:00", "04-09 20:00"]
    assert later.rule == "FREQ=WEEKLY;UNTIL=20260409T180000Z"


def test_hour_moves_by_less_than_its_length(weekly, now):
    """Each event stands in the old hour of the next while they move."""
    series = weekly("FREQ=DAILY;COUNT=3", length=20 * HOUR, starts_local=datetime(2026, 3, 19, 2))

    change_following(
        event=series.events.first(), by=None, now=now, starts_local=datetime(2026, 3, 19, 8)
    )

    assert starts(series) == ["03-19 08:00", "03-20 08:00", "03-21 08:00"]


def test_event_moved_on_its_own_keeps_its_time(weekly, now):
    series = weekly()
    first, _, third, _ = series.events.all()
    change_event(event=third, by=None, now=now, ends_at=third.ends_at + HOUR * 30, room=None)
    change_event(event=third, by=None, now=now, starts_at=third.starts_at + HOUR)

    change_following(event=first, by=None, now=now, starts_local=datetime(2026, 3, 19, 18))

    assert starts(series) == ["03-19 18:00", "03-26 18:00", "04-02 20:00", "04-09 18:00"]


def test_following_that_clash_change_nothing(weekly, hall, plan, now):
    series = weekly()
    taken = datetime(2026, 4, 2, 16, tzinfo=UTC)
    plan("Choir", room=hall, starts_at=taken, ends_at=taken + HOUR)

    with pytest.raises(RoomTakenError, match="by “Choir”"):
        change_following(
            event=series.events.first(), by=None, now=now, starts_local=datetime(2026, 3, 19, 18)
        )

    assert starts(series) == ["03-19 19:00", "03-26 19:00", "04-02 19:00", "04-09 19:00"]
    assert set(series.events.values_list("room", "sequence")) == {(hall.pk, 0)}


def test_following_keep_their_days(weekly, plan, now):
    series = weekly()

    with pytest.raises(EventError, match="only the hour can change"):
        change_following(
            event=series.events.first(), by=None, now=now, starts_local=datetime(2026, 3, 20, 19)
        )
    with pytest.raises(EventError, match="is not part of a series"):
        change_following(event=plan(), by=None, now=now)
    daily = weekly("FREQ=DAILY;COUNT=15", starts_local=datetime(2026, 3, 20, 12), length=HOUR)
    with pytest.raises(EventError, match="does not exist in Europe/Paris"):
        change_following(
            event=daily.events.first(), by=None, now=now, starts_local=datetime(2026, 3, 20, 2, 30)
        )


def test_all_that_follow_are_cancelled_together(weekly, now):
    series = weekly()

    last = series.events.last()

    assert cancel_following(event=series.events.all()[2], by=None, now=now, because="Ice.") == 2
    assert LogEntry.objects.get(action="events.cancel", target_id=last.pk).details == {
        "because": "Ice."
    }
    assert starts(series) == ["03-19 19:00", "03-26 19:00"]
    with pytest.raises(EventError, match="is cancelled and cannot be changed"):
        cancel_following(event=series.events.all()[2], by=None, now=now)


def test_series_that_began_is_not_planned(weekly):
    with pytest.raises(EventError, match="This time is past"):
        weekly(starts_local=datetime(2026, 1, 1, 19))


def test_series_asks_for_as_many_checks_as_it_has_events(weekly, django_assert_max_num_queries):
    with django_assert_max_num_queries(150):
        weekly("FREQ=DAILY;COUNT=14", length=timedelta(hours=1))


def test_time_around_and_further_areas_of_all_that_follow(weekly, hall, plan, now):
    series = weekly()
    first, second, third, last = series.events.order_by("starts_at")
    change_event(event=third, by=None, now=now, starts_at=third.starts_at + HOUR)
    areas = list(FocusArea.objects.exclude(slug="coding")[:2])

    change = {"setup": HOUR, "further_areas": areas}
    change_following(event=second, by=None, now=now, **change)

    booked = [event.starts_at - event.books_from for event in Event.objects.order_by("recurs_at")]
    assert booked == [timedelta(0), HOUR, HOUR, HOUR]
    assert [event.further_areas.count() for event in (first, second, third, last)] == [0, 2, 2, 2]
    start = last.starts_at - HOUR
    with pytest.raises(RoomTakenError, match="Hack night"):
        plan("Choir", room=hall, starts_at=start, ends_at=start + HOUR / 2)


def test_time_around_that_clashes_changes_nothing(weekly, hall, plan, now):
    series = weekly()
    before = series.events.last().starts_at - HOUR
    plan("Choir", room=hall, starts_at=before, ends_at=before + HOUR)

    with pytest.raises(RoomTakenError, match="by “Choir”"):
        change_following(event=series.events.first(), by=None, now=now, setup=HOUR)

    assert {event.starts_at - event.books_from for event in series.events.all()} == {timedelta(0)}
