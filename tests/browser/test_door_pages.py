"""The door in a real browser: camera, keyboard, no network, several devices; and what axe says."""

import re
from uuid import uuid4

import pytest

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn
from tests.browser.camera import film, flags
from tests.browser.devices import *  # noqa: F403  # a device that has opened the link
from tests.browser.devices import ENTRY, Device, enter, verdict
from tests.looks import barriers, holds_for_everybody
from tests.services import QUIET
from tests.web.door.conftest import *  # noqa: F403  # the same event, links and sign-ups
from tests.web.door.conftest import code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_camera_reads_a_ticket_from_a_video(
    browser, chromium, live_server, door, sign_up, event, tmp_path
):
    video = film(code(sign_up(event, "Ada Lovelace")), tmp_path / "ticket.y4m")
    arguments = [*QUIET, *flags(video)]
    with_camera = browser.browser_type.launch(executable_path=chromium, args=arguments)
    context = with_camera.new_context(viewport={"width": 360, "height": 780})
    context.grant_permissions(["camera"], origin=live_server.url)
    page = Device(context, f"{live_server.url}/door/{door}/", []).page

    page.get_by_role("button", name="Scan with the camera").click()
    page.locator("#answer .answer-name", has_text="Ada Lovelace").wait_for()
    said = page.locator("#answer .answer-head").inner_text()
    with_camera.close()

    assert said.startswith(("Come in", "Already in"))
    assert CheckIn.objects.get().way == "scan"


def test_thirty_check_ins_in_two_tabs_without_a_network(device, sign_up, make_row, event):
    Event.objects.filter(pk=event.pk).update(capacity=40)
    rows = [make_row(event, n + 1, name=f"Guest {n + 1:02}") for n in range(20)]
    phone = device()
    other = phone.tab()
    phone.line_goes()

    for n, row in enumerate(rows):  # twenty tickets, in two tabs
        enter((phone.page, other)[n % 2], code(row), "in", row.name)
    enter(phone.page, code(rows[1]), "again")  # what the other tab let in is known here
    for n in range(11):  # eleven walk-ins, one of them undone
        page = (phone.page, other)[n % 2]
        page.get_by_text("Walk-in: somebody").click()
        page.get_by_label("Name", exact=True).fill(f"Stranger {n:02}")
        page.locator("#walk-in").get_by_role("button", name="Let in").click()
        page.locator(".answer-name", has_text=f"Stranger {n:02}").wait_for()
    phone.page.locator("#answer").get_by_role("button", name="Undo").click()
    verdict(phone.page, "undone")
    waiting = phone.page.locator("#line-words").inner_text()
    phone.page.reload()
    phone.page.locator("body[data-ready]").wait_for()
    reloaded = phone.page.locator("#inside").inner_text()
    phone.line_comes_back()

    assert "No network. 32 wait to be sent." in waiting
    assert reloaded == "30"
    assert CheckIn.objects.filter(is_counted=True).count() == 30
    assert CheckIn.objects.exclude(undone_at=None).get().registration.name == "Stranger 10"
    assert phone.page.locator("#inside").inner_text() == "30"


def test_two_devices_that_both_let_somebody_in_agree_afterwards(device, sign_up, event):
    row = sign_up(event, "Ada")
    front, back = device(named="Front"), device(named="Back")
    for one in (front, back):
        one.line_goes()
        enter(one.page, code(row), "in")
    for one in (front, back):
        one.line_comes_back()

    front.page.reload()
    front.page.get_by_text("Ada was let in twice").wait_for()

    said = front.page.locator("#conflicts").inner_text()
    assert re.fullmatch(r"Ada was let in twice: .+ at Front, .+ at Back\. Counted once\.", said)
    assert CheckIn.objects.filter(is_counted=True).count() == 1
    assert front.page.locator("#inside").inner_text() == "1"


def test_keyboard_alone_looks_after_a_door(device, sign_up, event):
    for n, name in enumerate(("Zoë Müller", "Zora Neale", "Ben")):
        sign_up(event, name, email=f"guest{n}@example.org")
    page = device(width=1280).page

    page.keyboard.type("zo")  # no field has the focus: ours takes it
    page.get_by_role("button", name="Let in: Zoë Müller").focus()
    page.keyboard.press("Enter")
    verdict(page, "in")
    page.keyboard.type("ben")
    page.keyboard.press("Enter")
    page.locator(".answer-name", has_text="Ben").wait_for()
    page.locator("#answer").get_by_role("button", name="Undo").focus()
    page.keyboard.press("Space")
    verdict(page, "undone")

    assert [one.registration.name for one in CheckIn.objects.filter(is_counted=True)] == [
        "Zoë Müller"
    ]


def test_waiting_person_is_let_in_by_whoever_stands_there(device, make_row, event):
    row = make_row(event, 1, state="waiting", name="Wanda")
    page = device().page

    enter(page, code(row), "waiting")
    page.get_by_role("button", name="Let in all the same").click()
    verdict(page, "in")

    row.refresh_from_db()
    assert (row.state, row.is_over) == ("confirmed", True)


def test_door_that_closed_leaves_nothing_on_the_device(device, sign_up, event, coordinator, now):
    from parvis.core.registration.checkins import DoorPass  # noqa: PLC0415

    row = sign_up(event, "Ada")
    phone = device()
    phone.line_goes()
    enter(phone.page, code(row), "in")
    DoorPass.objects.update(revoked_at=now)
    phone.context.set_offline(False)
    phone.page.get_by_text("the list is off this device").wait_for()

    assert CheckIn.objects.get().is_counted
    assert phone.page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    kept = "caches.open('parvis-door-pages').then((c) => c.keys()).then((k) => k.length)"
    assert phone.page.evaluate(kept) == 0


def test_list_on_the_device_cannot_be_read_from_its_storage(device, sign_up, event):
    sign_up(event, "Ada Lovelace")
    page = device().page

    rows = page.evaluate(
        """async () => {
          const [{ name }] = await indexedDB.databases();
          const db = await new Promise((done) => {
            const asked = indexedDB.open(name);
            asked.onsuccess = () => done(asked.result);
          });
          const all = (table) => new Promise((done) => {
            const asked = db.transaction(table).objectStore(table).getAll();
            asked.onsuccess = () => done(asked.result);
          });
          const [list] = await all("list");
          const [key] = await all("key");
          const exported = await crypto.subtle.exportKey("raw", key).catch((e) => e.name);
          return { text: new TextDecoder().decode(list.data), exported };
        }"""
    )

    assert "Ada" not in rows["text"]
    assert rows["exported"] == "InvalidAccessError"


def test_door_can_be_installed_as_an_app(device, event):
    phone = device()

    chrome = phone.context.new_cdp_session(phone.page)
    manifest = chrome.send("Page.getAppManifest")
    errors = chrome.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert manifest["errors"] == []
    # A test has an incognito window, which installs nothing; all else is as it should be.
    assert {one["errorId"] for one in errors} <= {"in-incognito"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_in_any_answer(device, sign_up, make_row, event, small, width, scheme):
    ada, other = sign_up(event, "Ada"), sign_up(small, "Ben")
    waits = make_row(event, 8, state="waiting", name="Wanda")
    gone = make_row(event, 9, state="cancelled", name="Carl")
    phone = device(width=width, scheme=scheme)
    page = phone.page
    page.get_by_text("Walk-in: somebody").click()

    for text, expected in (
        (code(ada), "in"),
        (code(ada), "again"),
        (code(waits), "waiting"),
        (code(gone), "cancelled"),
        (code(other), "other-event"),
        (f"PV{uuid4().hex.upper()[:4]}ABCDEFGH", "unknown"),
    ):
        enter(page, text, expected)
        page.get_by_label(ENTRY).fill("a")
        holds_for_everybody(page, expected)
    phone.line_goes()
    page.get_by_text("No network").wait_for()
    assert barriers(page) == []
