"""The desk lays tasks and mentors out for an event; visitors see it on the event's page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.core.followup.laying_out import MOST, laid_out, lay_out
from parvis.core.followup.models import EventMentor, EventOpportunity
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.opportunities import Opportunity
from tests.core.followup.conftest import coding, make_task
from tests.core.registration.conftest import evening, event, make_row, plan, sign_up, small
from tests.web.me.conftest import now

pytestmark = pytest.mark.django_db
__all__ = ["coding", "evening", "event", "make_row", "make_task", "now", "plan", "sign_up", "small"]


@pytest.fixture
def desk(client, coordinator, event, network):
    """The page's text for its coordinator, after a step where one is named."""

    def desk(path="", *, who=coordinator, post=None):
        client.force_login(who)
        address = f"/desk/events/{event.pk}/next-steps/{path}"
        answer = client.get(address) if post is None else client.post(address, post, follow=True)
        return " ".join(answer.content.decode().split()), answer.status_code

    return desk


@pytest.fixture
def mentor(make_person, coding, now):
    made = Mentor.objects.create(user=make_person("mia"), since=now, languages=["fr"])
    made.areas.add(coding)
    return made


def titles(event):
    return [one.opportunity.title for one in laid_out(event)]


def test_suggested_task_is_laid_out_moved_and_taken_away(desk, event, make_task):
    tasks = [make_task(f"Task {n}") for n in range(3)]

    suggested, _ = desk()
    for task in tasks:
        laid, _ = desk(f"{task.pk}/lay-out/", post={})
    desk(f"{tasks[2].pk}/up/", post={})
    moved = titles(event)
    desk(f"{tasks[0].pk}/down/", post={})
    again = titles(event)
    gone, _ = desk(f"{tasks[1].pk}/take-away/", post={})

    assert suggested.count("Lay out<span") == 3
    assert ("Laid out: Task 2." in laid, "Nobody took it yet." in laid) == (True, True)
    assert (moved, again) == (["Task 0", "Task 2", "Task 1"], ["Task 2", "Task 0", "Task 1"])
    assert "Taken away: Task 1. Whoever tries it goes on." in gone
    assert titles(event) == ["Task 2", "Task 0"]


def test_another_is_found_by_its_title(desk, make_task, now, event):
    for n in range(8):
        make_task(f"Task {n}")
    make_task("Mend a tooltip", difficulty="much")
    make_task("Tooltip that is done", state="closed", closed_at=now)
    lay_out(event=event, opportunity=make_task("Tooltip there"), by=None, now=now)

    found, _ = desk("?asked=tooltip")
    nothing, _ = desk("?asked=zebra")

    assert (
        found.count("Lay out<span"),
        'Lay out<span class="for-ears">: Mend a tooltip' in found,
    ) == (1, True)
    assert "None. Try a shorter word." in nothing


def test_page_says_how_many_take_each_and_which_closed(desk, event, make_task, sign_up, now):
    from parvis.core.followup.trying import finish, try_this  # noqa: PLC0415
    from parvis.core.followup.whose import Whose  # noqa: PLC0415

    task = make_task()
    lay_out(event=event, opportunity=task, by=None, now=now)
    whose = [Whose.of_visit(sign_up(event, name), is_proved=True) for name in ("Ada", "Ben")]
    tried = [try_this(whose=one, opportunity=task, now=now) for one in whose]
    finish(whose=whose[0], attempt=tried[0], now=now)
    Opportunity.objects.update(state="closed", closed_at=now)

    page, _ = desk()

    assert "Taken by 2: 1 at it, 1 finished." in page
    assert "Closed where it is: visitors no longer see it here." in page
    assert "No open task fits the areas, level and language of this event." in page


def test_thirteenth_is_refused_with_a_sentence(desk, event, make_task, now):
    for n in range(MOST):
        lay_out(event=event, opportunity=make_task(f"Task {n}"), by=None, now=now)
    more = make_task("One more")

    page, _ = desk()
    refused, status = desk(f"{more.pk}/lay-out/", post={})

    assert ("12 lie there." in page, "Lay out<span" in page) == (True, False)
    assert (status, "12 lie there already" in refused) == (422, True)


def test_mentor_is_named_and_struck_off(desk, event, mentor):
    page, _ = desk()
    named, _ = desk(f"mentors/{mentor.pk}/name/", post={})
    count = EventMentor.objects.filter(event=event).count()
    struck, _ = desk(f"mentors/{mentor.pk}/strike/", post={})

    assert ("Mia" in page, "not named to visitors" in page, "fr" in page) == (True, True, True)
    assert ("Mia is there." in named, count) == (True, 1)
    assert "Mia is not there after all." in struck
    assert not EventMentor.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "staff", None])
def test_nobody_else_opens_or_changes_it(client, request, event, make_task, mentor, network, who):
    if who:
        client.force_login(request.getfixturevalue(who))
    page = reverse("desk-next-steps", args=[event.pk])
    acts = (f"{page}{make_task().pk}/lay-out/", f"{page}mentors/{mentor.pk}/name/")

    answers = {client.get(page).status_code, *(client.post(one).status_code for one in acts)}

    assert answers == ({403} if who else {302})
    assert not EventOpportunity.objects.exists()


def test_unknown_steps_and_things_are_not_there(desk, make_task, mentor, now):
    task = make_task()

    answers = [
        desk(path, post={})[1]
        for path in (f"{task.pk}/dance/", "999/up/", f"mentors/{mentor.pk}/dance/")
    ]
    Mentor.objects.update(until=now + timedelta(hours=1))
    ended = desk(f"mentors/{mentor.pk}/name/", post={})[1]
    looked = desk(f"{task.pk}/lay-out/")[1]

    assert (answers, ended, looked) == ([404] * 3, 404, 405)


def test_cancelled_event_offers_nothing_to_lay_out(desk, event, make_task):
    type(event).objects.update(state="cancelled")

    page, _ = desk()
    refused, status = desk(f"{make_task().pk}/lay-out/", post={})

    assert ("These might suit" in page, status) == (False, 422)
    assert "does not take place" in refused


def test_event_page_of_the_desk_leads_there(client, coordinator, event, network):
    client.force_login(coordinator)

    page = client.get(f"/desk/events/{event.pk}/").content.decode()

    assert f'href="/desk/events/{event.pk}/next-steps/"' in page


def test_page_asks_as_often_for_many_as_for_one(desk, event, make_task, make_person, coding, now):
    def asked(first, last):
        for n in range(first, last):
            lay_out(event=event, opportunity=make_task(f"Task {n}"), by=None, now=now)
            mentor = Mentor.objects.create(user=make_person(f"m{n}"), since=now)
            mentor.areas.add(coding)
        with CaptureQueriesContext(connection) as captured:
            desk()
        return len(captured)

    for n in range(7):
        make_task(f"Suggested {n}")
    desk()  # signs in

    assert asked(0, 1) == asked(1, 10)


def test_public_page_shows_what_lies_there_and_no_button(client, event, make_task, now, network):
    closed = make_task("Closed by now")
    for task in (make_task("Mend a tooltip"), closed):
        lay_out(event=event, opportunity=task, by=None, now=now)
    Opportunity.objects.filter(pk=closed.pk).update(state="closed", closed_at=now)

    page = client.get(f"/events/{event.uid}/").content.decode()

    assert ("What you can start on here" in page, "Mend a tooltip" in page) == (True, True)
    assert ("Closed by now" in page, "try this" in page) == (False, False)


def test_public_page_without_any_says_nothing_of_it(client, event, make_task, network):
    make_task()

    assert "start on here" not in client.get(f"/events/{event.uid}/").content.decode()
