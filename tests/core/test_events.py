from datetime import timedelta

import pytest

from parvis.core.events.actions import EventError, cancel, plan_event, publish, report_held
from parvis.core.events.models import Event
from parvis.core.events.queries import public_events, without_headcount
from parvis.core.events.rules import may_plan
from parvis.core.ground.queries import log_of
from parvis.core.people.rules import NotAllowedError
from parvis.core.spaces.actions import appoint_coordinator

from .refused import refused

HOUR = timedelta(hours=1)


@pytest.fixture
def coordinator(make_person, space, now):
    user = make_person("carla")
    term = {"space": space, "user": user, "is_technical": True, "from_on": now.date()}
    appoint_coordinator(**term, by=None, now=now)
    return user


@pytest.fixture
def plan(space, now):
    def make(title="Mending evening", **changes):
        times = {"starts_at": now + HOUR, "ends_at": now + 3 * HOUR}
        fields = {"space": space, "title": title, "by": None, "now": now, **times, **changes}
        return plan_event(**fields)

    return make


def test_planned_event_is_a_draft_whose_counts_are_unknown(plan, coordinator, now):
    event = plan(by=coordinator)

    assert (event.state, event.registered, event.headcount) == ("draft", None, None)
    entry = log_of(event).get()
    assert (entry.action, entry.by, entry.happened_at) == ("events.plan", coordinator, now)


def test_event_ends_after_it_starts(plan, space, now):
    with pytest.raises(EventError, match="An event ends after it starts"):
        plan(ends_at=now + HOUR)

    refused(
        "event_ends_after_it_starts",
        lambda: Event.objects.create(
            space=space, title="x", starts_at=now, ends_at=now, books_from=now, books_until=now
        ),
    )


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("event_titled", {"title": ""}),
        ("event_state_known", {"state": "dreamt"}),
        ("event_headcount_once_held", {"headcount": 3}),
        ("headcount", {"headcount": -1, "state": "held"}),
        ("registered", {"registered": -1}),
    ],
)
def test_database_keeps_events_whole(plan, constraint, change):
    event = plan()

    refused(constraint, lambda: Event.objects.filter(pk=event.pk).update(**change))


def test_event_goes_from_draft_to_held(plan, coordinator, now):
    event = plan()
    after = now + 4 * HOUR

    publish(event=event, by=coordinator, now=now)
    held = report_held(event=event, by=coordinator, now=after, headcount=0, registered=12)

    assert (held.state, held.headcount, held.registered) == ("held", 0, 12)
    actions = [entry.action for entry in log_of(event)]
    assert actions == ["events.report-held", "events.publish", "events.plan"]


def test_event_whose_headcount_nobody_knows_stays_unknown(plan, now):
    event = plan()
    publish(event=event, by=None, now=now)

    held = report_held(event=event, by=None, now=now + 4 * HOUR)

    assert held.headcount is None
    assert list(without_headcount(before=now + 4 * HOUR)) == [held]
    assert not without_headcount(before=now + 3 * HOUR).exists()


def test_event_is_moved_once(plan, now):
    event = plan()
    publish(event=event, by=None, now=now)
    stale = Event.objects.get(pk=event.pk)
    cancel(event=event, by=None, now=now)

    with pytest.raises(EventError, match="“Mending evening” is cancelled, not published"):
        report_held(event=stale, by=None, now=now + 4 * HOUR)
    with pytest.raises(EventError, match="is cancelled, not draft"):
        publish(event=stale, by=None, now=now)


def test_event_is_not_reported_before_it_begins(plan, now):
    event = plan()
    publish(event=event, by=None, now=now)

    with pytest.raises(EventError, match="has not begun"):
        report_held(event=event, by=None, now=now, headcount=5)


def test_event_with_a_count_below_zero_is_refused(plan, now):
    event = plan()
    publish(event=event, by=None, now=now)

    with pytest.raises(EventError, match="greater than or equal to 0"):
        report_held(event=event, by=None, now=now + 4 * HOUR, headcount=-1)


def test_who_may_plan(request, space, now):
    names = ("coordinator", "lead", "steward", "staff", "outsider")
    asked = (*map(request.getfixturevalue, names), None)

    assert [may_plan(user, space, now=now) for user in asked] == [True, True, *[False] * 4]


def test_outsider_plans_and_moves_nothing(plan, outsider, now):
    event = plan()

    with pytest.raises(NotAllowedError, match="Oscar may not plan events at Paris space"):
        plan(by=outsider)
    with pytest.raises(NotAllowedError):
        publish(event=event, by=outsider, now=now)

    assert Event.objects.get().state == "draft"


@pytest.mark.parametrize("count", [1, 3])
def test_public_events_cost_one_query(plan, now, count, django_assert_num_queries):
    for number in range(count):
        publish(event=plan(title=f"Evening {number}"), by=None, now=now)
    plan(title="A draft")
    publish(event=plan(title="Behind doors", is_public=False), by=None, now=now)

    with django_assert_num_queries(1):
        found = [
            (event.title, str(event.space), event.area)
            for event in public_events(start=now, end=now + 2 * HOUR)
        ]

    assert found == [(f"Evening {n}", "Paris space", None) for n in range(count)]
    assert not public_events(start=now, end=now + HOUR).exists()
