"""What a coordinator lays out at an event: tasks in an order, twelve at most, and mentors."""

from datetime import timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.followup.laying_out import (
    MOST,
    LayingOutError,
    helpers,
    laid_out,
    lay_out,
    mentors_for,
    move,
    name_mentor,
    on_offer,
    strike_mentor,
    take_away,
)
from parvis.core.followup.models import EventMentor, EventOpportunity
from parvis.core.followup.trying import finish, try_this
from parvis.core.followup.whose import Whose
from parvis.core.ground.models import LogEntry
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.people.rules import NotAllowedError

pytestmark = pytest.mark.django_db


@pytest.fixture
def act(event, coordinator, now):
    """Do one thing at the event as its coordinator."""

    def act(action, **what):
        return action(event=event, by=coordinator, now=now, **what)

    return act


@pytest.fixture
def make_mentor(make_person, coding, now):
    def make(name, *areas, **fields):
        mentor = Mentor.objects.create(user=make_person(name), since=now, **fields)
        mentor.areas.set(areas or [coding])
        return mentor

    return make


def titles(event):
    return [one.opportunity.title for one in laid_out(event)]


def test_tasks_lie_in_the_order_in_which_they_were_laid_out(act, event, make_task):
    tasks = [make_task(title) for title in ("One", "Two", "Three")]

    for task in [*tasks, tasks[0]]:
        act(lay_out, opportunity=task)

    assert titles(event) == ["One", "Two", "Three"]
    assert LogEntry.objects.filter(action="followup.lay-out").count() == 3


def test_task_is_moved_and_stays_at_the_end(act, event, make_task):
    tasks = [make_task(title) for title in ("One", "Two", "Three")]
    for task in tasks:
        act(lay_out, opportunity=task)

    act(move, opportunity=tasks[2], steps=-1)
    up = titles(event)
    act(move, opportunity=tasks[0], steps=-1)
    act(move, opportunity=tasks[1], steps=1)
    act(move, opportunity=make_task("Elsewhere"), steps=1)

    assert (up, titles(event)) == (["One", "Three", "Two"],) * 2


def test_task_is_taken_away_and_who_tries_it_goes_on(act, event, make_task, sign_up, now):
    task = make_task()
    act(lay_out, opportunity=task)
    ada = Whose.of_visit(sign_up(event, "Ada"), is_proved=True)
    attempt = try_this(whose=ada, opportunity=task, now=now)

    for _ in range(2):
        act(take_away, opportunity=task)

    attempt.refresh_from_db()
    assert (titles(event), attempt.state) == ([], "trying")
    assert LogEntry.objects.filter(action="followup.take-away").count() == 1


def test_twelve_are_enough(act, make_task):
    for n in range(MOST):
        act(lay_out, opportunity=make_task(f"No {n}"))

    with pytest.raises(LayingOutError, match="12 lie there already"):
        act(lay_out, opportunity=make_task("Thirteenth"))


def test_what_is_laid_out_last_comes_last_after_something_was_taken_away(act, event, make_task):
    tasks = [make_task(title) for title in ("One", "Two", "Three")]
    for task in tasks:
        act(lay_out, opportunity=task)

    act(take_away, opportunity=tasks[1])
    act(lay_out, opportunity=tasks[1])

    assert titles(event) == ["One", "Three", "Two"]


def test_closed_task_is_refused_and_one_that_closes_is_no_longer_offered(
    act, event, make_task, now
):
    closed = make_task("Old", state="closed", closed_at=now)
    task, other = make_task("One"), make_task("Two")
    for one in (task, other):
        act(lay_out, opportunity=one)
    Opportunity.objects.filter(pk=task.pk).update(state="closed", closed_at=now)

    with pytest.raises(LayingOutError, match="“Old” is closed by now"):
        act(lay_out, opportunity=closed)

    assert (titles(event), on_offer(event)) == (["One", "Two"], [other])


def test_nothing_is_laid_out_at_a_cancelled_event(act, event, make_task, make_mentor):
    Event.objects.filter(pk=event.pk).update(state="cancelled")

    for action, what in (
        (lay_out, {"opportunity": make_task()}),
        (name_mentor, {"mentor": make_mentor("mia")}),
    ):
        with pytest.raises(LayingOutError, match="does not take place"):
            act(action, **what)


@pytest.mark.parametrize("who", ["outsider", "staff"])
def test_nobody_else_lays_anything_out(event, request, make_task, make_mentor, now, who):
    told = {"event": event, "by": request.getfixturevalue(who), "now": now}
    task, mentor = {"opportunity": make_task()}, {"mentor": make_mentor("mia")}

    for action, what in (
        *((lay_out, task), (take_away, task), (move, {**task, "steps": 1})),
        *((name_mentor, mentor), (strike_mentor, mentor)),
    ):
        with pytest.raises(NotAllowedError):
            action(**told, **what)

    assert not EventOpportunity.objects.exists()


def test_counts_say_how_many_of_the_event_take_each(act, event, small, make_task, sign_up, now):
    task, other = make_task("One"), make_task("Two")
    for one in (task, other):
        act(lay_out, opportunity=one)
    people = [
        Whose.of_visit(sign_up(event, name), is_proved=True) for name in ("Ada", "Ben", "Cleo")
    ]
    elsewhere = Whose.of_visit(sign_up(small, "Dan"), is_proved=True)
    attempts = [try_this(whose=one, opportunity=task, now=now) for one in [*people, elsewhere]]
    finish(whose=people[0], attempt=attempts[0], now=now)

    counts = [(one.going, one.finished, one.taken) for one in laid_out(event)]

    assert counts == [(2, 1, 3), (0, 0, 0)]


@pytest.mark.parametrize("many", [1, 6])
def test_list_is_one_query_however_long(act, event, make_task, django_assert_num_queries, many):
    for n in range(many):
        act(lay_out, opportunity=make_task(f"No {n}"))

    with django_assert_num_queries(1):
        shown = [(one.opportunity.title, one.opportunity.area.name) for one in laid_out(event)]
    with django_assert_num_queries(1):
        offered = [(one.title, one.area.name) for one in on_offer(event)]

    assert shown == offered


def test_mentor_is_named_once_and_struck_off(act, event, make_mentor):
    mia = make_mentor("mia")

    for _ in range(2):
        act(name_mentor, mentor=mia)
    named = EventMentor.objects.count()
    for _ in range(2):
        act(strike_mentor, mentor=mia)

    assert (named, EventMentor.objects.count()) == (1, 0)
    actions = list(
        LogEntry.objects.filter(action__contains="mentor").values_list("action", flat=True)
    )
    assert sorted(actions) == ["followup.name-mentor", "followup.strike-mentor"]


def test_who_is_no_mentor_any_more_is_not_named(act, make_mentor, now):
    past = make_mentor("pia", until=now + timedelta(hours=1))

    with pytest.raises(LayingOutError, match="Pia is no mentor any more"):
        act(name_mentor, mentor=past)


@pytest.mark.parametrize("many", [1, 4])
def test_mentors_of_the_areas_are_offered_and_who_is_there_stands_marked(
    act, event, make_mentor, django_assert_num_queries, many
):
    testing, further = (FocusArea.objects.get(slug=slug) for slug in ("qa", "support"))
    for n in range(many):
        make_mentor(f"mentor{n}", further, testing)
    there = make_mentor("zoe", testing)
    make_mentor("nobody", testing)
    event.further_areas.add(further)
    act(name_mentor, mentor=there)

    with django_assert_num_queries(3):
        found = [(str(one), one.is_there, len(one.areas.all())) for one in mentors_for(event)]

    assert found == [*[(f"Mentor{n}", False, 2) for n in range(many)], ("Zoe", True, 1)]


def test_event_of_no_area_may_name_any_mentor(event, make_mentor):
    make_mentor("mia")
    Event.objects.filter(pk=event.pk).update(area=None, is_public=False)
    event.refresh_from_db()

    assert [str(one) for one in mentors_for(event)] == ["Mia"]


def test_only_who_gave_their_leave_is_named_to_visitors_those_there_first(act, event, make_mentor):
    for name in ("ada", "zoe"):
        make_mentor(name, is_shown=True)
    act(name_mentor, mentor=Mentor.objects.get(user__display_name="Zoe"))
    act(name_mentor, mentor=make_mentor("quiet"))

    assert [(str(one), one.is_there) for one in helpers(event)] == [("Zoe", True), ("Ada", False)]
