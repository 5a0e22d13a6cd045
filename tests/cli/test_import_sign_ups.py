"""`parvis import registrations`: what it says, and how it ends."""

import csv
import json
from datetime import UTC, datetime, timedelta

import pytest

from parvis.core.events.actions import plan_event
from parvis.core.events.models import Event
from parvis.core.ground.outbox import Mail
from parvis.core.registration.models import Registration

GOOD = "name;email\nJörg Größe;joerg@example.org\nAda;ada@example.org\n"


@pytest.fixture
def event(parvis, space):
    parvis("init", "--no-input")
    space.keeps_holidays = False
    space.save()
    now = datetime.now(UTC)
    times = {"starts_at": now + timedelta(days=40), "ends_at": now + timedelta(days=40, hours=2)}
    made = plan_event(space=space, title="Mending evening", capacity=1, by=None, now=now, **times)
    Event.objects.filter(pk=made.pk).update(state="published", published_at=now)
    return made


@pytest.fixture
def load(parvis, event, tmp_path):
    def run(content, *options):
        file = tmp_path / "people.csv"
        file.write_text(content, encoding="utf-8")
        return parvis("import", "registrations", file, "--event", event.uid, *options)

    return run


def test_it_says_who_has_a_place_and_who_waits(load):
    first, again = load(GOOD), load(GOOD)

    new = "2 new sign-ups (1 confirmed, 1 waiting, 0 cancelled), 0 known"
    known = "0 new sign-ups (0 confirmed, 0 waiting, 0 cancelled), 2 known"
    assert [(done.exit_code, done.stdout) for done in (first, again)] == [
        (0, f"Mending evening: {said}, 0 noted as there, 0 set aside.\n") for said in (new, known)
    ]
    assert not Mail.objects.exists()


def test_write_sends_mail(load):
    done = load(GOOD, "--write")

    assert done.stdout.splitlines()[-1] == "2 mails will be sent."
    assert Mail.objects.count() == 2


def test_rows_set_aside_are_listed_with_what_to_do(load, home):
    done = load("name,email,state,linking\nAda,ada@x.org,came,yes\n=1+1,b@x.org,,\nCleo,c,,\n")

    assert done.exit_code == 3
    assert done.stdout.splitlines()[1:] == [
        "       1  kept without consent: no consent_at says when it was given",
        "       1  not noted as there: the state says came, the column `came` does not say yes",
        "       1  its name is a formula",
        "       1  “c” is no mail address",
    ]
    assert "row 3: its name is a formula (=1+1). Write the name itself" in done.stderr
    (kept,) = home.set_aside.glob("sign-ups-*.csv")
    listed = list(csv.DictReader(kept.read_text(encoding="utf-8").splitlines()))
    assert [row["row"] for row in listed] == ["row 3", "row 4"]
    assert Registration.objects.get().name == "Ada"


def test_json_says_the_same(load):
    done = load(GOOD, "--format", "json")

    said = json.loads(done.stdout)
    assert (said["new"], said["confirmed"], said["waiting"], said["known"]) == (2, 1, 1, 0)
    assert (said["set_aside"], said["set_aside_file"], said["left_out"]) == (0, None, {})


def test_unknown_event_is_a_sentence(parvis, event, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(GOOD, encoding="utf-8")

    done = parvis("import", "registrations", file, "--event", "mending")

    assert (done.exit_code, done.stderr) == (
        1,
        "There is no event mending. Its uid stands in its page's address.\n",
    )
