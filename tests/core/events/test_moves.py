from datetime import timedelta
from decimal import Decimal

import pytest

from parvis.core.events.errors import EventError
from parvis.core.events.models import Event
from parvis.core.events.moves import approve, cancel, propose, publish, report, say_held, send_back
from parvis.core.events.queries import public_events, reports_due, waiting_for_approval
from parvis.core.events.rules import may_plan
from parvis.core.ground.queries import log_of
from parvis.core.people.rules import NotAllowedError
from parvis.core.spaces.rooms import HouseRules
from tests.core.refused import refused

HOUR = timedelta(hours=1)


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


def test_event_goes_from_draft_to_reported(plan, coordinator, now):
    event = plan()
    after = now + 4 * HOUR

    publish(event=event, by=coordinator, now=now)
    say_held(event=event, by=coordinator, now=after)
    said = report(
        event=event,
        by=coordinator,
        now=after,
        headcount=0,
        registered=12,
        outcomes="Two lamps mended.",
        hindered="Nobody had the key.",
        lesson="Ask for the key the day before.",
        hours=Decimal("4.5"),
        cost=Decimal(30),
        currency="eur",
    )

    assert (said.state, said.headcount, said.registered) == ("reported", 0, 12)
    assert (said.cost, said.currency, said.report.hours) == (30, "EUR", Decimal("4.5"))
    learnt = {one.kind: one.words for one in said.learnings.all()}
    assert learnt == {
        "challenge": "Nobody had the key.",
        "lesson": "Ask for the key the day before.",
    }
    actions = [entry.action for entry in log_of(event)]
    assert actions == ["events.report", "events.say-held", "events.publish", "events.plan"]


def test_report_is_corrected_by_another(plan, now):
    event = plan()
    publish(event=event, by=None, now=now)
    after = now + 4 * HOUR

    report(event=event, by=None, now=after, headcount=None, lesson="Count at the door.")
    said = report(event=event, by=None, now=after, headcount=7)

    assert (said.headcount, said.learnings.count()) == (7, 0)


def test_event_whose_headcount_nobody_knows_stays_unknown(plan, now):
    event = plan()
    publish(event=event, by=None, now=now)
    over = now + 4 * HOUR
    due = reports_due(now=over)
    assert list(due) == [event]

    said = report(event=event, by=None, now=over, headcount=None)

    assert said.headcount is None
    assert not due.all().exists()
    assert not reports_due(now=now).exists()


def test_event_is_moved_once(plan, now):
    event = plan()
    publish(event=event, by=None, now=now)
    stale = Event.objects.get(pk=event.pk)
    cancel(event=event, by=None, now=now, because="The heating is broken.")

    with pytest.raises(EventError, match="“Mending evening” is cancelled, not published"):
        say_held(event=stale, by=None, now=now + 4 * HOUR)
    with pytest.raises(EventError, match="is cancelled, not draft"):
        publish(event=stale, by=None, now=now)


def test_event_is_not_reported_before_it_begins(plan, now):
    event = plan()
    publish(event=event, by=None, now=now)

    for move in (say_held, report):
        with pytest.raises(EventError, match="has not begun"):
            move(event=event, by=None, now=now, **{"headcount": 5} if move is report else {})


def test_event_with_a_count_below_zero_is_refused(plan, now):
    event = plan()
    publish(event=event, by=None, now=now)

    with pytest.raises(EventError, match="greater than or equal to 0"):
        report(event=event, by=None, now=now + 4 * HOUR, headcount=-1)

    assert Event.objects.get().state == "published"


def test_event_is_approved_by_whom_the_house_rules_name(plan, coordinator, lead, space, now):
    HouseRules.objects.create(space=space, approver="lead")
    event = plan(by=coordinator)

    with pytest.raises(
        EventError, match="because it is public; it is approved by a programme lead"
    ):
        publish(event=event, by=coordinator, now=now)
    propose(event=event, by=coordinator, now=now)
    assert list(waiting_for_approval()) == [event]
    with pytest.raises(NotAllowedError, match="It is approved by a programme lead"):
        approve(event=event, by=coordinator, now=now)
    approve(event=event, by=lead, now=now)
    published = publish(event=event, by=coordinator, now=now)

    assert (published.state, published.approved_by) == ("published", lead)


def test_nobody_approves_their_own_event_where_another_has_to(plan, coordinator, lead, space, now):
    HouseRules.objects.create(space=space, approver="other")
    event = plan(by=coordinator, coordinator=coordinator)
    propose(event=event, by=coordinator, now=now)

    with pytest.raises(NotAllowedError):
        approve(event=event, by=coordinator, now=now)

    assert approve(event=event, by=lead, now=now).state == "approved"


def test_meeting_needs_no_approval(plan, coordinator, space, now):
    HouseRules.objects.create(space=space, approver="lead")
    meeting = plan(by=coordinator, is_public=False)

    assert publish(event=meeting, by=coordinator, now=now).state == "published"
    for more in ({"has_catering": True}, {"takes_over": True}):
        event = plan(by=coordinator, is_public=False, **more)
        with pytest.raises(EventError, match="This gathering is an event"):
            publish(event=event, by=coordinator, now=now)


def test_proposed_event_is_sent_back_with_a_reason(plan, coordinator, now):
    event = plan()
    propose(event=event, by=coordinator, now=now)

    with pytest.raises(EventError, match="Say what has to change"):
        send_back(event=event, because=" ", by=coordinator, now=now)
    sent = send_back(event=event, because="Which room?", by=coordinator, now=now)

    assert sent.state == "draft"
    assert log_of(event).first().details == {"because": "Which room?"}


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"sponsor_required": True}, "name a staff member"),
        ({"attendee_list_required": True}, "say how many people are expected"),
        ({"lead_time_days": 3}, "asks for 3 days' notice"),
        ({"latest_end": "15:00"}, "Events here end by 15:00"),
    ],
)
def test_house_rules_say_what_is_missing(plan, space, now, rules, sentence):
    made = HouseRules(space=space, **rules)
    made.full_clean()
    made.save()
    event = plan()

    with pytest.raises(EventError, match=sentence):
        propose(event=event, by=None, now=now)
    with pytest.raises(EventError, match=sentence):
        publish(event=event, by=None, now=now)


def test_public_event_names_its_focus_area(plan, now):
    event = plan(area=None)

    with pytest.raises(EventError, match="Say which focus area it is for"):
        publish(event=event, by=None, now=now)


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
            (event.title, str(event.space), str(event.area))
            for event in public_events(start=now, end=now + 2 * HOUR)
        ]

    assert found == [(f"Evening {n}", "Paris space", "Coding") for n in range(count)]
    assert not public_events(start=now, end=now + HOUR).exists()
