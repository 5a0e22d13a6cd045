"""What a device knows of an event: names and states, no addresses; whole, then what changed."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn, DoorPass
from parvis.core.registration.models import Registration
from parvis.core.registration.tickets import fingerprint
from tests.web.door.conftest import code, scan

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client, door):
    def ask(since=None, secret=door):
        said = f"?since={quote(since)}" if since else ""
        return client.get(f"/door/{secret}/list{said}")

    return ask


def names(found):
    return [person["name"] for person in found["people"]]


def test_list_names_everybody_and_gives_no_address(sign_up, cancel, event, ask, answers):
    rows = [sign_up(event, name) for name in ("Ada", "Ben", "Cleo")]
    cancel(rows[2])
    answers(scan(rows[0]))

    answer = ask()
    said = answer.json()

    assert [(one["name"], one["state"], bool(one["in"])) for one in said["people"]] == [
        ("Ada", "confirmed", True),
        ("Ben", "confirmed", False),
        ("Cleo", "cancelled", False),
    ]
    assert (said["inside"], said["promised"], said["whole"]) == (1, 2, True)
    assert said["people"][0]["ticket"] == fingerprint(code(rows[0]))
    assert "example.org" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_later_only_what_changed_is_brought(sign_up, event, ask, answers, now):
    rows = [sign_up(event, name) for name in ("Ada", "Ben", "Cleo")]
    long_ago = now - timedelta(hours=1)
    Registration.objects.update(changed_at=long_ago)
    first = ask().json()["now"]
    answers(scan(rows[1]))

    after_check_in = names(ask(first).json())
    CheckIn.objects.update(touched_at=long_ago)
    nothing = names(ask(first).json())

    assert (after_check_in, nothing) == (["Ben"], [])


@pytest.mark.parametrize("since", ["yesterday", "2026-01-01", "3026-01-01T00:00:00Z"])
def test_what_is_no_earlier_moment_brings_all(sign_up, event, ask, since):
    sign_up(event, "Ada")

    assert ask(since).json()["whole"] is True


def test_conflicts_are_sentences(sign_up, make_row, event, ask, answers):
    ada, gone = sign_up(event, "Ada"), make_row(event, 9, state="cancelled")
    for device in ("Front", "Back"):
        answers(scan(ada, firm=True), device=device)
    answers({"what": "in", "registration": gone.pk, "firm": True})

    said = ask().json()["conflicts"]

    assert said[0].startswith("Visitor 9 had cancelled and came in at ")
    assert said[1].startswith("Ada was let in twice: ")
    assert said[1].endswith(" at Back. Counted once.")


@pytest.mark.parametrize("people", [1, 300])
def test_list_asks_as_often_however_long_it_is(
    make_row, event, ask, answers, people, django_assert_num_queries
):
    Event.objects.filter(pk=event.pk).update(capacity=None)
    rows = [make_row(event, n + 1) for n in range(people)]
    answers(*[scan(row, firm=True) for row in rows[:50]])
    answers(*[scan(row, firm=True, key=str(uuid4())) for row in rows[:50]])  # all let in twice

    with django_assert_num_queries(5):
        ask()


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda event: DoorPass.objects.update(revoked_at=event.starts_at), 410),
        (lambda event: Event.objects.filter(pk=event.pk).update(state="cancelled"), 410),
        (lambda event: DoorPass.objects.all().delete(), 404),
    ],
)
def test_door_that_is_closed_gives_no_list(sign_up, event, ask, client, door, spoil, status):
    sign_up(event, "Ada")
    spoil(event)

    answer, page = ask(), client.get(f"/door/{door}/")

    assert (answer.status_code, page.status_code) == (status, status)
    assert answer.json()["is_ended"] is (status == 410)
    assert "Ada" not in page.content.decode()


def test_link_of_another_event_shows_only_its_own(sign_up, event, small, coordinator, now, ask):
    from parvis.core.registration.passes import make_pass  # noqa: PLC0415

    sign_up(event, "Ada")
    sign_up(small, "Ben")
    secret = make_pass(event=small, name="Hal", by=coordinator, now=now)[1]

    assert names(ask(secret=secret).json()) == ["Ben"]


def test_page_worker_and_manifest_are_an_app(client, door, event):
    page = client.get(f"/door/{door}/")
    manifest = client.get(f"/door/{door}/app.webmanifest")
    worker = client.get("/door/sw.js")

    assert (page.status_code, manifest.status_code, worker.status_code) == (200, 200, 200)
    assert manifest["Content-Type"] == "application/manifest+json"
    said = manifest.json()
    assert (said["start_url"], said["scope"]) == (f"/door/{door}/", "/door/")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "/static/js/door/app.js" in worker.content.decode()


def test_every_file_that_the_worker_keeps_is_there():
    from django.contrib.staticfiles import finders  # noqa: PLC0415

    from parvis.web.door.shell import FILES  # noqa: PLC0415

    assert [name for name in FILES if finders.find(name) is None] == []


def test_every_module_of_the_door_is_kept():
    from pathlib import Path  # noqa: PLC0415

    import parvis.web  # noqa: PLC0415
    from parvis.web.door.shell import MODULES  # noqa: PLC0415

    folder = Path(parvis.web.__file__).parent / "static" / "js" / "door"
    assert sorted(file.stem for file in folder.glob("*.js")) == sorted(MODULES)
