"""The door when something is not as it should be: a slow line, an ended link, a full room."""

from datetime import timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn, DoorPass
from parvis.core.registration.models import Registration
from parvis.core.registration.passes import make_pass
from tests.browser.devices import *  # noqa: F403  # a device that has opened the link
from tests.browser.devices import ENTRY, Device, enter, verdict
from tests.looks import barriers
from tests.services import QUIET
from tests.web.door.conftest import *  # noqa: F403  # the same event, links and sign-ups
from tests.web.door.conftest import code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def swallow(route):
    """The site hears of it and does it; its answer is lost on the way."""
    route.fetch()
    route.abort()


def databases(page):
    return page.evaluate("indexedDB.databases().then((all) => all.length)")


def test_yes_that_was_lost_on_the_way_is_one_check_in(device, sign_up, event):
    row = sign_up(event, "Ada")
    phone = device()

    phone.page.route("**/acts", swallow)
    enter(phone.page, code(row), "in")
    phone.page.get_by_text("Not sent yet").wait_for()
    phone.page.unroute("**/acts")
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.get_by_text("All sent").wait_for()

    assert list(CheckIn.objects.values_list("is_counted", "note")) == [(True, "")]


def test_yes_that_was_lost_on_the_way_is_taken_back_where_the_device_said_no(
    device, make_row, event
):
    row = make_row(event, 1, state="waiting", name="Wanda")
    phone = device()

    Registration.objects.filter(pk=row.pk).update(state="confirmed")  # the device does not know yet
    phone.page.route("**/acts", swallow)
    enter(phone.page, code(row), "waiting")
    phone.page.unroute("**/acts")
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.page.get_by_text("All sent").wait_for()

    assert CheckIn.objects.get().undone_at is not None


def test_ended_link_still_sends_what_waits_when_its_page_is_opened_again(
    device, sign_up, event, now
):
    row = sign_up(event, "Ada")
    phone = device()
    phone.line_goes()
    enter(phone.page, code(row), "in")
    phone.page.close()
    DoorPass.objects.update(revoked_at=now)
    phone.context.set_offline(False)

    page = phone.context.new_page()
    page.goto(phone.address)
    page.get_by_text("the list is off this device").wait_for()

    assert CheckIn.objects.get().is_counted
    assert databases(page) == 0
    page.goto(phone.address)
    assert "This link was ended" in page.get_by_role("main").inner_text()


def test_what_can_be_sent_no_more_is_shown_before_it_is_forgotten(device, sign_up, event):
    row = sign_up(event, "Ada")
    phone = device()
    phone.line_goes()
    enter(phone.page, code(row), "in")
    moments = ("starts_at", "ends_at", "books_from", "books_until")
    long_ago = {name: getattr(event, name) - timedelta(20) for name in moments}
    Event.objects.filter(pk=event.pk).update(**long_ago)
    phone.context.set_offline(False)

    said = phone.page.locator("#end-unsent")
    said.get_by_text("Ada, ").wait_for()
    violations = barriers(phone.page)
    kept = databases(phone.page)
    phone.page.get_by_role("button", name="I wrote it down").click()
    said.get_by_text("Ada, ").wait_for(state="hidden")

    assert (violations, kept, databases(phone.page)) == ([], 1, 0)


def test_event_that_is_over_leaves_the_device_without_a_network(device, sign_up, event, now):
    sign_up(event, "Ada")
    phone = device(clock=now)
    phone.line_goes()

    phone.context.clock.fast_forward(timedelta(days=5).total_seconds() * 1000)
    phone.page.locator("#end-words", has_text="It is over.").wait_for()

    assert databases(phone.page) == 0


def test_door_that_nobody_opens_again_is_swept_once_it_is_over(
    device, live_server, event, small, coordinator, now
):
    phone = device()
    phone.page.evaluate(
        """async () => {
          const [{ name }] = await indexedDB.databases();
          const asked = indexedDB.open(name);
          await new Promise((done) => (asked.onsuccess = done));
          const writing = asked.result.transaction("notes", "readwrite");
          writing.objectStore("notes").put("2001-01-01T00:00:00Z", "until");
          await new Promise((done) => (writing.oncomplete = done));
          asked.result.close();
        }"""
    )
    phone.page.close()

    secret = make_pass(event=small, name="Hal", by=coordinator, now=now)[1]
    other = Device(phone.context, f"{live_server.url}/door/{secret}/", phone.complaints).page
    other.wait_for_function("indexedDB.databases().then((all) => all.length === 1)")
    other.wait_for_function(
        "caches.open('parvis-door-pages').then((c) => c.keys()).then((k) => k.length === 1)"
    )


def test_clock_that_is_weeks_ahead_closes_no_door(device, sign_up, event, now):
    row = sign_up(event, "Ada")
    phone = device(clock=now + timedelta(weeks=5))

    enter(phone.page, code(row), "in")
    phone.page.get_by_text("clock is 35 days ahead").wait_for()
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    phone.line_goes()
    enter(phone.page, code(row), "again")

    check_in = CheckIn.objects.get()
    assert abs(check_in.at - check_in.noted_at) < timedelta(minutes=1)


def test_page_without_https_says_what_it_cannot_and_does_the_rest(
    browser, chromium, live_server, settings, door, sign_up, event
):
    settings.ALLOWED_HOSTS = ["door.test"]
    row = sign_up(event, "Ada")
    arguments = [*QUIET, "--host-resolver-rules=MAP door.test 127.0.0.1"]
    plain = browser.browser_type.launch(executable_path=chromium, args=arguments)
    page = plain.new_page()
    page.goto(f"http://door.test:{live_server.thread.port}/door/{door}/")

    page.get_by_text("This page does not come over HTTPS").wait_for()
    page.get_by_role("button", name="Scan with the camera").click()
    page.get_by_text("gives the camera only to pages over HTTPS").wait_for()
    enter(page, code(row), "in")
    page.get_by_label(ENTRY).fill("ad")
    page.locator("#found").get_by_role("button", name="Undo: Ada").click()
    verdict(page, "undone")
    plain.close()

    assert CheckIn.objects.get().undone_at is not None


def test_camera_that_is_refused_is_said_and_all_else_works(device, sign_up, event):
    row = sign_up(event, "Ada")
    page = device().page

    page.get_by_role("button", name="Scan with the camera").click()
    page.get_by_text("The camera was not allowed").wait_for()

    enter(page, code(row), "in")


def test_hand_scanner_is_read_wherever_the_focus_is(device, sign_up, event):
    rows = [sign_up(event, name) for name in ("Ada", "Ben", "Cleo")]
    page = device().page

    for row, focus in zip(rows, ("#camera", "#entry", "#walk-in-name"), strict=True):
        if focus == "#walk-in-name":
            page.get_by_text("Walk-in: somebody").click()
        page.locator(focus).focus()
        page.keyboard.type(code(row))
        page.keyboard.press("Enter")
        page.locator(".answer-name", has_text=row.name).wait_for()

    assert CheckIn.objects.filter(is_counted=True, way="scan").count() == 3


def test_focus_stays_when_another_device_lets_somebody_in(device, sign_up, event, answers):
    ada, _ = sign_up(event, "Ada"), sign_up(event, "Adam")
    page = device(width=1280).page
    page.get_by_label(ENTRY).fill("ada")
    page.get_by_role("button", name="Let in: Adam").focus()

    answers({"what": "in", "registration": ada.pk})
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("button", name="Undo: Ada", exact=True).first.wait_for()

    assert page.evaluate("document.activeElement.ariaLabel") == "Let in: Adam"


def test_full_room_is_said_and_only_a_coordinator_lets_in_more(
    device, own_door, make_row, event, answers
):
    Event.objects.filter(pk=event.pk).update(capacity=1)
    inside, waits = make_row(event, 1), make_row(event, 2, state="waiting", name="Wanda")
    answers({"what": "in", "registration": inside.pk})
    helper, own = device(), device(secret=own_door)

    for one in (helper, own):
        one.page.locator("#full").wait_for()
        enter(one.page, code(waits), "full")
    refused = helper.page.get_by_role("button", name="Let in all the same").count()
    own.page.get_by_role("button", name="Let in all the same").click()
    verdict(own.page, "in")

    assert refused == 0
    assert CheckIn.objects.filter(is_counted=True).count() == 2


def test_name_that_is_not_on_the_list_leads_to_a_walk_in(device, event):
    page = device().page

    page.get_by_label(ENTRY).fill("Ines")
    page.get_by_text("Nobody on the list has this name.").wait_for()
    page.get_by_text("Walk-in: somebody").click()
    page.locator("#walk-in").get_by_role("button", name="Let in").click()
    page.locator(".answer-name", has_text="Ines").wait_for()

    row = Registration.objects.get()
    assert (row.name, row.origin, row.follow_up_since) == ("Ines", "walk-in", None)
