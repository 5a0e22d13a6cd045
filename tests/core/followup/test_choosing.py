"""Six open tasks for an event, or for somebody who came."""

from datetime import timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.followup.choosing import OF_ALL, OF_AN_AREA, six_for, six_for_event
from parvis.core.followup.laying_out import lay_out
from parvis.core.followup.trying import attempts_of, drop, finish, try_this
from parvis.core.followup.whose import Whose
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity

pytestmark = pytest.mark.django_db


@pytest.fixture
def qa(coding):
    return FocusArea.objects.get(slug="qa")


@pytest.fixture
def ada(event, sign_up):
    return Whose.of_visit(sign_up(event, "Ada"), is_proved=True)


@pytest.fixture
def chosen(event, now):
    """The titles that are chosen for somebody, or for the event."""

    def chosen(whose=None):
        if whose is None:
            return [one.title for one in six_for_event(event, now=now)]
        return [one.title for one in six_for(whose, event, past=attempts_of(whose), now=now)]

    return chosen


def say(event, **fields):
    Event.objects.filter(pk=event.pk).update(**fields)
    event.refresh_from_db()


def test_six_of_many_are_chosen_and_the_same_again(chosen, make_task):
    for n in range(20):
        make_task(f"No {n}")

    first, again = chosen(), chosen()

    assert (len(set(first)), first) == (6, again)


def test_two_people_are_not_shown_the_same_six(event, sign_up, chosen, make_task, ada):
    for n in range(40):
        make_task(f"No {n}")
    ben = Whose.of_visit(sign_up(event, "Ben"), is_proved=True)

    assert set(chosen(ada)) != set(chosen(ben))


def test_areas_of_the_event_come_first_and_others_fill_up(event, chosen, make_task, qa):
    support = FocusArea.objects.get(slug="support")
    event.further_areas.add(qa)
    for area in (qa, support):
        for n in range(3):
            make_task(f"{area.slug} {n}", area=area)
    make_task("Coding")

    found = [title.split()[0] for title in chosen()]

    assert (sorted(found[:4]), found[4:]) == (["Coding", "qa", "qa", "qa"], ["support"] * 2)


def test_own_areas_go_before_those_of_the_event(ada, chosen, make_task, qa):
    for n in range(8):
        make_task(f"Coding {n}")
        make_task(f"Testing {n}", area=qa)
    ada.registration.areas.add(qa)

    assert {title.split()[0] for title in chosen(ada)} == {"Testing"}


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("", {"any", "fr", "pt", "pt-BR"}),
        ("fr", {"any", "fr"}),
        ("pt-PT", {"any", "pt", "pt-BR"}),
        ("p", {"any"}),
    ],
)
def test_language_of_the_event_is_spoken(event, chosen, make_task, language, shown):
    for code in ("", "fr", "pt", "pt-BR"):
        make_task(code or "any", language=code)
    say(event, language=language)

    assert set(chosen()) == shown


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("everybody", ["first"]),
        ("beginners", ["first"]),
        ("some-experience", ["some", "first"]),
        ("experienced", ["much", "some", "first"]),
    ],
)
def test_level_of_the_event_says_how_difficult(event, chosen, make_task, level, shown):
    for step in ("first", "some", "much"):
        make_task(step, difficulty=step)
    say(event, level=level)

    assert chosen() == shown


def test_who_finished_one_is_ready_for_more_and_is_shown_nothing_twice(ada, chosen, make_task, now):
    done, left, harder = (
        make_task("Done"),
        make_task("Let go"),
        make_task("Harder", difficulty="some"),
    )
    before = chosen(ada)
    for task, act in ((done, finish), (left, drop)):
        act(whose=ada, attempt=try_this(whose=ada, opportunity=task, now=now), now=now)

    assert (set(before), chosen(ada)) == ({"Done", "Let go"}, [harder.title])


def test_closed_tasks_and_areas_that_rest_are_left_out(chosen, make_task, qa, now):
    make_task("Closed", state="closed", closed_at=now)
    make_task("Resting", area=qa)
    FocusArea.objects.filter(pk=qa.pk).update(is_active=False)

    assert chosen() == []


def test_what_lies_there_is_not_proposed_again(event, chosen, make_task, now):
    lay_out(event=event, opportunity=make_task("Lies there"), by=None, now=now)
    make_task("New")

    assert chosen() == ["New"]


def test_what_few_try_goes_first(event, sign_up, ada, chosen, make_task, now):
    busy, quiet = make_task("Busy"), make_task("Quiet")
    for name in ("Ben", "Cleo"):
        other = Whose.of_visit(sign_up(event, name), is_proved=True)
        try_this(whose=other, opportunity=busy, now=now)

    assert chosen(ada) == [quiet.title, busy.title]


def test_newest_of_each_area_are_read_however_many_are_open(event, make_task, qa, coding, now):
    """And short ones go first among those, not among all that ever were."""
    event.further_areas.add(qa)
    old = now - timedelta(days=30)
    rows = [
        Opportunity(area=area, title=f"{age}", minutes=5, opened_at=at, changed_at=now)
        for area in (coding, qa)
        for at, age in [*[(old, "old")] * 30, *[(now, "new")] * OF_AN_AREA]
    ]
    Opportunity.objects.bulk_create(rows)

    found = six_for_event(event, now=now)

    assert [one.title for one in found] == ["new"] * 6
    assert sorted(one.area.slug for one in found) == ["coding"] * 3 + ["qa"] * 3


@pytest.mark.parametrize("many", [6, OF_ALL])
def test_queries_stay_few(ada, event, make_task, coding, now, django_assert_num_queries, many):
    rows = [
        Opportunity(area=coding, title=f"No {n}", opened_at=now, changed_at=now)
        for n in range(many)
    ]
    Opportunity.objects.bulk_create(rows)
    past = list(attempts_of(ada))

    with django_assert_num_queries(3):  # own areas, the event's, tasks
        six_for(ada, event, past=past, now=now)
    with django_assert_num_queries(3):  # what lies there, the event's areas, tasks
        six_for_event(event, now=now)


def test_event_of_no_area_and_user_without_a_visit_are_shown_any(
    event, make_person, chosen, make_task
):
    make_task("Anything")
    say(event, area=None, is_public=False)

    assert chosen() == ["Anything"]
    assert chosen(Whose.of_user(make_person("ben"))) == ["Anything"]
