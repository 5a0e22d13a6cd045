"""The whole way of one visitor, in a real browser, and what is left of it when they are erased.

From a sign-up on a phone to a contributor whom the event recruited, who is counted as nobody then.
"""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from parvis.core.events.models import Event
from parvis.core.followup.laying_out import lay_out
from parvis.core.followup.models import Attempt
from parvis.core.followup.recognition import Recognition
from parvis.core.people.models import User
from parvis.core.registration.checkins import CheckIn
from parvis.core.registration.models import Registration
from tests.browser.devices import *  # noqa: F403  # a device that has opened the link
from tests.browser.devices import enter
from tests.cli.conftest import Repository, parvis
from tests.core.followup.conftest import coding, make_task
from tests.looks import follow, holds_for_everybody
from tests.web.door.conftest import *  # noqa: F403  # the same event, links and sign-ups
from tests.web.door.conftest import code
from tests.web.test_sign_in import code_in

__all__ = ["coding", "make_task", "parvis"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 780}
GRACE = "grace@example.org"
MAPPING = """
platform = "forum"

[columns]
id = "number"
address = "mail"
date = "opened"

[constant]
kind = "issue"
area = "coding"

[coverage]
from_birth = true
"""


@pytest.fixture
def event(evening, now):
    """It began half an hour ago."""
    start = now - timedelta(minutes=30)
    return evening(starts_at=start, ends_at=start + timedelta(hours=3))


@pytest.fixture
def open_as(browser, live_server, client, network):
    """Open a page on a phone; `user` is signed in there, in a browser of their own."""
    contexts, complaints = [], []

    def open_it(path, user=None):
        context = browser.new_context(viewport=PHONE, reduced_motion="reduce")
        contexts.append(context)
        if user is not None:
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            value = client.cookies[name].value
            context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path, wait_until="networkidle")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def done(parvis):
    """A command that must do what it is asked for; what it printed."""

    def run(*words):
        ran = parvis(*words)
        assert ran.exit_code == 0, ran.output
        return ran.stdout

    return run


@pytest.fixture
def measured(done):
    """The recruited, at the start of tomorrow: with all of today."""

    def measure():
        tomorrow = (timezone.now() + timedelta(days=1)).date()
        return json.loads(done("measure", "--as-of", tomorrow, "--format", "json"))["recruited"]

    return measure


@pytest.fixture
def task(event, coding, make_task, coordinator, now):
    task = make_task("Mend the tooltip")
    lay_out(event=event, opportunity=task, by=coordinator, now=now)
    return task


@pytest.fixture
def signs_up(open_as, event):
    """Grace signs up on her phone, with leave to be written to, and to be joined."""

    def sign_up():
        page = open_as(f"/events/{event.uid}/")
        follow(page.get_by_role("link", name="Sign up"))
        page.get_by_label("Your name").fill("Grace Hopper")
        page.get_by_label("Your e-mail address").fill(GRACE)
        page.get_by_label("Write to me after the event").check()
        page.get_by_label("Join my visits with contributions").check()
        follow(page.get_by_role("button", name="Sign up"))
        page.get_by_text("You have a place").wait_for()
        return page

    return sign_up


@pytest.fixture
def opens_an_issue(done, tmp_path):
    """Her first contribution, on a tracker whose table is loaded: it makes her casual."""

    def contribute():
        table, mapping = tmp_path / "issues.csv", tmp_path / "issues.toml"
        table.write_text(f"number,mail,opened\n1,{GRACE},{timezone.now():%Y-%m-%dT%H:%M:%SZ}\n")
        mapping.write_text(MAPPING)
        done("ingest", "table", table, "--mapping", mapping, "--source", "tracker")
        done("resolve")
        done("worker", "--once")

    return contribute


@pytest.fixture
def commits(done, tmp_path):
    """Then a commit of hers appears in a repository that is loaded: it makes her active."""

    def contribute():
        repository = Repository(tmp_path / "work")
        repository.commit("Grace", GRACE, f"{timezone.now():%Y-%m-%dT%H:%M:%S+00:00}")
        done("ingest", "git", repository.path, "--source", "work", "--area", "coding")
        done("resolve")
        done("worker", "--once")

    return contribute


@pytest.fixture
def signs_in(open_as):
    """She makes an account: a code by mail, and no password. Her page."""

    def sign_in():
        page = open_as("/accounts/signup/")
        page.locator("input[name=email]").fill(GRACE)
        follow(page.get_by_role("button", name="Send me a code"))
        page.locator("input[name=code]").fill(code_in(mail.outbox[-1]))
        with page.expect_navigation(url="**/me/"):
            page.keyboard.press("Enter")
        return page

    return sign_in


@pytest.fixture
def desk_says(open_as, event, lead):
    """What a lead reads on the page of the event, once it is over."""

    def read():
        Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() - timedelta(minutes=1))
        page = open_as(f"/desk/events/{event.pk}/", lead)
        holds_for_everybody(page, "desk")
        section = page.locator("section", has=page.locator("#recruited"))
        return " ".join(section.inner_text().split())

    return read


def levels():
    return set(Recognition.objects.values_list("level", flat=True))


def test_visitor_becomes_a_contributor_whom_the_event_recruited_and_is_forgotten(
    home,
    event,
    task,
    device,
    signs_up,
    opens_an_issue,
    commits,
    signs_in,
    measured,
    desk_says,
):
    cache.clear()  # no attempt to sign in of another test counts

    # She signs up, and is let in at the door.
    own_page = signs_up()
    row = Registration.objects.get()
    enter(device().page, code(row), "in", "Grace Hopper")
    assert CheckIn.objects.get().is_counted

    # She takes a task.
    own_page.reload()
    follow(own_page.get_by_role("button", name="I’ll try this"))
    own_page.get_by_text("It is yours to try.").wait_for()
    holds_for_everybody(own_page, "own page")
    assert Attempt.objects.get().opportunity == task

    # An issue makes her casual: recognised, and not recruited.
    page = signs_in()
    opens_an_issue()
    assert (levels(), measured()["total"]) == ({"casual"}, 0)

    # A commit makes her active: recruited by that event.
    commits()
    found = measured()
    assert levels() == {"casual", "active"}
    assert found["total"] == 1
    assert found["by_event"] == [{"event": event.pk, "space": "paris", "people": 1, "credit": 1.0}]
    assert "Recruited so far 1 of 1 who allowed linking" in desk_says()

    # She sees it on her page, and takes it along.
    page.reload()
    holds_for_everybody(page, "my page")
    for badge in ("Coding: casual contributor", "Coding: active contributor"):
        page.get_by_role("link", name=badge).wait_for()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take it along (JSON)").first.click()
    kept = json.loads(taken.value.path().read_text())
    assert {one["level"] for one in kept["recognitions"]} == {"casual", "active"}
    (under,) = kept["under_addresses"]
    assert [one["event"] for one in under["recruited"]] == [event.title]

    # She is forgotten; the counts stay.
    follow(page.get_by_role("link", name="Erase all of it"))
    page.get_by_label("Your e-mail address, to confirm").fill(GRACE)
    follow(page.get_by_role("button", name="Erase what is kept about me"))
    page.get_by_text("Your account is erased").wait_for()
    row.refresh_from_db()
    assert (row.name, row.email, row.linking_since) == ("(erased)", "", None)
    assert not User.objects.filter(email=GRACE).exists()
    assert not Recognition.objects.exists()
    assert "Recruited so far 1 of 1 who allowed linking" in desk_says()
    after = measured()
    assert (after["total"], after["erased"]) == (1, 1)
    assert after["by_event"] == found["by_event"]
    assert "Recruited so far 1 of 1 who allowed linking" in desk_says()
