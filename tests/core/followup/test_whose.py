"""What is somebody's own: by the link of a visit, signed in, or both under one address."""

import pytest

from parvis.core.followup.models import Attempt
from parvis.core.followup.whose import Whose

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(make_task, now):
    def attempt(**whose):
        moments = {"taken_at": now, "changed_at": now, "until": now}
        return Attempt.objects.create(opportunity=make_task(), **whose, **moments)

    return attempt


def test_visits_of_one_address_are_one_persons(event, small, sign_up, make_person, attempt):
    here, there = (
        sign_up(event, "Ada", email="ada@example.org"),
        sign_up(small, "Ada L.", email="ADA@example.org"),
    )
    ada, ben = make_person("ada"), make_person("ben")
    own = {attempt(registration=here).pk, attempt(registration=there).pk, attempt(user=ada).pk}
    attempt(user=ben)
    attempt(registration=sign_up(event, "Cleo", email="cleo@example.org"))

    by_link = Whose.of_visit(here, is_proved=True)
    signed_in = Whose.of_user(ada)

    assert {row.pk for row in by_link.own(Attempt.objects.all())} == own
    assert {row.pk for row in signed_in.own(Attempt.objects.all())} == own


def test_link_that_proves_no_address_opens_its_own_visit_alone(event, small, sign_up, attempt):
    here, there = (
        sign_up(event, "Ada", email="a@example.org"),
        sign_up(small, "Ada", email="a@example.org"),
    )
    own = attempt(registration=here)
    attempt(registration=there)

    rows = Whose.of_visit(here, is_proved=False).own(Attempt.objects.all())

    assert list(rows) == [own]


def test_walk_in_without_an_address_has_only_the_own_visit(event, make_row, attempt):
    one, other = (
        make_row(event, 1, email="", email_key=""),
        make_row(event, 2, email="", email_key=""),
    )
    own = attempt(registration=one)
    attempt(registration=other)

    whose = Whose.of_visit(one, is_proved=True)

    assert (list(whose.own(Attempt.objects.all())), whose.email_key) == ([own], "")
