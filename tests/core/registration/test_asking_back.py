"""The day after: two questions, once, to those who came and allowed it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.ground.outbox import Mail
from parvis.core.registration.answering import Said, answer
from parvis.core.registration.asking_back import ask_back, asked_at
from parvis.core.registration.consents import Consents
from parvis.core.registration.door import Seen, let_in

ALLOWED = Consents(reminders=True)


@pytest.fixture
def morning(event):
    """10:00 in Paris on the day after."""
    return asked_at(event)


@pytest.fixture
def come_in(event):
    def act(row):
        at = event.starts_at
        let_in(event=event, registration=row.pk, seen=Seen(key=uuid4(), at=at, way="scan", now=at))

    return act


@pytest.fixture
def people(event, sign_up):
    made = [sign_up(event, name, consents=ALLOWED) for name in ("Ada", "Ben")]
    sign_up(event, "Cleo", consents=Consents(follow_up=True, linking=True))
    Mail.objects.all().delete()
    return made


def asked():
    return sorted(Mail.objects.values_list("to", flat=True))


def test_hour_is_ten_in_the_morning_there(event, morning):
    local = morning.astimezone(event.space.zone)

    assert (local.hour, local.minute, local.date() - event.ends_local.date()) == (
        10,
        0,
        timedelta(days=1),
    )


def test_those_who_came_are_asked_once(event, people, come_in, morning):
    come_in(people[0])

    early = ask_back(now=morning - timedelta(minutes=1))
    done = [ask_back(now=morning) for _ in range(2)]

    assert (early, done, asked()) == (0, [1, 0], ["ada@example.org"])
    mail = Mail.objects.get()
    assert mail.subject == f"Was it worth it? {event}"
    assert "you were at “Mending evening”" in mail.text
    assert "Answer two questions: " in mail.text
    assert mail.unsubscribe.endswith("/stop/reminders/")


def test_where_no_door_was_used_those_with_a_place_are_asked(people, morning):
    assert ask_back(now=morning) == 2
    assert "you had a place at “Mending evening”" in Mail.objects.first().text


def test_who_came_in_late_from_a_device_without_a_network_is_asked_later(people, come_in, morning):
    come_in(people[0])
    ask_back(now=morning)

    come_in(people[1])

    assert ask_back(now=morning + timedelta(hours=1)) == 1
    assert asked() == ["ada@example.org", "ben@example.org"]


def test_nobody_is_asked_of_what_was_cancelled_or_is_long_over(event, people, morning):
    assert ask_back(now=event.ends_at + timedelta(days=7)) == 0
    type(event).objects.filter(pk=event.pk).update(state="cancelled")
    assert ask_back(now=morning) == 0


def test_who_cancelled_waits_or_has_answered_is_not_asked(event, people, make_row, morning, now):
    event.registrations.filter(name="Ada").update(state="cancelled")
    make_row(event, 8, state="waiting", email="dan@example.org", reminders_since=now)
    answer(registration=people[1], said=Said("yes"), now=morning)

    assert ask_back(now=morning) == 0


@pytest.mark.parametrize("many", [1, 3])
def test_asking_costs_as_much_for_many(event, sign_up, morning, django_assert_num_queries, many):
    for n in range(many):
        sign_up(event, f"v{n}", consents=ALLOWED)

    with django_assert_num_queries(6):
        assert ask_back(now=morning) == many
