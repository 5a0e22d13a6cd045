"""Tasks by hand: who may, what is refused, and what a source may do to them afterwards."""

from datetime import timedelta

import pytest

from parvis.core.ground.models import LogEntry
from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.finding import languages_asked, open_opportunities
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.offering import (
    OpportunityError,
    add_opportunity,
    change_opportunity,
    close_opportunity,
    may_offer,
    reopen_opportunity,
)
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.people.rules import NotAllowedError
from parvis.core.spaces.actions import appoint_coordinator

HOUR = timedelta(hours=1)


@pytest.fixture
def area(db, now):
    load_pathways(by=None, now=now)
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def add(area, now):
    def make(title="Mend the clock", **fields):
        given = {"area": area, "by": None, "now": now, **fields}
        return add_opportunity(title=title, **given)

    return make


@pytest.fixture
def coordinator(make_person, space, now):
    user = make_person("carla")
    term = {"space": space, "user": user, "is_technical": True, "from_on": now.date()}
    appoint_coordinator(**term, by=None, now=now)
    return user


def test_staff_leads_and_coordinators_may_and_others_not(
    coordinator, staff, lead, steward, outsider, now
):
    people = (coordinator, staff, lead, steward, outsider, None)

    assert [may_offer(one, now=now) for one in people] == [True] * 3 + [False] * 3
    assert not may_offer(coordinator, now=now - timedelta(days=1))


def test_who_signs_in_no_more_may_not(staff, now):
    staff.is_active = False

    assert not may_offer(staff, now=now)


def test_a_task_is_added_and_stands_in_the_log(add, staff):
    made = add(" Mend the clock ", minutes=30, language="fr", link="https://x.org/1", by=staff)

    assert (made.title, made.minutes, made.state) == ("Mend the clock", 30, "open")
    entry = LogEntry.objects.get(action="opportunities.add")
    assert (entry.by, entry.target_id, entry.details) == (staff, str(made.pk), {"area": "coding"})


def test_an_outsider_does_nothing(add, outsider, now):
    made = add()
    who = {"by": outsider, "now": now}

    with pytest.raises(NotAllowedError, match="Staff and coordinators may"):
        add(by=outsider)
    for act in (change_opportunity, close_opportunity, reopen_opportunity):
        with pytest.raises(NotAllowedError):
            act(opportunity=made, **who)
    assert Opportunity.objects.get().state == "open"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": " \0"}, "Give the task a title"),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"minutes": 0}, "from 1 to 6,000"),
        ({"minutes": 6001}, "from 1 to 6,000"),
        ({"language": "French"}, "'French' is no language"),
        ({"link": "javascript:alert(1)"}, "is no address"),
        ({"difficulty": "huge"}, "'huge' is not a valid choice"),
        ({"state": "closed"}, "'state' is nothing a task has"),
    ],
)
def test_what_cannot_be_is_a_sentence(add, fields, sentence):
    with pytest.raises(OpportunityError, match=sentence):
        add(**fields)

    assert not Opportunity.objects.exists()
    assert not LogEntry.objects.filter(action="opportunities.add").exists()


def test_a_task_is_changed(add, staff, now):
    made = add()

    change_opportunity(opportunity=made, minutes=15, title="Mend it", by=staff, now=now + HOUR)
    change_opportunity(opportunity=made, minutes=15, by=staff, now=now + 2 * HOUR)

    row = Opportunity.objects.get()
    assert (row.minutes, row.title, row.by_hand) == (15, "Mend it", [])
    assert row.changed_at == now + HOUR
    entries = LogEntry.objects.filter(action="opportunities.change").order_by("pk")
    assert [entry.details["changed"] for entry in entries] == [["minutes", "title"], []]


def test_a_task_is_closed_once_and_opened_again(add, staff, now):
    made = add()

    for minutes in (1, 2):
        at = now + timedelta(minutes=minutes)
        close_opportunity(opportunity=made, by=staff, now=at)
    closed = Opportunity.objects.get()
    for _twice in range(2):
        reopen_opportunity(opportunity=made, by=staff, now=now + HOUR)

    row = Opportunity.objects.get()
    assert (closed.state, closed.closed_at) == ("closed", now + timedelta(minutes=1))
    assert (row.state, row.closed_at, row.by_hand) == ("open", None, [])
    actions = LogEntry.objects.filter(action__startswith="opportunities.").order_by("pk")
    assert [entry.action for entry in actions][1:] == [
        "opportunities.close",
        "opportunities.reopen",
    ]


def test_what_its_source_closed_is_opened_there(add, now, area):
    source = area.sources.create(system="github", address="https://x.org", place="a/b")
    made = add()
    stands = Opportunity.objects.filter(pk=made.pk)
    stands.update(source=source, native_id="1", state="closed", closed_at=now)

    with pytest.raises(OpportunityError, match="was closed at its source"):
        reopen_opportunity(opportunity=made, by=None, now=now)


def test_what_was_closed_here_of_a_source_opens_again(add, now, area):
    source = area.sources.create(system="github", address="https://x.org", place="a/b")
    made = add()
    Opportunity.objects.filter(pk=made.pk).update(source=source, native_id="1")

    close_opportunity(opportunity=made, by=None, now=now)
    reopen_opportunity(opportunity=made, by=None, now=now)

    assert (Opportunity.objects.get().state, Opportunity.objects.get().by_hand) == ("open", [])


def test_open_tasks_are_narrowed(add, now):
    other = FocusArea.objects.get(slug="support")
    quick = add("Name the colours", minutes=15, language="pt-BR", prerequisites="A browser")
    slow = add("Draw a map", minutes=120, difficulty="some", language="fr", summary="By hand")
    unknown = add("Answer somebody", area=other)
    close_opportunity(opportunity=add("Long done"), by=None, now=now)

    def found(**asked):
        return list(open_opportunities(**asked))

    assert found() == [unknown, slow, quick]
    assert found(area="support") == [unknown]
    assert found(minutes=15) == [quick]
    assert found(language="pt") == [unknown, quick]
    assert found(language="FR") == [unknown, slow]
    assert found(difficulty="some") == [slow]
    assert found(words="HAND map") == [slow]
    assert found(words="browser") == [quick]
    assert found(words="browser map") == []
    assert languages_asked() == ["fr", "pt-BR"]


def test_tasks_of_an_area_that_is_not_offered_are_not_found(add, area):
    add()
    FocusArea.objects.filter(pk=area.pk).update(is_active=False)

    assert list(open_opportunities()) == []


def test_few_and_many_are_found_in_one_query(add, area, django_assert_num_queries):
    for number in range(3):
        add(f"Task {number}")
        with django_assert_num_queries(1):
            assert [(one.area.name, one.source) for one in open_opportunities()]
    assert str(Opportunity.objects.first()) == "Task 2"
