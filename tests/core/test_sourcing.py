"""Where tasks come from: who may say so, what is refused, and whose turn it is to be read."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from parvis.core.pathways.actions import load_pathways
from parvis.core.pathways.models import FocusArea
from parvis.core.pathways.opportunities import Opportunity, OpportunitySource
from parvis.core.pathways.sourcing import (
    SourceOfTasksError,
    add_source,
    change_source,
    claim,
    claim_due,
    may_source,
    note_end,
    remove_source,
    sources,
)
from parvis.core.pathways.taking_in import Batch, Offer, StaleSourceError, take_in
from parvis.core.people.rules import NotAllowedError

HOUR = timedelta(hours=1)


@pytest.fixture
def area(db, now):
    load_pathways(by=None, now=now)
    return FocusArea.objects.get(slug="coding")


@pytest.fixture
def add(area, now):
    def make(place="open/squares", **fields):
        given = {"area": area, "system": "github", "address": "", "by": None, "now": now}
        return add_source(place=place, **{**given, **fields})

    return make


def offer(now, number="1", **fields):
    return Offer(
        native_id=number, title="Mend it", is_open=True, opened_at=now, changed_at=now, **fields
    )


def test_leads_alone_say_where_tasks_come_from(add, lead, staff, outsider, now):
    made = add(by=lead)

    assert [may_source(one) for one in (lead, staff, outsider, None)] == [True, False, False, False]
    for who in (staff, outsider):
        with pytest.raises(NotAllowedError, match="A programme lead may"):
            add("a/b", by=who)
        with pytest.raises(NotAllowedError):
            change_source(source=made, is_on=False, by=who, now=now)
        with pytest.raises(NotAllowedError):
            remove_source(source=made, by=who, now=now)


def test_githubs_own_address_need_not_be_said(add):
    made = add("/open/squares/")

    assert (made.address, made.place) == ("https://api.github.com", "open/squares")
    assert str(made) == "GitHub issues: open/squares"


def test_an_address_inside_a_network_will_do(add):
    made = add("Squares", system="bugzilla", address="http://localhost:8080/bugs/")

    assert made.address == "http://localhost:8080/bugs"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"place": "squares"}, "owner/name"),
        ({"place": "a/b/c"}, "owner/name"),
        ({"place": "", "system": "bugzilla"}, "Write the product"),
        ({"system": "bugzilla"}, "'' is no address"),
        ({"address": "ftp://x.org"}, "is no address"),
        ({"minutes": 0}, "from 1 to 6,000"),
        ({"language": "French"}, "is no language"),
        ({"system": "jira", "address": "https://x.org"}, "not a valid choice"),
        ({"cursor": "x"}, "'cursor' is nothing a source has"),
    ],
)
def test_what_cannot_be_is_a_sentence(add, fields, sentence):
    with pytest.raises(SourceOfTasksError, match=sentence):
        add(**fields)

    assert not OpportunitySource.objects.exists()


def test_the_same_place_is_named_once_per_area(add):
    add()

    with pytest.raises(SourceOfTasksError, match="is read for this area already"):
        add()


def test_another_place_is_read_from_the_start_and_another_name_for_minutes_is_not(add, now):
    made = add()
    OpportunitySource.objects.update(cursor="x", tried_at=now)

    same = change_source(source=made, minutes=20, place="open/squares", by=None, now=now)
    other = change_source(source=made, labels=["easy"], by=None, now=now)

    assert (same.cursor, same.tried_at) == ("x", now)
    assert (other.cursor, other.tried_at) == ("", None)


def test_another_area_takes_the_tasks_along(add, now):
    made = add()
    take_in(source=made, batch=Batch([offer(now)]), now=now)

    change_source(source=made, area=FocusArea.objects.get(slug="qa"), by=None, now=now)

    assert Opportunity.objects.get().area.slug == "qa"


def test_another_place_lets_its_tasks_go_and_numbers_there_are_others(add, now):
    made = add()
    take_in(source=made, batch=Batch([offer(now)]), now=now)

    moved = change_source(source=made, place="open/doors", by=None, now=now + HOUR)
    take_in(source=moved, batch=Batch([offer(now)]), now=now + HOUR)

    rows = Opportunity.objects.order_by("pk").values_list("state", "source")
    assert list(rows) == [("closed", None), ("open", moved.pk)]


def test_a_source_that_is_removed_leaves_its_tasks_closed(add, now):
    made = add()
    take_in(source=made, batch=Batch([offer(now, "1"), offer(now, "2")]), now=now)
    Opportunity.objects.filter(native_id="2").update(state="closed", closed_at=now)

    count = remove_source(source=made, by=None, now=now + HOUR)

    assert count == 1
    assert not OpportunitySource.objects.exists()
    assert set(Opportunity.objects.values_list("state", "source")) == {("closed", None)}


def test_what_was_removed_meanwhile_takes_nothing_in(add, now):
    made = add()
    remove_source(source=OpportunitySource.objects.get(), by=None, now=now)

    with pytest.raises(StaleSourceError):
        take_in(source=made, batch=Batch([offer(now)]), now=now)


def test_what_was_switched_off_meanwhile_takes_nothing_in(add, now):
    made = add()
    change_source(source=made, is_on=False, by=None, now=now)

    with pytest.raises(StaleSourceError):
        take_in(source=made, batch=Batch([offer(now)]), now=now)


def test_the_same_id_twice_and_gone_is_told_is_one_task(add, now):
    made = add()
    batch = Batch([offer(now), offer(now, minutes=5)], gone=["1", "7"])

    take_in(source=made, batch=batch, now=now)

    row = Opportunity.objects.get()
    assert (row.state, row.minutes) == ("open", 5)


def test_each_is_read_hourly_and_one_that_broke_off_sooner(add, now):
    read, broken, wrong, off = (add(f"a/{n}") for n in range(4))
    rows = OpportunitySource.objects
    rows.filter(pk=read.pk).update(tried_at=now, synced_at=now)
    rows.filter(pk=broken.pk).update(tried_at=now)
    rows.filter(pk=wrong.pk).update(tried_at=now, problem="It is in trouble.")
    rows.filter(pk=off.pk).update(is_on=False)

    def due(minutes):
        at = now + timedelta(minutes=minutes)
        found = claim_due(now=at)
        rows.filter(pk=found.pk).update(synced_at=at) if found else None
        return found

    assert [due(9), due(10), due(11)] == [None, broken, None]
    assert [due(60), due(60), due(60)] == [read, wrong, None]
    assert due(70) == broken


def test_what_was_never_read_comes_first(add, now):
    old, new = add("a/1"), add("a/2")
    OpportunitySource.objects.filter(pk=old.pk).update(tried_at=now - 2 * HOUR)

    assert [claim_due(now=now), claim_due(now=now), claim_due(now=now)] == [new, old, None]


def test_who_is_second_does_not_get_it(add, now):
    add()
    one, other = OpportunitySource.objects.get(), OpportunitySource.objects.get()

    assert [claim(one, now=now), claim(other, now=now)] == [True, False]
    assert (one.tried_at, other.tried_at) == (now, None)


@pytest.mark.postgres  # one SQLite in memory, seen by two threads, is locked at once
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_read_each_source_once(add, now):
    made = {add(f"a/{n}").pk for n in range(4)}
    together, found = threading.Barrier(2), []

    def work():
        together.wait()
        while source := claim_due(now=now):
            found.append(source.pk)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(found) == sorted(made)


def test_an_end_is_noted_unless_it_was_changed_meanwhile(add, now):
    made = add()
    end = {"cursor": "y", "is_whole": False, "now": now}

    note_end(source=made, problem="x" * 600, **end)
    OpportunitySource.objects.update(cursor="changed")
    note_end(source=made, problem="Late.", **end)

    row = OpportunitySource.objects.get()
    assert (row.cursor, row.problem, row.synced_at) == ("changed", "x" * 500, None)


def test_sources_are_listed_in_one_query_with_what_is_open(add, now, django_assert_num_queries):
    for number in range(3):
        made = add(f"a/{number}")
        take_in(source=made, batch=Batch([offer(now, str(n)) for n in range(number)]), now=now)
        with django_assert_num_queries(1):
            counts = [(one.area.slug, one.open_count) for one in sources()]
    assert counts == [("coding", 0), ("coding", 1), ("coding", 2)]
