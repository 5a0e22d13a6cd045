"""What a device sends, and what it is told: whatever is wrong with one act stays its own."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parvis.core.events.models import Event
from parvis.core.registration.checkins import CheckIn, DoorPass
from parvis.core.registration.models import Registration
from tests.web.door.conftest import code, scan

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def verdicts(found):
    return [one["verdict"] for one in found]


def test_ticket_is_scanned_once_and_the_device_learns_since_when(sign_up, event, answers):
    row = sign_up(event, "Ada")

    first, again = answers(scan(row)), answers(scan(row))

    assert (first[0]["verdict"], first[0]["name"]) == ("in", "Ada")
    assert again[0]["words"] == f"Ada is already in, since {first[0]['at']}."
    check_in = CheckIn.objects.get()
    assert (check_in.device, check_in.door_pass.name, check_in.way) == ("Front", "Hal", "scan")


def test_same_request_three_times_is_one_check_in(sign_up, event, answers):
    act = scan(sign_up(event, "Ada"), key=str(uuid4()))

    said = [verdicts(answers(act)) for _ in range(3)]

    assert (said, CheckIn.objects.count()) == ([["in"]] * 3, 1)


def test_one_request_does_many_things_in_order(sign_up, event, answers):
    ada, key = sign_up(event, "Ada"), str(uuid4())
    acts = [
        scan(ada, key=key),
        {"what": "undo", "undoes": key},
        {"what": "in", "registration": ada.pk, "way": "name"},
        {"what": "walk-in", "name": "Ines", "email": "", "follow_up": True},
    ]

    assert verdicts(answers(*acts)) == ["in", "undone", "in", "in"]
    assert CheckIn.objects.filter(is_counted=True).count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("no object", "An act is an object"),
        ({"what": "dance"}, "“what” is scan"),
        ({"what": "scan", "code": "PV", "key": "x"}, "“key” is a UUID"),
        ({"what": "scan", "code": "PV", "at": "yesterday"}, "“at” is a moment"),
        ({"what": "scan", "code": "PV", "at": "0001-01-01T00:00:00Z"}, "“at” is a moment"),
        ({"what": "scan", "code": ["PV"]}, "“code” is a text"),
        ({"what": "scan", "code": "P" * 2000}, "“code” is a text"),
        ({"what": "in", "registration": "1"}, "is the number of a sign-up"),
        ({"what": "in", "registration": 10**30}, "is the number of a sign-up"),
        ({"what": "in", "registration": True}, "is the number of a sign-up"),
        ({"what": "undo", "undoes": 7}, "“undoes” is a UUID"),
        ({"what": "walk-in", "name": "\x00"}, "Write your name"),
        ({"what": "walk-in", "name": "Ada", "email": "nowhere"}, "is no mail address"),
    ],
)
def test_wrong_act_gets_a_sentence_and_holds_up_no_other(sign_up, event, answers, wrong, sentence):
    row = sign_up(event, "Ada")

    first, second = answers(wrong, scan(row))

    assert (first["verdict"], second["verdict"]) == ("wrong", "in")
    assert sentence in first["words"]


@pytest.mark.parametrize("name", ["Ada\x00Lovelace", "Ada \ud800"])
def test_letters_that_no_database_takes_are_left_out(answers, name):
    found = answers({"what": "walk-in", "name": name, "email": ""})

    assert verdicts(found) == ["in"]
    assert Registration.objects.get().name.startswith("Ada")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"acts": 1}', '{"acts": []}'])
def test_what_is_no_message_gets_a_sentence(client, door, text):
    answer = client.post(f"/door/{door}/acts", text, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]


def test_too_much_at_once_is_refused(send):
    many = send(*[{"what": "scan", "code": "PV"}] * 101)
    large = send({"what": "scan", "code": "P" * 300_000})

    assert (many.status_code, large.status_code) == (400, 400)


@pytest.mark.parametrize("number", [0, 2**63 - 1])
def test_sign_up_that_is_none_is_unknown(answers, number):
    assert verdicts(answers({"what": "in", "registration": number})) == ["unknown"]


def test_sign_up_of_another_event_is_unknown_at_this_door(sign_up, small, answers):
    other = sign_up(small, "Ada")

    by_number, by_ticket = answers({"what": "in", "registration": other.pk}, scan(other))

    assert (by_number["verdict"], by_ticket["verdict"]) == ("unknown", "other-event")
    assert "“Small circle”" in by_ticket["words"]
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_clock_an_hour_off_is_put_right_and_said(sign_up, event, send, now, ahead):
    said = send(scan(sign_up(event, "Ada")), ahead=ahead).json()

    check_in = CheckIn.objects.get()
    assert abs(check_in.at - check_in.noted_at) < timedelta(seconds=5)
    way = "ahead" if ahead > timedelta() else "behind"
    assert said["clock"].startswith(f"This device’s clock is 60 min {way}.")


def test_right_clock_is_not_spoken_of(sign_up, event, send):
    assert send(scan(sign_up(event, "Ada"))).json()["clock"] == ""


@pytest.mark.parametrize(("secret", "status"), [("unknown", 404), ("x" * 500, 404), ("%00", 404)])
def test_nobody_acts_without_a_link(sign_up, event, client, send, coordinator, secret, status):
    client.force_login(coordinator)  # being signed in makes no difference
    answer = send(scan(sign_up(event, "Ada")), secret=secret)

    assert (answer.status_code, CheckIn.objects.count()) == (status, 0)


def end_event(event, ago):
    """Let the event have ended so long ago."""
    ended = event.ends_at - event.starts_at
    until = event.starts_at.now(event.starts_at.tzinfo) - ago
    times = {"starts_at": until - ended, "ends_at": until}
    around = {"books_from": until - ended, "books_until": until}
    Event.objects.filter(pk=event.pk).update(**times, **around)


@pytest.mark.parametrize(
    ("ago", "asked", "firm"),
    [(HOUR, "in", "in"), (3 * HOUR, "wrong", "in"), (timedelta(days=6), "wrong", "in")],
)
def test_after_the_event_only_what_was_done_before_is_taken(
    sign_up, event, answers, ago, asked, firm
):
    one, other = sign_up(event, "Ada"), sign_up(event, "Ben")
    end_event(event, ago)

    assert verdicts(answers(scan(one), scan(other, firm=True))) == [asked, firm]


def test_a_week_after_nothing_is_taken(sign_up, event, send):
    row = sign_up(event, "Ada")
    end_event(event, timedelta(days=8))

    answer = send(scan(row, firm=True))

    assert (answer.status_code, answer.json()["is_ended"]) == (410, True)


def test_link_that_was_ended_takes_only_what_was_done_before(sign_up, event, answers, now):
    one, other = sign_up(event, "Ada"), sign_up(event, "Ben")
    DoorPass.objects.update(revoked_at=now)

    assert verdicts(answers(scan(one), scan(other, firm=True))) == ["wrong", "in"]


def test_only_a_coordinators_own_link_fills_a_room_over_its_limit(
    make_row, event, answers, own_door
):
    Event.objects.filter(pk=event.pk).update(capacity=1)
    answers({"what": "walk-in", "name": "Ada", "email": ""})
    act = {"what": "walk-in", "name": "Ben", "email": "", "over": True}

    helper, own = answers(act), answers(act, secret=own_door)

    assert (verdicts(helper), verdicts(own)) == (["full"], ["in"])


@pytest.mark.parametrize("there", [1, 300])
def test_check_in_over_http_is_five_queries_however_many_came(make_row, event, send, there):
    Event.objects.filter(pk=event.pk).update(capacity=None)
    rows = [make_row(event, n + 1) for n in range(there)]

    with CaptureQueriesContext(connection) as asked:
        assert verdicts(send(scan(rows[0])).json()["answers"]) == ["in"]

    brackets = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    assert len([one for one in asked if not one["sql"].startswith(brackets)]) == 5


def test_code_of_a_ticket_holds_nothing_about_a_person(sign_up, event):
    text = code(sign_up(event, "Ada"))

    assert (len(text), text.isalnum(), "ADA" in text[2:]) == (30, True, False)
