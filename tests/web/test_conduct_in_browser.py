"""Telling of something, and the stewards' pages, in a real browser: on every width, for all."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from parvis.core.events.actions import plan_event
from parvis.core.events.models import Event
from parvis.core.registration.excluding import exclude, lift
from parvis.core.registration.models import Registration
from parvis.core.registration.plausible import key_of
from parvis.core.registration.reporting import report_conduct, settle_report
from tests.looks import follow, holds_for_everybody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = (
    "Around nine, by the bar, somebody in a grey pullover shouted at me and would not let me pass."
    "\n\nI would like somebody to talk to him. Please do not name me. There is a picture at "
    f"https://pictures.example/{'0123456789' * 12}"
)


@pytest.fixture
def event(network, space):
    now = timezone.now()
    space.conduct_contact = "Ines Martin, conduct@paris-space.example, or at the desk"
    space.code_of_conduct = "https://example.org/conduct"
    space.save()
    start = now + timedelta(days=3)
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    title = "Lamp repair for everybody who has a lamp that does not shine any more"
    made = plan_event(space=space, title=title, by=None, now=now, **times)
    Event.objects.filter(pk=made.pk).update(state="published", published_at=now)
    return made


@pytest.fixture
def handled(event, space, steward):
    """Reports open and settled, somebody who may not come and somebody who may again."""
    now = timezone.now()
    said = {"name": "Nadia", "reach": "nadia@friends.example", "words": WORDS, "now": now}
    report = report_conduct(space=space, event=event, **said)
    old = report_conduct(space=space, words="The toilet door does not close.", now=now)
    settle_report(report=old, outcome="Mended the lock.", by=steward, now=now)
    email = f"{'maximilian' * 6}@Bücher-und-Zeitschriften.example"
    who = {"name": "Maximilian", "email": email, "email_key": key_of(email)}
    moments = {"asked_at": now, "changed_at": now}
    Registration.objects.create(event=event, number=1, state="confirmed", **who, **moments)
    reason = {"because": WORDS, "until_on": None, "by": steward}
    exclude(email=email, space=space, **reason, now=now)
    other = exclude(email="ada@example.org", space=None, **reason, now=now)
    lift(exclusion=other, by=steward, now=now)
    return report


@pytest.fixture
def look(browser, live_server, client):
    """Open pages one after the other, and hold that anybody can use each of them."""
    contexts, complaints = [], []

    def look(width, scheme, user=None):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
        )
        contexts.append(context)
        if user is not None:
            client.force_login(user)
            value = client.cookies[settings.SESSION_COOKIE_NAME].value
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value}
            context.add_cookies([{**cookie, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text))
        return page

    yield look
    for context in contexts:
        context.close()
    assert [text for text in complaints if "422" not in text] == []  # a refused form is a 422


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_visitor_tells_the_stewards(look, live_server, event, width, scheme):
    page = look(width, scheme)

    page.goto(f"{live_server.url}/events/{event.uid}/")
    holds_for_everybody(page, "event")
    follow(page.get_by_role("link", name="Tell us about something that happened"))
    holds_for_everybody(page, "form")
    page.get_by_label("What happened").fill(" ")
    follow(page.get_by_role("button", name="Send it"))
    holds_for_everybody(page, "form refused")
    page.get_by_label("What happened").fill(WORDS)
    follow(page.get_by_role("button", name="Send it"))
    page.get_by_role("heading", name="Thank you for telling us").wait_for()
    holds_for_everybody(page, "thanks")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_steward_handles_what_was_told(look, live_server, handled, steward, width, scheme):
    page = look(width, scheme, steward)

    page.goto(f"{live_server.url}/events/")
    follow(page.get_by_role("link", name="Conduct", exact=True))
    holds_for_everybody(page, "reports")
    follow(page.get_by_role("link", name="Lamp repair"))
    page.get_by_label("Address, or part of a name").fill("max")
    follow(page.get_by_role("button", name="Find their sign-ups"))
    holds_for_everybody(page, "report")
    follow(page.get_by_role("link", name="Exclude this address"))
    page.get_by_label("Why").fill("As reported")
    follow(page.get_by_role("button", name="Exclude this address"))
    page.get_by_text("already").wait_for()
    page.get_by_text("Ran out or lifted").click()
    holds_for_everybody(page, "exclusions")
    page.goto(f"{live_server.url}/programme/conduct/?show=settled")
    holds_for_everybody(page, "settled")
    follow(page.get_by_role("link", name="Paris space"))
    page.get_by_text("Mended the lock.").wait_for()
    holds_for_everybody(page, "settled report")
