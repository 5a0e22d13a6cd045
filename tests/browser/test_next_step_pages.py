"""A next step in a real browser: taken on a phone, laid out at the desk, good at every width."""

import re
from datetime import timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.followup.laying_out import lay_out, name_mentor
from parvis.core.followup.models import Attempt
from parvis.core.followup.trying import expire_attempts, get_stuck, try_this
from parvis.core.followup.whose import Whose
from parvis.core.pathways.mentoring import Mentor
from parvis.core.pathways.opportunities import Opportunity
from tests.browser.test_sign_up_pages import open_page, own
from tests.core.followup.conftest import coding, make_task
from tests.looks import follow, holds_for_everybody
from tests.web.me.conftest import *  # noqa: F403  # the same events and sign-ups
from tests.web.me.test_next_step import ada, begun

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["ada", "begun", "coding", "make_task", "open_page"]
LONG = "Mend_the_tooltip_of_the_toolbar_button_that_opens_the_sidebar_on_the_left " * 2
SENTENCE = "It shows the old name of the button. Say the new one, in both themes."


@pytest.fixture
def tasks(make_task):
    """Of all lengths, with all that may be said of one."""
    said = {"summary": SENTENCE, "prerequisites": "a text editor", "language": "fr"}
    rest = [make_task(f"Say it in plain words, page {n}", minutes=15 * n) for n in range(1, 8)]
    long = make_task(LONG[:190], minutes=None, link="https://git.example.org/42", **said)
    return [make_task("Mend the tooltip", link="https://git.example.org/7", **said), long, *rest]


@pytest.fixture
def mentor(make_person, coding, now):
    about = "Ask me anything about the first patch, however small it seems."
    made = Mentor.objects.create(user=make_person("mia"), since=now, about=about, is_shown=True)
    made.areas.add(coding)
    return made


def test_task_is_taken_got_stuck_on_gone_on_with_and_finished_on_a_phone(
    open_page, event, ada, tasks, mentor, now
):
    lay_out(event=event, opportunity=tasks[0], by=None, now=now)
    name_mentor(event=event, mentor=mentor, by=None, now=now)
    page = open_page(own(ada))

    follow(page.get_by_role("button", name=re.compile("try this.*Mend the tooltip")))
    page.get_by_text("It is yours to try.").wait_for()
    page.get_by_text("I am stuck").click()
    page.get_by_label("What are you stuck on?").fill("It does not build.")
    follow(page.get_by_role("button", name="Say so"))
    stuck = page.get_by_text("Mia is here").inner_text()
    holds_for_everybody(page, "stuck")
    follow(page.get_by_role("button", name="I go on"))
    follow(page.get_by_role("button", name=re.compile("Finished.*Mend the tooltip")))
    page.get_by_text("Well done, and thank you.").wait_for()

    tried = Attempt.objects.get()
    assert (tried.state, tried.words, "Mia" in stuck) == ("finished", "It does not build.", True)


def test_keyboard_alone_takes_a_task_and_lets_it_go(open_page, event, ada, tasks, now):
    page = open_page(own(ada), width=1280)

    page.get_by_role("button", name="I’ll try this").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Let it go").focus()
    with page.expect_navigation():
        page.keyboard.press("Space")
    page.get_by_text("Let go. That is fine").wait_for()

    assert Attempt.objects.get().state == "dropped"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_axe_finds_nothing_and_nothing_runs_over(
    open_page, event, small, ada, sign_up, tasks, mentor, now, width, scheme
):
    for task in tasks[:2]:
        lay_out(event=event, opportunity=task, by=None, now=now)
        lay_out(event=small, opportunity=task, by=None, now=now)
    to_come = sign_up(small, "Ben")
    paths = [own(ada), own(to_come), f"/events/{event.uid}/"]
    before = [open_page(path, width, scheme) for path in paths]
    for page, path in zip(before, paths, strict=True):
        holds_for_everybody(page, path)
    _try_all(ada, tasks, now)

    page = open_page(own(ada), width, scheme)
    for more in page.locator("details").all():
        more.evaluate("one => one.open = true")

    holds_for_everybody(page, "with attempts")


def _try_all(row, tasks, now):
    """One is going, one is stuck and closed, one ran out."""
    whose = Whose.of_visit(row, is_proved=True)
    long_ago = now - timedelta(days=30)
    try_this(whose=whose, opportunity=tasks[3], now=long_ago)
    expire_attempts(now=now)
    try_this(whose=whose, opportunity=tasks[0], now=now)
    stuck = try_this(whose=whose, opportunity=tasks[1], now=now)
    get_stuck(whose=whose, attempt=stuck, words="It does not build. " * 12, now=now)
    Opportunity.objects.filter(pk=tasks[1].pk).update(state="closed", closed_at=now)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_desk_lays_out_at_every_width(
    open_page, client, live_server, event, coordinator, tasks, mentor, now, width, scheme
):
    for task in tasks[:3]:
        lay_out(event=event, opportunity=task, by=None, now=now)
    Opportunity.objects.filter(pk=tasks[2].pk).update(state="closed", closed_at=now)
    name_mentor(event=event, mentor=mentor, by=None, now=now)
    client.force_login(coordinator)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page = open_page("/events/", width, scheme)
    page.context.add_cookies([{**session, "url": live_server.url}])

    page.goto(f"{live_server.url}/desk/events/{event.pk}/", wait_until="networkidle")
    follow(page.get_by_role("link", name="What they can start on"))
    holds_for_everybody(page, "desk")
    follow(page.get_by_role("button", name="Lay out").first)
    page.get_by_text("Laid out: ").wait_for()

    assert event.laid_out.count() == 4
    assert Event.objects.get(pk=event.pk).state == "published"
