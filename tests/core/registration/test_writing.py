"""A coordinator's letters: within the consents, once, and not too many."""

from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.ground.outbox import Mail
from parvis.core.ground.queries import log_of
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.attendees import note_came
from parvis.core.registration.consents import Consents
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.writing import PER_DAY, Draft, recipients, write_letter

ALLOWED = Consents(reminders=True)
DRAFT = Draft("place", "Bring a coat", "It will be\r\ncold.")


@pytest.fixture
def write(coordinator, now):
    def act(event, draft=DRAFT, *, form_key=None, by=coordinator, now=now):
        key = form_key or uuid4()
        return write_letter(event=event, draft=draft, form_key=key, by=by, now=now)

    return act


@pytest.fixture
def people(small, sign_up, make_row, now):
    """Two with a place, of whom one allows it; two wait, of whom one allows it; one nameless."""
    sign_up(small, "Ada", consents=ALLOWED)
    sign_up(small, "Ben", consents=Consents(follow_up=True))
    sign_up(small, "Cleo", consents=ALLOWED)
    sign_up(small, "Dan")
    make_row(small, 9, state="waiting", reminders_since=now)
    Mail.objects.all().delete()
    return small


def names(found):
    return [row.name for row in found.rows]


def test_letter_goes_to_those_who_allow_it_and_says_why_it_came(people, write, coordinator):
    sent = write(people)

    mail = Mail.objects.get()
    assert sent == 1
    assert (mail.to, mail.subject, mail.reply_to) == (
        "ada@example.org",
        "Bring a coat",
        coordinator.email,
    )
    assert mail.text.startswith("Hello Ada,\n\nIt will be\ncold.\n\nCarla\n\n")
    assert "to all who have a place at “Small circle”" in mail.text
    assert "It came because you allowed: “Remind me of this event" in mail.text
    assert mail.unsubscribe.endswith("/stop/reminders/")
    assert f"To stop mail like this: {mail.unsubscribe}" in mail.text


def test_letter_that_is_sent_twice_goes_once(people, write):
    key = uuid4()

    assert [write(people, form_key=key) for _ in range(2)] == [1, 0]
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("audience", "is_over", "who", "not_allowed", "no_address"),
    [
        ("place", False, ["Ada"], 1, 0),
        ("waiting", False, ["Cleo"], 1, 1),
        ("place", True, ["Ben"], 2, 0),
        ("came", True, [], 1, 0),
    ],
)
def test_recipients_are_counted_with_those_left_out(
    people, coordinator, now, audience, is_over, who, not_allowed, no_address
):
    if is_over:
        row = people.registrations.get(name="Cleo")
        note_came(registration=row, key=uuid4(), by=coordinator, now=people.ends_at)

    found = recipients(people, audience, now=people.ends_at if is_over else now)

    assert names(found) == who
    assert (found.not_allowed, found.no_address) == (not_allowed, no_address)


def test_letter_is_logged_with_counts_and_without_its_words(people, write, coordinator):
    write(people)

    entry = log_of(people).first()
    assert (entry.action, entry.by) == ("registration.write", coordinator)
    assert entry.details == {"audience": "place", "sent": 1, "left_out": 1}


def test_sixth_letter_of_a_day_is_refused(people, write, now):
    for _ in range(PER_DAY):
        write(people)

    with pytest.raises(RegistrationError, match="Write again tomorrow"):
        write(people)
    assert write(people, now=now + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (Draft("place", " ", "Text"), "Write the subject."),
        (Draft("place", "S", "\n"), "Write the letter."),
        (Draft("place", "S" * 121, "Text"), "Shorten the subject to 120"),
        (Draft("place", "S", "T" * 5001), "Shorten the letter to 5,000"),
        (Draft("all", "S", "Text"), "Choose to whom"),
        (Draft("came", "S", "Text"), "nobody to write to"),
    ],
)
def test_letter_that_cannot_be_says_why(people, write, draft, words):
    with pytest.raises(RegistrationError, match=words):
        write(people, draft)
    assert not Mail.objects.exists()


def test_outsider_writes_nothing(people, write, outsider):
    with pytest.raises(NotAllowedError):
        write(people, by=outsider)


def test_command_line_writes_without_an_address_to_answer_to(people, write):
    write(people, by=None)

    assert Mail.objects.get().reply_to == ""


@pytest.mark.parametrize("many", [1, 3])
def test_writing_asks_as_often_for_many(event, sign_up, write, django_assert_num_queries, many):
    for n in range(many):
        sign_up(event, f"v{n}", consents=ALLOWED)

    with django_assert_num_queries(11):
        write(event)
