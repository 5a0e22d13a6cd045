"""The day before, who allowed it is reminded; once, and nobody else."""

from datetime import timedelta

import pytest

from parvis.core.events.actions import change_event
from parvis.core.ground.outbox import Mail
from parvis.core.registration.consents import Consents
from parvis.core.registration.reminding import remind_visitors

ALLOWED = Consents(reminders=True)


def test_reminder_goes_once_to_who_allowed_it_and_has_a_place(
    sign_up, cancel, event, mails, make_row
):
    sign_up(event, "Ada", consents=ALLOWED)
    sign_up(event, "Ben")
    cancel(sign_up(event, "Cleo", consents=ALLOWED))
    make_row(event, 9, state="waiting", email="dan@example.org", reminders_since=event.starts_at)
    Mail.objects.all().delete()
    day_before = event.starts_at - timedelta(hours=24)

    early = remind_visitors(now=day_before - timedelta(minutes=1))
    done = [remind_visitors(now=day_before) for _ in range(2)]

    assert (early, done) == (0, [1, 0])
    assert mails() == [("ada@example.org", f"Tomorrow: {event}")]
    mail = Mail.objects.get()
    assert "/stop/reminders/" in mail.unsubscribe
    assert "because you allowed a reminder" in mail.text


@pytest.mark.parametrize(("hours", "day"), [(24, "Tomorrow"), (2, "Today")])
def test_reminder_says_which_day(sign_up, event, mails, hours, day):
    sign_up(event, "Ada", consents=ALLOWED)

    remind_visitors(now=event.starts_at - timedelta(hours=hours))

    assert mails()[-1][1] == f"{day}: {event}"


def test_event_that_was_postponed_is_reminded_of_again(sign_up, event):
    sign_up(event, "Ada", consents=ALLOWED)
    remind_visitors(now=event.starts_at - timedelta(hours=20))

    week = timedelta(days=7)
    times = {"starts_at": event.starts_at + week, "ends_at": event.ends_at + week}
    change_event(event=event, by=None, now=event.starts_at - timedelta(hours=19), **times)

    assert remind_visitors(now=event.starts_at + week - timedelta(hours=20)) == 1


def test_event_that_was_cancelled_is_not_reminded_of(sign_up, event):
    sign_up(event, "Ada", consents=ALLOWED)
    type(event).objects.filter(pk=event.pk).update(state="cancelled")

    assert remind_visitors(now=event.starts_at - timedelta(hours=1)) == 0


@pytest.mark.parametrize("people", [1, 3])
def test_reminding_asks_as_often_for_many(sign_up, event, django_assert_num_queries, people):
    for n in range(people):
        sign_up(event, f"v{n}", consents=ALLOWED)

    with django_assert_num_queries(10):
        remind_visitors(now=event.starts_at - timedelta(hours=1))
