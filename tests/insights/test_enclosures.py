"""What goes with a mail is made when it is sent, as it holds then."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from parvis.core.events.actions import change_event
from parvis.core.registration.models import Registration
from parvis.insights.enclosures import calendar, cancellation, ticket
from tests.core.registration.conftest import *  # noqa: F403  # the same events and sign-ups

pytestmark = pytest.mark.django_db


def entry(attachment):
    (found,) = Calendar.from_ical(attachment.content).walk("VEVENT")
    return found


def test_ticket_is_a_picture_for_who_has_a_place(sign_up, event, now):
    made = ticket(str(sign_up(event, "Ada").pk), now)

    assert (made.name, made.content_type, made.is_inline) == ("ticket.png", "image/png", True)
    assert made.content[:4] == b"\x89PNG"


@pytest.mark.parametrize("state", ["waiting", "cancelled"])
def test_nobody_else_gets_a_ticket(make_row, event, now, state):
    assert ticket(str(make_row(event, 1, state=state).pk), now) is None


def test_entry_changes_the_one_that_was_sent_before(sign_up, event, now):
    key = str(sign_up(event, "Ada").pk)

    first = entry(calendar(key, now))
    change_event(event=event, ends_at=event.ends_at + timedelta(hours=1), by=None, now=now)
    second = entry(calendar(key, now + timedelta(minutes=1)))

    assert first["UID"] == second["UID"] == f"{event.uid}@parvis"
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert second.decoded("DTEND") - first.decoded("DTEND") == timedelta(hours=1)
    assert "/registrations/" in second["DESCRIPTION"]


def test_cancellation_takes_the_entry_out(sign_up, cancel, event, now):
    row = sign_up(event, "Ada")
    before = entry(calendar(str(row.pk), now))
    cancel(row)

    made = cancellation(str(row.pk), now)

    assert (made.method, entry(made)["STATUS"]) == ("CANCEL", "CANCELLED")
    assert entry(made)["SEQUENCE"] > before["SEQUENCE"]


def test_who_signed_up_again_keeps_the_entry(sign_up, event, now):
    assert cancellation(str(sign_up(event, "Ada").pk), now) is None


def test_sign_up_that_is_gone_encloses_nothing(sign_up, event, now):
    row = sign_up(event, "Ada")
    key = str(row.pk)
    Registration.objects.filter(pk=row.pk).delete()

    assert [make(key, now) for make in (ticket, calendar, cancellation)] == [None] * 3
