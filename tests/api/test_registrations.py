"""Signing people up by a program: the same places, the same mails, for those who run the event."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from parvis.core.events.moves import cancel as cancel_event
from parvis.core.ground.outbox import Mail
from parvis.core.ground.queries import log_of
from parvis.core.registration.excluding import exclude
from parvis.core.registration.links import held_by
from parvis.core.registration.models import Registration, SignUpRules
from parvis.core.registration.tickets import read

from .conftest import HOUR, OTHERS

pytestmark = pytest.mark.django_db
ADA = {"name": "Ada", "email": "ada@example.org"}
QUESTION = {"key": "q1", "words": "What do you eat?", "is_required": True, "choices": ["a", "b"]}


def test_sign_up_gives_a_place_a_ticket_and_a_page(carla, event):
    answer = carla.post(carla.at, {**ADA, "areas": ["qa", "coding"], "handle": "ada"})

    said, row = answer.json(), Registration.objects.get()
    assert (answer.status_code, said["state"], said["number"]) == (201, "confirmed", 1)
    assert (said["id"], row.origin, row.handle) == (row.pk, "api", "ada")
    assert read(said["ticket"]).registration == row.pk
    held = held_by(said["link"].rstrip("/").rpartition("/")[2], now=timezone.now())
    assert (held.registration, held.is_proved) == (row, False)
    assert {area.slug for area in row.areas.all()} == {"qa", "coding"}
    assert Mail.objects.get().to == "ada@example.org"
    assert log_of(row).get().by.email == "carla@example.org"


def test_page_of_the_sign_up_is_there(carla, client):
    link = carla.post(carla.at, ADA).json()["link"]

    page = client.get("/" + link.split("/", 3)[3])

    assert page.status_code == 200


def test_whoever_comes_after_the_last_place_waits_without_a_ticket(carla):
    for name in ("Ben", "Cleo"):
        carla.post(carla.at, {"name": name, "email": f"{name}@example.org"})

    answer = carla.post(carla.at, ADA)

    seen = [answer.json()[name] for name in ("state", "number", "ticket", "is_over")]
    assert (answer.status_code, seen) == (201, ["waiting", 3, None, False])


def test_over_the_limit_is_said_and_logged(carla, make_row):
    for number in (1, 2):
        make_row(number)

    answer = carla.post(carla.at, {"name": "Ada", "over": True})

    row = Registration.objects.get(number=3)
    assert (answer.status_code, answer.json()["state"], answer.json()["is_over"]) == (
        201,
        "confirmed",
        True,
    )
    assert log_of(row).get().details == {"over": True}


def test_consents_are_none_unless_given(carla):
    carla.post(carla.at, ADA)
    ben = {"name": "Ben", "email": "ben@example.org", "consents": {"linking": True}}
    carla.post(carla.at, ben)

    consents = [row["consents"] for row in carla.get(carla.at).json()["registrations"]]

    assert consents[0] == {"reminders": None, "follow_up": None, "linking": None}
    assert [name for name, since in consents[1].items() if since] == ["linking"]


@pytest.mark.parametrize("how", ["key", "header"])
def test_sign_up_sent_again_under_its_key_is_one(carla, how):
    body = {**ADA, "key": str(uuid4())} if how == "key" else ADA
    headers = {"Idempotency-Key": "sheet-1-row-7"} if how == "header" else {}

    first, again = [carla.post(carla.at, body, **headers) for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (Registration.objects.count(), Mail.objects.count()) == (1, 1)


def test_slip_in_an_address_is_corrected_under_the_same_key(carla):
    slip = {"name": "Ada", "email": "ad@example.org", "key": str(uuid4())}

    first, again = carla.post(carla.at, slip), carla.post(carla.at, {**slip, **ADA})

    places = Registration.objects.filter(state="confirmed").values_list("email", flat=True)
    assert (first.status_code, again.status_code, list(places)) == (201, 201, ["ada@example.org"])


def test_word_that_is_used_twice_makes_nobody_somebody_else(carla):
    word = {"Idempotency-Key": "always-the-same"}

    carla.post(carla.at, ADA, **word)
    carla.post(carla.at, {"name": "Ben", "email": "ben@example.org"}, **word)

    assert list(Registration.objects.values_list("name", flat=True)) == ["Ada", "Ben"]


def test_words_of_two_clients_do_not_meet(carla, call, lead, event):
    word = {"Idempotency-Key": "row-1"}
    carla.post(carla.at, ADA, **word)

    other = call("lead").post(carla.at, {"name": "Ben", "email": "ben@example.org"}, **word)

    assert (other.status_code, Registration.objects.count()) == (201, 2)


def test_address_that_signed_up_keeps_what_it_has(carla):
    first = carla.post(carla.at, ADA)

    again = carla.post(carla.at, {"name": "A.", "email": "ADA@example.org"})

    assert (again.status_code, again.json()) == (200, first.json())
    assert Registration.objects.get().name == "Ada"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, "Write your name"),
        ({"name": "🎉"}, "at least one letter"),
        ({"name": "x" * 300}, "This name has 300 characters"),
        ({"name": "a\x00b"}, "name: A text holds no NUL character."),
        ({"email": ""}, "is no mail address"),
        ({"email": "ada"}, "“ada” is no mail address"),
        ({"areas": ["juggling"]}, "There is no focus area 'juggling'."),
        ({"handle": "x" * 121}, "Shorten the handle to 120 characters."),
        ({"consents": {"everything": True}}, "consents.everything: Extra inputs"),
        ({"answers": {"q1": "c"}}, "Choose one of the answers to “What do you eat?”."),
        ({"answers": {}}, "Answer “What do you eat?”."),
        ({"key": "mine"}, "key: Input should be a valid UUID"),
        ({"emial": "x"}, "emial: Extra inputs are not permitted."),
    ],
)
def test_what_cannot_be_is_said(carla, event, change, said):
    SignUpRules.objects.create(event=event, questions=[QUESTION])

    answer = carla.post(carla.at, {**ADA, "answers": {"q1": "a"}, **change})

    assert answer.status_code == 422
    assert said in answer.json()["error"]
    assert not Registration.objects.exists()


@pytest.mark.parametrize("word", ["", "x" * 201])
def test_word_for_a_repeat_has_a_length(carla, word):
    answer = carla.post(carla.at, ADA, **{"Idempotency-Key": word})

    assert (answer.status_code, "1 to 200 letters" in answer.json()["error"]) == (422, True)


def test_answers_are_kept_by_the_keys_of_the_questions(carla, event):
    SignUpRules.objects.create(event=event, questions=[QUESTION])

    made = carla.post(carla.at, {**ADA, "answers": {"q1": "b", "q9": "so"}})

    assert carla.get(f"{carla.at}/{made.json()['id']}").json()["answers"] == {"q1": "b"}


def test_closed_sign_up_is_a_conflict(carla, event):
    SignUpRules.objects.create(event=event, is_open=False)

    answer = carla.post(carla.at, ADA)

    assert (answer.status_code, answer.json()) == (
        409,
        {"error": "There is no sign-up for “Mending evening”: just come."},
    )


def test_event_that_is_cancelled_takes_nobody(carla, event):
    cancel_event(event=event, by=None, now=timezone.now())

    answers = [carla.post(carla.at, {**ADA, "over": over}) for over in (False, True)]

    said = {"error": "“Mending evening” does not take place."}
    assert [(one.status_code, one.json()) for one in answers] == [(409, said)] * 2
    assert not Registration.objects.exists()


@pytest.mark.parametrize("over", [False, True])
def test_who_may_not_come_is_turned_away_politely(carla, steward, space, over):
    now = timezone.now()
    given = {"because": "Because.", "until_on": None, "by": steward, "now": now}
    exclude(email="ada@example.org", space=None, **given)

    answer = carla.post(carla.at, {**ADA, "over": over})

    assert answer.status_code == 422
    assert answer.json()["error"].startswith("We cannot take this sign-up.")


@pytest.mark.parametrize("who", OTHERS)
def test_others_neither_see_nor_sign_up_nor_cancel(call, who, event, make_row):
    row = make_row(1, email="secret@example.org")
    caller, at = call(who), f"/events/{event.uid}/registrations"

    answers = [
        caller.post(at, ADA),
        caller.post(at, {**ADA, "over": True}),
        caller.get(at),
        caller.get(f"{at}/{row.pk}"),
        caller.post(f"{at}/{row.pk}/cancel"),
        caller.post(f"{at}/{row.pk}/take-offer"),
    ]

    assert [answer.status_code for answer in answers] == [403 if who else 401] * 6
    assert not any("secret" in answer.content.decode() for answer in answers)
    row.refresh_from_db()
    assert (Registration.objects.count(), row.state) == (1, "confirmed")


@pytest.mark.parametrize("who", ["staff", "outsider", "elsewhere"])
def test_draft_is_nowhere_for_others(call, who, plan):
    event = plan("Secret")

    answers = [
        call(who).get(f"/events/{event.uid}/{part}")
        for part in ("registrations", "registrations/1", "sign-up", "check-ins")
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert {answer.json()["error"] for answer in answers} == {"There is no such event."}


def test_registration_of_another_event_is_none_of_this(carla, plan, soon, make_row):
    row = make_row(1)
    other = plan("Other", starts_at=soon + 24 * HOUR, ends_at=soon + 25 * HOUR)
    at = f"/events/{other.uid}/registrations/{row.pk}"

    answers = [carla.get(at), carla.post(f"{at}/cancel"), carla.get(f"{carla.at}/{2**70}")]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert answers[0].json()["error"] == f"Nobody signed up for “Other” under the id {row.pk}."


def test_too_many_in_an_hour_is_said(carla, plan, soon):
    past = timezone.now() - timedelta(minutes=1)
    for n in range(10):
        other = plan(f"Other {n}", starts_at=soon + n * HOUR, ends_at=soon + (n + 1) * HOUR)
        Registration.objects.create(
            event=other,
            number=1,
            state="confirmed",
            name="Ada",
            email="ada@example.org",
            email_key="ada@example.org",
            asked_at=past,
            changed_at=past,
        )

    answer = carla.post(carla.at, ADA)

    assert (answer.status_code, "in the last hour" in answer.json()["error"]) == (422, True)
