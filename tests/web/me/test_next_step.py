"""“Your next step” on one's own page: what lies there, what one tries, and who helps."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.core.events.models import Event
from parvis.core.followup.laying_out import lay_out
from parvis.core.followup.models import Attempt, EventMentor
from parvis.core.followup.trying import expire_attempts
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.opportunities import Opportunity
from parvis.core.registration.links import token_of
from parvis.core.registration.models import Registration
from tests.core.followup.conftest import coding, make_task

pytestmark = pytest.mark.django_db
__all__ = ["coding", "make_task"]  # fixtures
HOUR = timedelta(hours=1)
TAKE = "I’ll try this"


@pytest.fixture
def begun(event, now):
    """Let the event begin an hour ago."""

    def begun(hours=1):
        start = now - hours * HOUR
        times = {"starts_at": start, "ends_at": start + 3 * HOUR}
        around = {"books_from": times["starts_at"], "books_until": times["ends_at"]}
        Event.objects.filter(pk=event.pk).update(**times, **around)
        event.refresh_from_db()
        return event

    return begun


@pytest.fixture
def ada(event, sign_up, begun):
    row = sign_up(event, "Ada")
    begun()
    return row


@pytest.fixture
def own(client, network):
    """Open or use a page of a sign-up with its link; the text of the answer, and its status."""

    def open_it(row, path="", *, by_mail=True, post=None):
        address = f"/registrations/{token_of(row, by_mail=by_mail)}/{path}"
        act = client.get if post is None else client.post
        answer = act(address, post, follow=True)
        return " ".join(answer.content.decode().split()), answer.status_code

    return open_it


def attempt_of(row):
    return Attempt.objects.get(registration=row)


def test_before_the_event_only_what_will_lie_there_is_said(event, sign_up, own, make_task, now):
    lay_out(event=event, opportunity=make_task("Mend a tooltip"), by=None, now=now)
    make_task("Not laid out")

    page, _ = own(sign_up(event, "Ada"))

    assert "What you can start on there" in page
    assert ("Mend a tooltip" in page, "Not laid out" in page, TAKE in page) == (True, False, False)


def test_before_an_event_where_nothing_lies_the_page_says_when_to_look(event, sign_up, own):
    page, _ = own(sign_up(event, "Ada"))

    assert "Once the event has begun, this page offers you something to start on." in page


def test_what_lies_there_is_offered_with_all_that_is_needed_to_choose(
    event, ada, own, make_task, now
):
    said = {"summary": "It stays open.", "prerequisites": "a text editor", "minutes": 90}
    task = make_task("Mend a tooltip", link="https://git.example.org/42", **said)
    lay_out(event=event, opportunity=task, by=None, now=now)
    make_task("Not laid out")

    page, _ = own(ada)

    for words in ("1 h 30 min", "Coding", "It stays open.", "It takes: a text editor", TAKE):
        assert words in page, words
    assert 'href="https://git.example.org/42" rel="external noopener"' in page
    assert "Not laid out" not in page


def test_where_nothing_lies_a_few_are_chosen(ada, own, make_task):
    for n in range(9):
        make_task(f"Task {n}", minutes=None)

    page, _ = own(ada)

    assert "A few that might suit you." in page
    assert (page.count('<li class="task">'), "length not known" in page) == (6, True)


def test_where_nothing_is_open_the_page_says_whom_to_ask(ada, own, coding):
    page, _ = own(ada)

    assert "Ask the people at the space: there is always something." in page


def test_task_is_taken_with_one_button_and_twice_is_once(ada, own, make_task):
    task, _other = make_task("Mend a tooltip"), make_task("Write a test")

    for _ in range(2):
        page, status = own(ada, f"try/{task.pk}/", post={})

    assert (status, attempt_of(ada).opportunity) == (200, task)
    assert "It is yours to try. Say here how it goes." in page
    assert "Take another one" in page


def test_whole_way_from_stuck_to_finished(ada, own, make_task):
    own(ada, f"try/{make_task().pk}/", post={})
    at = f"tried/{attempt_of(ada).pk}/"

    stuck, _ = own(ada, f"{at}stuck/", post={"words": "It does not build."})
    state = attempt_of(ada).state
    goes_on, _ = own(ada, f"{at}go-on/", post={})
    finished, _ = own(ada, f"{at}finish/", post={})

    assert ("You are stuck." in stuck, "It does not build." in stuck, state) == (
        True,
        True,
        "stuck",
    )
    assert "Good. Say so when you are done, or stuck again." in goes_on
    assert "Well done, and thank you." in finished
    assert "What you tried" in finished
    assert attempt_of(ada).state == "finished"


def test_who_is_stuck_is_told_who_helps_in_that_area_with_their_leave(
    event, ada, own, make_task, make_person, coding, area, now
):
    for name, is_shown in (("mia", True), ("noor", True), ("quiet", False), ("other", True)):
        mentor = Mentor.objects.create(
            user=make_person(name), since=now, is_shown=is_shown, about=f"Ask {name}"
        )
        mentor.areas.set([coding] if name != "other" else [])
    EventMentor.objects.create(event=event, mentor=Mentor.objects.get(user__display_name="Noor"))
    own(ada, f"try/{make_task().pk}/", post={})

    page, _ = own(ada, f"tried/{attempt_of(ada).pk}/stuck/", post={})

    assert page.index("Noor <strong>is here</strong>") < page.index("Mia")
    assert ("Ask noor" in page, "Quiet" in page, "Other" in page) == (True, False, False)
    assert f'/registrations/{token_of(ada, by_mail=True)}/mentor/?area=coding"' in page


def test_task_is_let_go_and_the_page_offers_the_others(ada, own, make_task):
    task, other = make_task("Mend a tooltip"), make_task("Write a test")
    own(ada, f"try/{task.pk}/", post={})

    page, _ = own(ada, f"tried/{attempt_of(ada).pk}/drop/", post={})

    assert "Let go. That is fine: take another one whenever you like." in page
    assert (f"try/{task.pk}/" in page, f"try/{other.pk}/" in page) == (False, True)


def test_what_ran_out_can_still_be_said_to_be_finished(ada, own, make_task, now):
    own(ada, f"try/{make_task().pk}/", post={})
    expire_attempts(now=now + timedelta(days=30))

    page, _ = own(ada)
    own(ada, f"tried/{attempt_of(ada).pk}/finish/", post={})

    assert ("has not been back" in page, "I did finish it" in page) == (True, True)
    assert attempt_of(ada).state == "finished"


def test_closed_task_says_so_to_who_is_at_it_and_is_not_taken_any_more(ada, own, make_task, now):
    task, other = make_task("Mend a tooltip"), make_task("Write a test")
    own(ada, f"try/{task.pk}/", post={})
    Opportunity.objects.update(state="closed", closed_at=now)

    page, _ = own(ada)
    refused, status = own(ada, f"try/{other.pk}/", post={})

    assert "It was closed where it is" in page
    assert ("“Write a test” is closed by now." in refused, status) == (True, 422)


def test_three_at_once_are_enough(ada, own, make_task):
    tasks = [make_task(f"Task {n}") for n in range(4)]
    for task in tasks[:3]:
        own(ada, f"try/{task.pk}/", post={})

    page, _ = own(ada)
    refused, status = own(ada, f"try/{tasks[3].pk}/", post={})

    assert "Take another one" not in page
    assert ("You have 3 things going, which is plenty." in refused, status) == (True, 422)


def test_too_many_words_are_refused_and_kept_in_the_form(ada, own, make_task):
    own(ada, f"try/{make_task().pk}/", post={})

    page, status = own(ada, f"tried/{attempt_of(ada).pk}/stuck/", post={"words": "word " * 120})

    assert (status, "in at most 500" in page, "word word" in page) == (422, True, True)
    assert attempt_of(ada).state == "trying"


@pytest.mark.parametrize("step", ["finish", "stuck", "go-on", "drop"])
def test_somebody_elses_attempt_is_not_there(event, ada, own, make_row, make_task, step):
    own(ada, f"try/{make_task().pk}/", post={})
    ben = make_row(event, 2, email="ben@example.org", email_key="ben@example.org")

    _, status = own(ben, f"tried/{attempt_of(ada).pk}/{step}/", post={})

    assert (status, attempt_of(ada).state) == (404, "trying")


def test_opening_a_link_takes_nothing_and_unknown_steps_are_not_there(ada, own, make_task):
    task = make_task()
    looked = own(ada, f"try/{task.pk}/")[1]
    own(ada, f"try/{task.pk}/", post={})
    at = f"tried/{attempt_of(ada).pk}/"

    answers = [own(ada, f"{at}finish/")[1], own(ada, f"{at}dance/", post={})[1]]

    assert (looked, answers) == (405, [405, 404])
    assert own(ada, "try/999999/", post={})[1] == 404


@pytest.mark.parametrize(
    ("changes", "event_changes"),
    [({"state": "cancelled"}, {}), ({"state": "waiting"}, {}), ({}, {"state": "cancelled"})],
)
def test_who_does_not_come_is_offered_nothing_but_keeps_what_they_took(
    ada, own, make_task, changes, event_changes
):
    task, _other = make_task("Mend a tooltip"), make_task("Write a test")
    before = dict.fromkeys(("offered", "kept"))
    for name in before:
        Registration.objects.filter(pk=ada.pk).update(state="confirmed")
        Event.objects.update(state="published")
        if name == "kept":
            own(ada, f"try/{task.pk}/", post={})
        Registration.objects.filter(pk=ada.pk).update(**changes)
        Event.objects.update(**event_changes)
        page, _ = own(ada)
        before[name] = ("Your next step" in page, TAKE in page)

    assert before == {"offered": (False, False), "kept": (True, False)}


def test_what_was_tried_by_another_visit_is_shown_to_who_reads_the_mail_alone(
    ada, small, sign_up, own, make_task
):
    own(sign_up(small, "Ada"), f"try/{make_task('Mend a tooltip').pk}/", post={})

    by_mail, by_page = (own(ada, by_mail=way)[0] for way in (True, False))

    assert ("Yours since" in by_mail, "Yours since" in by_page) == (True, False)


def test_page_asks_as_often_for_many_as_for_one(
    event, ada, own, make_task, make_person, coding, now
):
    def asked(first, last):
        for n in range(first, last):
            lay_out(event=event, opportunity=make_task(f"Task {n}"), by=None, now=now)
            mentor = Mentor.objects.create(user=make_person(f"m{n}"), since=now, is_shown=True)
            mentor.areas.add(coding)
            given = {"taken_at": now, "changed_at": now, "until": now, "registration": ada}
            state = "finished" if n > 1 else "stuck"
            Attempt.objects.create(opportunity=make_task(f"Taken {n}"), state=state, **given)
        with CaptureQueriesContext(connection) as captured:
            page, _ = own(ada)
        return len(captured), page.count("You are stuck."), page.count(TAKE)

    (few, *first), (many, *then) = asked(0, 1), asked(1, 6)

    assert (first, then, many) == ([1, 1], [2, 6], few)
