"""What stays of the recruited: an event's count, an export, and the counts after an erasure."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from parvis.core.followup.recruited import ANYWHERE, RecruitedCount, RecruitedCredit
from parvis.core.followup.recruiting import keep_recruited, left_behind, recruited_at
from parvis.core.registration import mine
from parvis.core.registration.consents import Consents
from parvis.core.registration.models import Registration

AS_OF, ON = date(2026, 3, 10), date(2026, 3, 8)


@pytest.fixture
def other(evening, now):
    start = now + timedelta(days=2)
    return evening("Open evening", starts_at=start, ends_at=start + timedelta(hours=3))


@pytest.fixture
def come(sign_up, let_in):
    """Sign up with leave to join the visit with contributions, and come."""

    def make(event, name, **said):
        row = sign_up(event, name, **{"consents": Consents(linking=True), **said})
        let_in(row)
        return row

    return make


def part(row, who=1, *, place=1, events=1, area=ANYWHERE, **changes):
    flags = {"is_first": place == 1, "is_last": place == events, "is_first_there": place == 1}
    given = {"registration": row, "who": who, "event": row.event, "became_active_on": ON}
    return RecruitedCredit(**{**given, "area": area, "place": place, "events": events, **flags})


@pytest.fixture
def keep(now):
    return lambda *counted, as_of=AS_OF: keep_recruited(counted=counted, as_of=as_of, now=now)


def left():
    return [
        (row.event.title, row.place, row.events, row.is_first, row.is_last, row.is_first_there)
        for row in RecruitedCredit.objects.select_related("event").order_by("place")
    ]


def test_event_says_nothing_before_anybody_has_counted(event, come):
    come(event, "Ada")

    found = recruited_at(event)

    assert (found.people, found.allowed, found.let_in, found.as_of) == (None, 1, 1, None)


def test_event_says_how_many_it_recruited_of_those_who_allow_it(event, come, keep):
    ada = come(event, "Ada")
    come(event, "Grace")
    come(event, "Linus", consents=Consents())

    assert keep(part(ada), part(ada, area="qa")) == 2

    found = recruited_at(event)
    assert (found.people, found.allowed, found.let_in, found.as_of) == (1, 2, 3, AS_OF)


def test_count_takes_the_place_of_the_one_before_and_an_older_one_does_not(event, come, keep):
    ada, grace = come(event, "Ada"), come(event, "Grace")
    keep(part(ada), part(grace, 2))

    keep(part(ada))
    older = keep(part(ada), part(grace, 2), as_of=AS_OF - timedelta(days=1))

    assert older == 0
    assert recruited_at(event).people == 1


def test_whoever_takes_their_leave_back_is_counted_no_more(event, come, keep):
    ada = come(event, "Ada")
    keep(part(ada))
    Registration.objects.filter(pk=ada.pk).update(linking_since=None)

    assert (recruited_at(event).people, recruited_at(event).allowed) == (0, 0)
    assert keep(part(ada)) == 0
    assert not RecruitedCredit.objects.exists()


def test_count_survives_the_erasure_of_the_person(event, other, come, keep, now):
    ada = come(other, "Ada")
    keep(part(ada, events=2), part(come(event, "Ada"), place=2, events=2))

    mine.forget(registration=Registration.objects.get(pk=ada.pk), now=now)

    rows = list(left_behind())
    assert [str(row) for row in rows] == ["Open evening: all", "Mending evening: all"]
    assert {(row.registration_id, row.who) for row in rows} == {(None, None)}
    assert {row.became_active_on for row in rows} == {date(2026, 3, 1)}
    for one in (event, other):
        assert (recruited_at(one).people, recruited_at(one).allowed) == (1, 1)
    keep()
    assert recruited_at(event).people == 1


def test_erasing_brings_back_nobody_who_took_their_leave_back(event, come, keep, now):
    ada = come(event, "Ada")
    keep(part(ada))
    Registration.objects.filter(pk=ada.pk).update(linking_since=None)

    mine.forget(registration=Registration.objects.get(pk=ada.pk), now=now)

    assert not RecruitedCredit.objects.exists()


def test_whoever_is_still_known_by_another_address_is_counted_by_that(
    event, other, evening, come, keep, now
):
    third = evening("Third evening", starts_at=event.starts_at, ends_at=event.ends_at, room=None)
    first = come(other, "Ada", email="ada@work.example")
    rest = [come(event, "Ada"), come(third, "Ada")]
    keep(
        part(first, events=3),
        *(part(row, place=place, events=3) for place, row in enumerate(rest, 2)),
    )

    mine.forget(registration=Registration.objects.get(pk=first.pk), now=now)

    assert left() == [
        (event.title, 1, 2, True, False, True),
        ("Third evening", 2, 2, False, True, False),
    ]
    mine.forget(registration=Registration.objects.get(pk=rest[0].pk), now=now)
    assert left_behind().count() == 2
    assert left()[0] == (event.title, 1, 2, True, False, True)


def test_last_touch_passes_on_when_its_event_goes(event, other, come, keep, now):
    last = come(event, "Ada", email="ada@work.example")
    keep(part(come(other, "Ada"), events=2), part(last, place=2, events=2))

    mine.forget(registration=Registration.objects.get(pk=last.pk), now=now)

    assert left() == [("Open evening", 1, 1, True, True, True)]


def test_export_says_which_visits_came_before(event, come, keep):
    ada = come(event, "Ada")
    keep(part(ada), part(ada, area="qa"), part(come(event, "Grace"), 2))

    told = mine.kept_about(ada)["recruited"]

    said = {"event": "Mending evening", "became_active_on": "2026-03-08"}
    assert told == [{**said, "focus_area": "any"}, {**said, "focus_area": "qa"}]


def test_walk_in_without_an_address_has_nothing_to_forget(event, make_row, keep, now):
    row = make_row(event, 1, linking_since=now)
    keep(part(row))

    mine.forget(registration=row, now=now)

    assert recruited_at(event).people == 1
    assert mine.kept_about(row)["recruited"] == []


def test_queries_do_not_grow_with_the_recruited(event, come, keep, django_assert_num_queries):
    rows = [come(event, f"Visitor{n}") for n in range(4)]
    keep(*(part(row, n) for n, row in enumerate(rows, 1)))

    with django_assert_num_queries(3):
        recruited_at(event)


@pytest.mark.parametrize("broken", [{"who": None}, {"place": 2}, {"place": 0}])
def test_database_refuses_a_credit_of_half_a_person(event, come, broken):
    row = part(come(event, "Ada"))
    for name, value in broken.items():
        setattr(row, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_there_is_one_count(event, keep, now):
    keep()

    with pytest.raises(IntegrityError), transaction.atomic():
        RecruitedCount.objects.create(pk=2, as_of=AS_OF, counted_at=now)
    assert str(RecruitedCount.objects.get()) == "as of 2026-03-10"
