"""The feeds, read by readers that are not ours, against what the site has."""

from datetime import UTC, date, datetime, timedelta

import pytest
import recurring_ical_events
import vobject
from icalendar import Calendar

from parvis.core.events.actions import change_event, plan_event
from parvis.core.events.announced import announced, for_calendar
from parvis.core.events.models import Event
from parvis.core.events.moves import approve, cancel, publish
from parvis.core.events.repeating import change_following, plan_series
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.spaces.actions import open_space
from parvis.core.spaces.models import Space
from parvis.insights.feeds.calendar import calendar
from parvis.insights.feeds.linked_data import linked_data

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZONES = {
    "paris": ("Paris", "FR", "Europe/Paris"),
    "toronto": ("Toronto", "CA", "America/Toronto"),
    "auckland": ("Auckland", "NZ", "Pacific/Auckland"),
    "taipei": ("Taipei", "TW", "Asia/Taipei"),
}


@pytest.fixture
def area(db):
    load_pathways(by=None, now=NOW)
    return FocusArea.objects.get(slug="coding")


def opened(slug):
    city, country, zone = ZONES[slug]
    made = open_space(
        slug=slug,
        name=f"{city} space",
        city=city,
        country=country,
        time_zone=zone,
        opened_on=date(2025, 1, 1),
        by=None,
        now=NOW,
    )
    Space.objects.update(keeps_holidays=False)
    made.refresh_from_db()
    return made


def weekly(space, area, count=40):
    """Published, from March over both changes of the clocks, with everything that may happen."""
    series = plan_series(
        space=space,
        title="Hack night",
        rule=f"FREQ=WEEKLY;COUNT={count}",
        starts_local=datetime(2026, 3, 5, 19),
        length=2 * HOUR,
        without=[date(2026, 3, 19)],
        area=area,
        by=None,
        now=NOW,
    )
    for event in series.events.all():
        publish(event=event, by=None, now=NOW)
    return series


def feed(**asked):
    window = {"start": NOW - timedelta(365), "end": NOW + timedelta(730)}
    events = list(for_calendar(**window, **asked))
    return calendar("Events", events, lambda event: f"https://x.org/{event.uid}", now=NOW)


def on_the_site():
    rows = announced().exclude(state="cancelled").order_by("starts_at")
    return [(event.title, event.starts_at, event.ends_at) for event in rows]


def in_the_feed(text):
    """Every occurrence, unfolded by a library of somebody else."""
    found = recurring_ical_events.of(Calendar.from_ical(text)).between(
        NOW - timedelta(365), NOW + timedelta(730)
    )
    rows = [
        (str(one["SUMMARY"]), one["DTSTART"].dt.astimezone(UTC), one["DTEND"].dt.astimezone(UTC))
        for one in found
        if one["STATUS"] != "CANCELLED"
    ]
    return sorted(rows, key=lambda row: row[1])


@pytest.mark.parametrize("slug", ZONES)
def test_feed_gives_the_same_occurrences_as_the_site(slug, area):
    series = weekly(opened(slug), area)
    events = list(series.events.order_by("starts_at"))
    change_event(event=events[3], by=None, now=NOW, starts_at=events[3].starts_at - HOUR)
    change_event(event=events[5], by=None, now=NOW, title="Film night")
    cancel(event=events[7], by=None, now=NOW)
    Event.objects.filter(pk=events[9].pk).update(is_public=False)
    change_following(
        event=events[20],
        by=None,
        now=NOW,
        starts_local=events[20].starts_local.replace(hour=18, tzinfo=None),
    )

    text = feed()

    site = on_the_site()
    assert len(site) == 40 - 3
    assert in_the_feed(text) == site
    offsets = {start.astimezone(series.space.zone).utcoffset() for _, start, _ in site}
    assert len(offsets) == (1 if slug == "taipei" else 2), "the clocks have to change on the way"


def test_second_reader_understands_it(area):
    space = opened("paris")
    series = weekly(space, area, 3)
    cancel(event=series.events.last(), by=None, now=NOW)

    read = vobject.readOne(feed().decode())

    assert [zone.tzid.value for zone in read.vtimezone_list] == ["Europe/Paris"]
    master, off = sorted(read.vevent_list, key=lambda one: hasattr(one, "recurrence_id"))
    assert master.uid.value == off.uid.value == f"{series.uid}@parvis"
    assert (master.status.value, off.status.value) == ("CONFIRMED", "CANCELLED")
    assert int(off.sequence.value) == 2
    assert off.recurrence_id.value == off.dtstart.value
    assert master.exdate.value[0].isoformat() == "2026-03-19T19:00:00+01:00"


def test_text_is_escaped_and_folded(area):
    start = {"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR}
    words = {"title": "Tea; cake, and C:\\more", "description": "Line one\nline two " + "ü" * 90}
    space = opened("paris")
    event = plan_event(space=space, area=area, by=None, now=NOW, **start, **words)
    publish(event=event, by=None, now=NOW)

    text = feed()

    assert max(map(len, text.split(b"\r\n"))) <= 75
    assert text.count(b"\n") == text.count(b"\r\n")
    read = vobject.readOne(text.decode()).vevent
    assert (read.summary.value, read.description.value) == (words["title"], words["description"])


def test_feed_holds_what_was_announced_only(area):
    space = opened("paris")
    times = {"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR}
    plan = {"space": space, "area": area, "by": None, "now": NOW, **times}
    plan_event(title="A draft", **plan)
    publish(event=plan_event(title="Inside", is_public=False, **plan), by=None, now=NOW)
    called_off = plan_event(title="Draft called off", **plan)
    cancel(event=called_off, by=None, now=NOW)
    approved = plan_event(title="Approved and called off", **plan)
    approve(event=approved, by=None, now=NOW)
    cancel(event=approved, by=None, now=NOW)
    told = plan_event(title="Told and called off", **plan)
    publish(event=told, by=None, now=NOW)
    cancel(event=told, by=None, now=NOW)

    read = vobject.readOne(feed().decode())

    assert [one.summary.value for one in read.vevent_list] == ["Told and called off"]


def test_series_of_which_nothing_is_as_ruled_stands_one_by_one(area):
    series = weekly(opened("paris"), area, 1)
    only = series.events.get()
    change_event(event=only, by=None, now=NOW, starts_at=only.starts_at - HOUR)

    text = feed()

    assert b"RRULE" not in text.split(b"END:VTIMEZONE")[-1]
    assert in_the_feed(text) == on_the_site()


@pytest.mark.parametrize("count", [2, 6])
def test_feed_costs_the_same_queries(area, count, django_assert_num_queries):
    weekly(opened("paris"), area, count)

    with django_assert_num_queries(1):
        feed(space="paris", area="coding")


def test_linked_data_cannot_end_its_element(area):
    times = {"starts_at": NOW + HOUR, "ends_at": NOW + 2 * HOUR}
    title = "</script><script>alert(1)</script>"
    event = plan_event(space=opened("paris"), title=title, area=area, by=None, now=NOW, **times)

    text = linked_data(event, "https://x.org/e", "Us & you")

    assert "<" not in text
    assert "Us \\u0026 you" in text
