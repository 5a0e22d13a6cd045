"""Whom those who run a space follow up; who did not allow it is only counted."""

from datetime import timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.followup.firsts import SeenElsewhere, first_contributions
from parvis.core.followup.lists import Why, follow_up
from parvis.core.followup.logged import LoggedContribution
from parvis.core.followup.models import Introduction
from parvis.core.followup.of_visits import Visits
from parvis.core.pathways.models import FocusArea
from parvis.core.registration.changing import withdraw
from parvis.core.registration.mine import forget
from tests.core.followup.afterwards import *  # noqa: F403  # people who came
from tests.core.followup.afterwards import NOTHING

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def later(event):
    """Five days after the event."""
    return event.ends_at + 5 * DAY


@pytest.fixture
def asks(coding, event):
    def make(state="asked", **fields):
        answered = event.ends_at if state == "accepted" else None
        given = {"area": coding, "asked_at": event.ends_at, "answered_at": answered, **fields}
        return Introduction.objects.create(state=state, words="please", **given)

    return make


@pytest.fixture
def tells(coding, event):
    def make(what="A talk", on=event.ends_at, state="confirmed", **whose):
        return LoggedContribution.objects.create(
            area=coding,
            kind="talk",
            what=what,
            on=on.date(),
            state=state,
            told_at=event.ends_at,
            decided_at=None if state == "told" else event.ends_at,
            **whose,
        )

    return make


@pytest.fixture
def listed(event, later):
    """The lists of the event, in short: who, why, and what."""

    def of(visits=None, now=later, seen=()):
        lists = follow_up(visits or Visits.of_event(event), now=now, seen=seen)
        return {
            name: (
                [(one.visit.name, one.why, one.what) for one in getattr(lists, name).lines],
                getattr(lists, name).not_named,
            )
            for name in ("help", "not_back", "firsts")
        }

    return of


NOBODY = ([], 0)


def test_who_is_stuck_or_waits_for_a_mentor_asked_for_help(event, comes, takes, asks, listed):
    rows = {name: comes(event, name) for name in ("Ada", "Ben", "Cleo", "Dan", "Eve")}
    takes("Of Ada", "stuck", registration=rows["Ada"], at=event.starts_at, words="the build")
    takes("Of Ben", "stuck", registration=rows["Ben"], at=event.ends_at)
    asks(registration=rows["Ben"])
    asks(registration=rows["Cleo"], asked_at=event.ends_at + DAY)
    takes("Of Dan", "stuck", registration=rows["Dan"])
    asks("accepted", registration=rows["Dan"])
    takes("Of Eve", registration=rows["Eve"])

    lists = listed()

    assert lists["help"] == (
        [
            ("Ada", Why.STUCK, "Of Ada"),
            ("Ben", Why.STUCK_AND_ASKED, "Of Ben"),
            ("Cleo", Why.ASKED, "Coding"),
        ],
        0,
    )
    assert (lists["not_back"], lists["firsts"]) == (NOBODY, NOBODY)


def test_mentor_of_another_area_is_no_help_with_this(event, comes, takes, asks, listed):
    ada = comes(event, "Ada")
    takes("Of Ada", "stuck", registration=ada)
    asks("accepted", registration=ada, area=FocusArea.objects.get(slug="qa"))

    assert len(listed()["help"][0]) == 1


def test_who_did_not_allow_it_is_counted_once_and_not_named(event, comes, takes, asks, listed):
    ada, ben = comes(event, "Ada"), comes(event, "Ben", consents=NOTHING)
    cleo = comes(event, "Cleo")
    for row in (ada, ben, cleo):
        takes(f"Of {row.name}", "stuck", registration=row)
    takes("Another", "stuck", registration=ben)
    withdraw(registration=cleo, purpose="follow_up", now=event.ends_at)

    lists = listed()

    assert lists["help"] == ([("Ada", Why.STUCK, "Of Ada")], 2)


def test_whose_time_ends_soon_or_has_is_listed_unless_they_finished_something(
    event, comes, takes, listed, later
):
    rows = {name: comes(event, name) for name in ("Ada", "Ben", "Cleo", "Dan")}
    for name, state, days in (("Ada", "trying", 3), ("Ben", "trying", 9), ("Cleo", "expired", -1)):
        attempt = takes(f"Of {name}", state, registration=rows[name])
        attempt.until = later + days * DAY
        attempt.save()
    for state in ("expired", "finished"):
        attempt = takes(state, state, registration=rows["Dan"])
        attempt.until, attempt.changed_at = later - DAY, later - DAY
        attempt.save()

    lists = listed()

    soon, gone = ("Ada", Why.SOON, "Of Ada"), ("Cleo", Why.EXPIRED, "Of Cleo")
    assert lists["not_back"] == ([soon, gone], 0)


def test_who_contributed_for_the_first_time_since_is_listed_to_be_thanked(
    event, small, comes, takes, tells, listed
):
    rows = {name: comes(event, name) for name in ("Ada", "Ben", "Cleo", "Dan", "Eve")}
    takes("First", "finished", registration=rows["Ada"], at=event.ends_at)
    takes("Second", "finished", registration=rows["Ada"], at=event.ends_at + 2 * DAY)
    tells("A talk", registration=rows["Ben"], on=event.ends_at + DAY)
    tells("Waits", state="told", registration=rows["Cleo"])
    takes("Before", "finished", registration=comes(small, "Dan"), at=event.starts_at - 30 * DAY)
    takes("Since", "finished", registration=rows["Dan"], at=event.ends_at)
    tells("Before the visit", registration=rows["Eve"], on=event.starts_at - DAY)
    tells("After it", registration=rows["Eve"], on=event.ends_at)

    lists = listed()

    assert lists["firsts"] == (
        [("Ben", Why.FIRST, "A talk"), ("Ada", Why.FIRST, "First")],
        0,
    )


def test_what_was_done_with_an_account_goes_by_the_newest_visit(
    event, evening, comes, takes, asks, tells, make_person, listed, later
):
    second = evening("Second", starts_at=event.starts_at + DAY, ends_at=event.ends_at + DAY)
    comes(event, "Ada")
    comes(second, "Ada", consents=NOTHING)
    user, other = make_person("ada"), make_person("ben")
    for whose in (user, other):
        takes("Stuck", "stuck", user=whose)
        asks(user=whose)
        tells(user=whose)

    both = listed(Visits.of_spaces([event.space], now=later))

    assert {name: part for name, part in both.items() if part != NOBODY} == {
        "help": ([], 1),
        "firsts": ([], 1),
    }
    assert listed()["help"][0] == [("Ada", Why.STUCK_AND_ASKED, "Stuck")]


def test_what_was_seen_elsewhere_is_a_first_contribution_too(event, comes, takes, later):
    for name in ("Ada", "Ben"):
        takes(f"Of {name}", "finished", registration=comes(event, name), at=event.ends_at + DAY)
    comes(event, "Cleo")
    day = event.ends_at.date()
    seen = [
        SeenElsewhere("ada@example.org", "Old commit", day - 99 * DAY),
        SeenElsewhere("ada@example.org", "New commit", day),
        SeenElsewhere("cleo@example.org", "A commit", day),
        SeenElsewhere("stranger@example.org", "A commit", day),
    ]

    firsts = first_contributions(Visits.of_event(event), now=later, seen=seen)

    assert [(one.visit.name, one.what) for one in firsts] == [
        ("Ben", "Of Ben"),
        ("Cleo", "A commit"),
    ]


def test_first_contribution_of_an_account_counts_before_that_of_a_visit(
    event, comes, takes, make_person, listed
):
    takes("Since", "finished", registration=comes(event, "Ada"), at=event.ends_at)
    takes("Before", "finished", user=make_person("ada"), at=event.starts_at - 9 * DAY)

    assert listed()["firsts"] == NOBODY


def test_person_without_an_address_is_one_person_for_each_visit(event, make_row, takes, listed):
    for n in (1, 2):
        row = make_row(event, n, follow_up_since=event.starts_at if n == 1 else None)
        takes(f"Task {n}", "finished", registration=row, at=event.ends_at)

    assert listed()["firsts"] == ([("Visitor 1", Why.FIRST, "Task 1")], 1)


def test_what_is_long_past_is_not_followed_up(event, comes, takes, tells, listed, later):
    ada = comes(event, "Ada")
    takes("Stuck", "stuck", registration=ada)
    takes("Done", "finished", registration=ada)

    lists = listed(now=later + 60 * DAY)

    assert lists == {"help": NOBODY, "not_back": NOBODY, "firsts": NOBODY}


def test_who_was_forgotten_is_not_even_counted(event, comes, takes, listed):
    ada = comes(event, "Ada")
    takes("Done", "finished", registration=ada, at=event.ends_at)
    forget(registration=ada, now=event.ends_at)

    assert listed()["firsts"] == NOBODY


def test_space_lists_its_own_events_of_the_last_ninety_days(event, comes, takes, listed, later):
    takes("Stuck", "stuck", registration=comes(event, "Ada"))
    spaces = [event.space]

    now, none, late = (
        listed(Visits.of_spaces(spaces, now=later)),
        listed(Visits.of_spaces([], now=later)),
        listed(Visits.of_spaces(spaces, now=event.starts_at + 90 * DAY)),
    )

    assert [len(one["help"][0]) for one in (now, none, late)] == [1, 0, 0]
    assert Event.objects.count() == 1


@pytest.mark.parametrize("many", [1, 3])
def test_lists_cost_as_much_for_many(
    event, comes, takes, asks, tells, make_person, many, later, django_assert_num_queries
):
    for n in range(many):
        row = comes(event, f"v{n}")
        takes(f"Stuck {n}", "stuck", registration=row)
        takes(f"Done {n}", "finished", registration=row, at=event.ends_at)
        tells(registration=row)
        comes(event, f"u{n}")
        user = make_person(f"u{n}")
        for made in (takes(f"By account {n}", "finished", user=user), asks(user=user)):
            assert made.pk
        tells(user=user)

    with django_assert_num_queries(11):
        follow_up(Visits.of_event(event), now=later)
