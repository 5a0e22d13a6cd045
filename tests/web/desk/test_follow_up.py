"""Whom those who run a space follow up: named with their consent, and for them alone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from parvis.core.followup.models import Attempt
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.models import Registration
from parvis.core.spaces.actions import open_space
from parvis.web.desk import follow_up

pytestmark = pytest.mark.django_db
PAGES = ("desk-follow-up", "desk-follow-up-event")


@pytest.fixture
def visit(began):
    """Somebody who came to the event that ended half an hour ago."""

    def make(name, *, allows=True, **fields):
        at = began.starts_at
        given = {"email": f"{name.lower()}@example.org", "state": "confirmed", **fields}
        return Registration.objects.create(
            event=began,
            number=began.registrations.count() + 1,
            name=name,
            email_key=given["email"],
            asked_at=at,
            changed_at=at,
            follow_up_since=at if allows else None,
            **given,
        )

    return make


@pytest.fixture
def tries(area):
    def make(row, state="stuck", **fields):
        at = timezone.now()
        task = Opportunity.objects.create(
            area=area, title=f"Task of {row.name}", opened_at=at, changed_at=at
        )
        moments = {"taken_at": at, "changed_at": at, "until": at + timedelta(days=2)}
        return Attempt.objects.create(
            registration=row, opportunity=task, state=state, **moments, **fields
        )

    return make


@pytest.fixture
def show(client, coordinator, network, began):
    def get(name="desk-follow-up", who=coordinator):
        client.force_login(who)
        key = [began.pk] if name == "desk-follow-up-event" else []
        answer = client.get(reverse(name, args=key))
        return answer.status_code, answer.content.decode()

    return get


@pytest.mark.parametrize("name", PAGES)
def test_lists_name_who_allowed_it_and_count_the_others(show, visit, tries, name):
    tries(visit("Ada"), words="the <build>")
    tries(visit("Ben", allows=False))
    tries(visit("Cleo"), "trying")
    tries(visit("Dan"), "finished")

    status, page = show(name)

    assert status == 200
    assert '<strong>Ada</strong> <a href="mailto:ada@example.org">' in page
    assert "the &lt;build&gt;" in page
    assert "Is stuck since" in page
    assert "1 more did not allow follow-up." in page
    assert ("ben@example.org" in page, "Task of Ben" in page) == (False, False)
    assert ("Has it until" in page, "Task of Cleo" in page, "Task of Dan" in page) == (
        True,
        True,
        True,
    )


@pytest.mark.parametrize("name", PAGES)
def test_lists_without_anybody_say_so(show, name):
    _, page = show(name)

    assert "Nobody waits for help." in page
    assert "Nobody is away for long." in page
    assert "did not allow" not in page


def test_list_of_none_who_may_be_named_says_how_many_there_are(show, visit, tries):
    for name in ("Ada", "Ben"):
        tries(visit(name, allows=False))

    _, page = show()

    assert "2 people, who did not allow follow-up." in page
    assert "Nobody waits for help." not in page


def test_person_without_an_address_is_named_without_a_link(show, visit, tries):
    tries(visit("Ada", email=""))

    _, page = show()

    assert ("<strong>Ada</strong>" in page, "mailto:" in page) == (True, False)


def test_long_list_is_shown_in_part(show, visit, tries, monkeypatch):
    monkeypatch.setattr(follow_up, "SHOWN", 1)
    for name in ("Ada", "Ben"):
        tries(visit(name))

    _, page = show()

    assert ("The first 1 is shown." in page, "Task of Ben" in page) == (True, False)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("coordinator", 200), ("lead", 200), ("staff", 403), ("outsider", 403)]
)
def test_lists_are_for_those_who_run_the_space(show, request, name, who, status):
    assert show(name, request.getfixturevalue(who))[0] == status


@pytest.mark.parametrize("name", PAGES)
def test_stranger_is_asked_to_sign_in(client, began, name):
    key = [began.pk] if name == "desk-follow-up-event" else []

    answer = client.get(reverse(name, args=key))

    assert answer.url.startswith(reverse("account_login"))


def test_coordinator_of_another_space_sees_nobody(show, make_person, visit, tries, now):
    from parvis.core.spaces.actions import appoint_coordinator  # noqa: PLC0415

    oslo = open_space(
        slug="oslo",
        name="Oslo space",
        city="Oslo",
        country="NO",
        time_zone="Europe/Oslo",
        opened_on=date(2025, 1, 1),
        by=None,
        now=now,
    )
    other = make_person("olga")
    term = {"is_technical": True, "from_on": now.date(), "by": None, "now": now}
    appoint_coordinator(space=oslo, user=other, **term)
    tries(visit("Ada"))

    everywhere, of_event = show(who=other), show("desk-follow-up-event", other)

    assert (everywhere[0], "Ada" in everywhere[1]) == (200, False)
    assert of_event[0] == 403


def test_ways_lead_to_the_lists(client, coordinator, network, began):
    client.force_login(coordinator)

    home = client.get(reverse("desk")).content.decode()
    event = client.get(reverse("desk-event", args=[began.pk])).content.decode()

    assert f'href="{reverse("desk-follow-up")}"' in home
    assert f'href="{reverse("desk-follow-up-event", args=[began.pk])}"' in event


def test_page_costs_the_same_queries_with_one_and_with_three(show, visit, tries):
    def cost():
        with CaptureQueriesContext(connection) as context:
            show()
        return len(context)

    def come(n):
        for state in ("stuck", "trying", "finished"):
            tries(visit(f"{state} {n}", email=f"{state}{n}@example.org"), state)

    come(1)
    cost()  # signs in, and warms what is kept
    one = cost()
    for n in (2, 3):
        come(n)

    assert cost() == one
