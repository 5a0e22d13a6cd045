"""Who gets a place, who waits, and what is written to them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.ground.outbox import Mail
from parvis.core.ground.queries import log_of
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.consents import Consents
from parvis.core.registration.errors import ClosedError, RegistrationError
from parvis.core.registration.models import Registration, SignUpRules
from parvis.core.registration.signing_up import PER_HOUR, Wish, admit

HOUR = timedelta(hours=1)


def test_sign_up_gives_a_place_and_writes_with_ticket_and_calendar(sign_up, event):
    row = sign_up(event, "Ada")

    mail = Mail.objects.get()
    assert (row.state, row.number, row.email_key) == ("confirmed", 1, "ada@example.org")
    assert (mail.to, mail.subject) == ("ada@example.org", f"Your place: {event}")
    assert mail.enclosures == [["calendar", str(row.pk)], ["ticket", str(row.pk)]]
    assert log_of(row).get().action == "registration.sign-up"


def test_whoever_comes_after_the_last_place_waits_in_order(sign_up, small):
    rows = [sign_up(small, name) for name in ("Ada", "Ben", "Cleo", "Dan")]

    assert [(row.state, row.number) for row in rows] == [
        ("confirmed", 1),
        ("confirmed", 2),
        ("waiting", 3),
        ("waiting", 4),
    ]
    assert Mail.objects.filter(subject__startswith="On the waiting list").count() == 2


def test_nobody_new_overtakes_those_who_wait(sign_up, small, make_row):
    make_row(small, 1)
    make_row(small, 2, state="waiting")  # a place is free, and not offered yet

    assert sign_up(small, "Ada").state == "waiting"


def test_event_without_a_limit_has_a_place_for_everybody(sign_up, evening, now):
    open_house = evening("Open house", capacity=None, starts_at=now + HOUR, ends_at=now + 3 * HOUR)

    assert {sign_up(open_house, f"v{n}").state for n in range(5)} == {"confirmed"}


def test_form_that_is_sent_again_changes_nothing(sign_up, event):
    key = uuid4()

    first = sign_up(event, "Ada", form_key=key)
    again = sign_up(event, "Ada", form_key=key)

    assert (again.pk, Mail.objects.count()) == (first.pk, 1)


def test_address_with_a_slip_is_corrected_and_keeps_its_place(sign_up, small):
    key = uuid4()
    slip = sign_up(small, "Ada", email="ada@exmaple.org", form_key=key)
    for name in ("Ben", "Cleo"):
        sign_up(small, name)

    right = sign_up(small, "Ada", form_key=key)

    slip.refresh_from_db()
    assert (right.email, right.state, right.number) == ("ada@example.org", "confirmed", 1)
    assert (slip.state, slip.number) == ("cancelled", 4)
    assert Registration.objects.filter(state="waiting").get().name == "Cleo"


def test_correcting_to_an_address_that_signed_up_changes_nothing(sign_up, event):
    key = uuid4()
    slip, ada = sign_up(event, "Ada", email="a@example.org", form_key=key), sign_up(event, "Ada")

    again = sign_up(event, "Ada", form_key=key)

    slip.refresh_from_db()
    assert (again.pk, slip.state) == (ada.pk, "confirmed")


@pytest.mark.parametrize("address", ["ADA@example.org", "ada@EXAMPLE.org", " ada@example.org "])
def test_address_that_signed_up_gets_its_link_again(sign_up, event, address):
    first = sign_up(event, "Ada")
    sign_up(event, "Too soon", email=address)
    later = event.starts_at - timedelta(days=1)
    again = sign_up(event, "Somebody else", email=address, now=later)

    assert (again.pk, again.name, Registration.objects.count()) == (first.pk, "Ada", 1)
    assert set(Mail.objects.values_list("to", flat=True)) == {"ada@example.org"}
    assert Mail.objects.count() == 2


def test_form_that_comes_back_for_somebody_else_is_another_sign_up(sign_up, event):
    key = uuid4()

    ada = sign_up(event, "Ada", form_key=key)
    ben = sign_up(event, "Ben", form_key=key)

    ada.refresh_from_db()
    assert (ada.state, ben.state, ben.number) == ("confirmed", "confirmed", 2)


def test_who_is_offered_a_place_is_told_that_when_they_sign_up_again(
    sign_up, cancel, small, mails, now
):
    rows = [sign_up(small, name) for name in ("Ada", "Ben", "Cleo")]
    cancel(rows[0])

    sign_up(small, "Cleo", now=now + HOUR)

    assert mails()[-1] == ("cleo@example.org", f"A place for you: {small}")


def test_sign_up_finds_the_place_of_an_offer_that_ran_out(sign_up, cancel, small, now):
    rows = [sign_up(small, name) for name in ("Ada", "Ben", "Cleo")]
    cancel(rows[0])

    dan = sign_up(small, "Dan", now=now + timedelta(hours=17))

    rows[2].refresh_from_db()
    assert (rows[2].state, dan.state) == ("lapsed", "confirmed")


def test_mail_to_an_address_is_limited_whoever_types_it(sign_up, cancel, event):
    for _ in range(PER_HOUR // 2):
        cancel(sign_up(event, "Ada"))

    with pytest.raises(RegistrationError, match="too often"):
        sign_up(event, "Ada")
    assert Mail.objects.count() <= 2 * PER_HOUR


@pytest.mark.parametrize("name", ["Win: https://evil.example/", "www.evil.example", "HTTP://x"])
def test_name_is_no_way_to_send_somebody_a_link(sign_up, event, name):
    with pytest.raises(RegistrationError, match="no address of a page"):
        sign_up(event, name, email="victim@example.org")

    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    "email", ["Kim@example.org", "a@" + ".".join(["ü" + "a" * 54] * 4) + ".de"]
)
def test_address_that_no_mail_reaches_is_refused(sign_up, event, email):
    with pytest.raises(RegistrationError):
        sign_up(event, "Ada", email=email)


def test_umlaut_domain_is_one_address_in_both_spellings(sign_up, event):
    first = sign_up(event, "Jörg", email="joerg@bücher.example")
    again = sign_up(event, "Jörg", email="joerg@xn--bcher-kva.example")

    assert (first.email, again.pk) == ("joerg@bücher.example", first.pk)


def test_who_cancelled_and_comes_back_is_last_in_line(sign_up, cancel, small):
    ada, ben = sign_up(small, "Ada"), sign_up(small, "Ben")
    sign_up(small, "Cleo")
    cancel(ada)
    again = sign_up(small, "Ada")

    assert (again.pk, again.state, again.number) == (ada.pk, "waiting", 4)
    assert ben.state == "confirmed"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("x" * 300, "This name has 300 characters, and there is room for 120."),
        ("🎉🎉", "at least one letter"),
        (" \n ", "Write your name"),
    ],
)
def test_name_that_no_door_can_find_is_refused(sign_up, event, name, sentence):
    with pytest.raises(RegistrationError, match=sentence):
        sign_up(event, name, email="ada@example.org")

    assert not Registration.objects.exists()


@pytest.mark.parametrize("email", ["", "ada", "ada@", "ada@example .org", f"{'a' * 300}@b.example"])
def test_address_that_is_none_is_refused(sign_up, event, email):
    with pytest.raises(RegistrationError, match="mail address"):
        sign_up(event, "Ada", email=email)


def test_name_keeps_its_letters_and_loses_what_turns_the_line(sign_up, event):
    row = sign_up(event, "  Zoë\u202e\n Müller 王 ", email="zoe@example.org")

    assert row.name == "Zoë Müller 王"


def test_consents_are_none_unless_given_and_keep_their_day(sign_up, event, now):
    nothing = sign_up(event, "Ada")
    linking = sign_up(event, "Ben", consents=Consents(linking=True))

    assert [nothing.linking_since, nothing.reminders_since] == [None, None]
    assert (linking.linking_since, linking.follow_up_since) == (now, None)
    assert (nothing.consent_texts, linking.consent_texts) == ("", "2026-11")


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ({"is_open": False}, "just come"),
        ({"closes_at": -HOUR}, "ended on"),
        ({"admits": 0}, None),
    ],
)
def test_rules_of_an_event_are_kept(sign_up, event, now, rules, sentence):
    if "closes_at" in rules:
        rules = {"closes_at": now + rules["closes_at"]}
    SignUpRules.objects.create(event=event, **rules)

    if sentence is None:
        assert sign_up(event, "Ada").state == "waiting"
        return
    with pytest.raises(ClosedError, match=sentence):
        sign_up(event, "Ada")


@pytest.mark.parametrize("state", ["draft", "proposed", "cancelled"])
def test_event_that_is_not_announced_takes_nobody(sign_up, event, state):
    type(event).objects.filter(pk=event.pk).update(state=state)

    with pytest.raises(ClosedError):
        sign_up(event, "Ada")


def test_event_that_is_over_takes_nobody(sign_up, event):
    with pytest.raises(ClosedError, match="is over"):
        sign_up(event, "Ada", now=event.ends_at)


def test_own_questions_are_answered(sign_up, event):
    SignUpRules.objects.create(
        event=event,
        questions=[
            {"key": "q1", "words": "Diet", "is_required": True, "choices": ["any", "vegan"]},
            {"key": "q2", "words": "Laptop?", "is_required": False, "choices": []},
        ],
    )

    with pytest.raises(RegistrationError, match="Answer “Diet”"):
        sign_up(event, "Ada")
    with pytest.raises(RegistrationError, match="Choose one of the answers to “Diet”"):
        sign_up(event, "Ada", answers={"q1": "meat"})
    row = sign_up(event, "Ada", answers={"q1": "vegan", "q2": "", "q9": "not asked"})
    assert row.answers == {"q1": "vegan"}


def test_one_address_cannot_be_signed_up_for_everything(sign_up, evening, now):
    for n in range(PER_HOUR):
        start = now + (n + 1) * timedelta(days=1)
        sign_up(evening(f"Evening {n}", starts_at=start, ends_at=start + HOUR), "Ada")
    more = evening("One more", starts_at=now + HOUR, ends_at=now + 2 * HOUR)

    with pytest.raises(RegistrationError, match="in the last hour"):
        sign_up(more, "Ada")


def test_coordinator_admits_over_the_limit_and_the_log_says_so(
    sign_up, small, coordinator, outsider, now
):
    for name in ("Ada", "Ben", "Cleo"):
        sign_up(small, name)
    wish = Wish(name="Cleo", email="cleo@example.org")
    given = {"event": small, "wish": wish, "form_key": uuid4(), "now": now}

    with pytest.raises(NotAllowedError):
        admit(**given, by=outsider)
    done = admit(**given, by=coordinator)

    assert (done.registration.state, done.registration.is_over) == ("confirmed", True)
    entry = log_of(done.registration).first()
    assert (entry.action, entry.details, entry.by) == (
        "registration.admit",
        {"over": True},
        coordinator,
    )


def test_coordinator_needs_no_address(event, coordinator, now):
    given = {"event": event, "by": coordinator, "now": now}

    one = admit(**given, wish=Wish(name="Ada"), form_key=uuid4())
    other = admit(**given, wish=Wish(name="Ben"), form_key=uuid4())

    assert (one.registration.number, other.registration.number) == (1, 2)
    assert not Mail.objects.exists()


def test_admitting_keeps_what_somebody_said_and_allowed(sign_up, small, coordinator, now):
    for name in ("Ada", "Ben"):
        sign_up(small, name)
    row = sign_up(small, "Cleo", access_needs="a ramp", consents=Consents(linking=True))

    wish = Wish(name="Cleo", email="cleo@example.org")
    admit(event=small, wish=wish, form_key=uuid4(), by=coordinator, now=now)

    row.refresh_from_db()
    assert (row.state, row.access_needs, row.linking_since) == ("confirmed", "a ramp", now)


def test_admitting_two_people_with_one_form_admits_both(event, coordinator, now):
    given = {"event": event, "by": coordinator, "now": now, "form_key": uuid4()}

    for name, email in (("Ada", ""), ("Ada", ""), ("Ben", ""), ("Cleo", "cleo@example.org")):
        admit(**given, wish=Wish(name=name, email=email))

    found = Registration.objects.order_by("number").values_list("name", "email_key")
    assert list(found) == [("Ada", ""), ("Ben", ""), ("Cleo", "cleo@example.org")]


def test_coordinator_may_answer_for_somebody_and_need_not(event, coordinator, now):
    questions = [{"key": "q1", "words": "Diet", "is_required": True, "choices": []}]
    SignUpRules.objects.create(event=event, questions=questions)
    given = {"event": event, "by": coordinator, "now": now}

    said = admit(**given, wish=Wish("Ada", answers={"q1": "vegan", "q9": "x"}), form_key=uuid4())
    unsaid = admit(**given, wish=Wish("Ben"), form_key=uuid4())

    assert (said.registration.answers, unsaid.registration.answers) == ({"q1": "vegan"}, {})


@pytest.mark.parametrize("registered", [0, 3, 30])
def test_sign_up_asks_the_database_as_often_however_many_came(
    sign_up, event, make_row, django_assert_max_num_queries, registered
):
    for n in range(registered):
        make_row(event, n + 1, state="confirmed" if n < 20 else "waiting")

    with django_assert_max_num_queries(11):
        sign_up(event, "Ada")
