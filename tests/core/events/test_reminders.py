from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from parvis.core.events import reminders
from parvis.core.events.afterwards import Reminder
from parvis.core.events.models import Event
from parvis.core.events.reminders import remind_of_reports, reminded_at
from parvis.core.ground.outbox import Mail
from parvis.core.spaces.models import Coordinator

from .conftest import HOUR

PARIS = ZoneInfo("Europe/Paris")
EVENING = datetime(2026, 3, 11, 19, tzinfo=PARIS)
MORNING = datetime(2026, 3, 12, 9, tzinfo=PARIS)


def posted_to():
    return list(Mail.objects.order_by("pk").values_list("to", flat=True))


@pytest.fixture
def held(plan):
    def make(starts_at=EVENING, length=2 * HOUR, state="published", **fields):
        event = plan(starts_at=starts_at, ends_at=starts_at + length, **fields)
        Event.objects.filter(pk=event.pk).update(state=state)
        return event

    return make


def test_coordinator_is_asked_in_the_morning_and_once(held, coordinator, lead):
    event = held(coordinator=lead)

    early = remind_of_reports(now=MORNING - HOUR / 60)
    asked = [remind_of_reports(now=MORNING + n * HOUR) for n in (0, 1, 30)]

    assert (early, asked, posted_to()) == (0, [1, 0, 0], ["leila@example.org"])
    mail = Mail.objects.get()
    assert mail.subject == "How was “Mending evening”?"
    assert "Wednesday 11 March 2026, 19:00 to 21:00 (Europe/Paris)" in mail.text
    assert f"http://127.0.0.1:8000/desk/events/{event.pk}/report/" in mail.text
    assert Reminder.objects.get().event == event


def test_all_who_coordinate_the_space_are_asked_without_one(held, coordinator, make_person):
    space = held().space
    for name, until in (("dora", None), ("gone", date(2026, 3, 12))):
        user = make_person(name)
        term = {"space": space, "user": user, "is_technical": False}
        Coordinator.objects.create(**term, from_on=date(2026, 3, 1), until_on=until)

    remind_of_reports(now=MORNING)

    assert posted_to() == ["carla@example.org", "dora@example.org"]


def test_somebody_who_left_is_not_asked(held, coordinator, lead):
    held(coordinator=lead)
    lead.is_active = False
    lead.save()

    remind_of_reports(now=MORNING)

    assert posted_to() == ["carla@example.org"]


def test_event_that_nobody_runs_waits_for_somebody(held, lead):
    event = held()

    before = remind_of_reports(now=MORNING)
    Event.objects.filter(pk=event.pk).update(coordinator=lead)
    after = remind_of_reports(now=MORNING + HOUR)

    assert (before, after, posted_to()) == (0, 1, ["leila@example.org"])


@pytest.mark.parametrize("state", ["draft", "proposed", "approved", "reported", "cancelled"])
def test_only_what_took_place_and_is_not_reported_is_asked_for(held, coordinator, state):
    held(state=state)

    assert (remind_of_reports(now=MORNING), posted_to()) == (0, [])


def test_nothing_is_asked_of_long_ago(held, coordinator):
    """Years of events that are imported send no mail."""
    held(state="held")

    assert remind_of_reports(now=MORNING + timedelta(7)) == 0


@pytest.mark.parametrize(
    ("starts_at", "hours", "morning"),
    [
        (datetime(2026, 3, 11, 22, 0), 4, "2026-03-12T09:00+01:00"),  # over at two at night
        (datetime(2026, 3, 12, 7, 0), 1, "2026-03-13T09:00+01:00"),  # a breakfast
        (datetime(2026, 3, 28, 19, 0), 2, "2026-03-29T09:00+02:00"),  # clocks go forward
        (datetime(2026, 10, 24, 19, 0), 2, "2026-10-25T09:00+01:00"),  # and back
        (datetime(2026, 3, 28, 23, 0), 5, "2026-03-29T09:00+02:00"),  # through that night
    ],
)
def test_morning_is_nine_on_the_clock_of_the_space(space, starts_at, hours, morning):
    start = starts_at.replace(tzinfo=PARIS).astimezone(UTC)
    event = Event(space=space, starts_at=start, ends_at=start + hours * HOUR)

    assert reminded_at(event) == datetime.fromisoformat(morning)


def test_what_is_not_posted_is_not_claimed(held, coordinator, monkeypatch):
    held()

    def fail(**fields):
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "post_mail", fail)
        with pytest.raises(ConnectionError):
            remind_of_reports(now=MORNING)

    assert remind_of_reports(now=MORNING) == 1


def test_reminding_looks_once_for_all(held, coordinator, django_assert_num_queries):
    held()
    held(starts_at=EVENING + 3 * HOUR)
    remind_of_reports(now=MORNING)

    with django_assert_num_queries(1):
        remind_of_reports(now=MORNING + HOUR)
