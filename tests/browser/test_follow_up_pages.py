"""Whom to follow up, in a real browser: readable at every width, and reached by links."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.followup.models import Attempt, Introduction
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.models import Registration
from tests.browser.test_desk_pages import open_page
from tests.looks import follow, holds_for_everybody
from tests.web.desk.conftest import *  # noqa: F403  # the same space, rooms and coordinator

__all__ = ["open_page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "I cannot get the tests to start: the build says a_rather_long_word_without_any_space_in_it"


@pytest.fixture
def people(began, area):
    """Some in each list, of whom some did not allow it."""
    names = ("Ada Lovelace", "Ben", "Cleo with a name that is rather long for a phone", "Dan")
    for n, (name, state) in enumerate(
        (name, state) for state in ("stuck", "trying", "expired", "finished") for name in names
    ):
        row = _visit(began, n + 1, name, allows=name != "Dan")
        at = timezone.now()
        task = Opportunity.objects.create(
            area=area, title=f"Mend what is broken in place {n}", opened_at=at, changed_at=at
        )
        moments = {"taken_at": at, "changed_at": at, "until": at + timedelta(days=2)}
        words = LONG if state == "stuck" else ""
        Attempt.objects.create(
            registration=row, opportunity=task, state=state, words=words, **moments
        )
        if state == "trying":
            Introduction.objects.create(registration=row, area=area, asked_at=at)
    return began


def _visit(event, number, name, *, allows):
    at, email = event.starts_at, f"a.rather.long.address.{number}@mail.example.org"
    return Registration.objects.create(
        event=event,
        number=number,
        name=name,
        email=email,
        email_key=email,
        state="confirmed",
        asked_at=at,
        changed_at=at,
        follow_up_since=at if allows else None,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_axe_finds_nothing_and_nothing_runs_over(open_page, people, scheme, width):
    for path in ("/desk/follow-up/", f"/desk/events/{people.pk}/follow-up/"):
        page = open_page(path, width, scheme)
        holds_for_everybody(page, path)


def test_links_lead_from_the_desk_to_one_event(open_page, people):
    page = open_page("/desk/", 360)

    follow(page.get_by_role("link", name="Follow up"))
    page.get_by_role("heading", name="Asked for help").wait_for()
    follow(page.get_by_role("link", name="Lamp repair").first)

    page.get_by_role("heading", name="Contributed for the first time").wait_for()
    more = [page.get_by_text(f"{n} more did not allow follow-up.").count() for n in (1, 2)]
    assert more == [1, 2]  # of three lists
