"""A freed place goes on in order, for a while, and then to the next; by itself."""

from datetime import timedelta

import pytest

from parvis.core.events.actions import change_event
from parvis.core.events.errors import EventError
from parvis.core.events.moves import cancel as cancel_event
from parvis.core.ground.outbox import Mail
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.models import Registration
from parvis.core.registration.places import offer_ends
from parvis.core.registration.waiting import pass_on_offers, take_offer

HOUR = timedelta(hours=1)


def states():
    return list(Registration.objects.order_by("number").values_list("name", "state"))


@pytest.fixture
def full(sign_up, small):
    """Two have a place, two wait."""
    return [sign_up(small, name) for name in ("Ada", "Ben", "Cleo", "Dan")]


def test_freed_place_is_offered_to_who_waits_longest(full, cancel, now):
    cancel(full[0])

    cleo = Registration.objects.get(name="Cleo")
    assert states() == [
        ("Ada", "cancelled"),
        ("Ben", "confirmed"),
        ("Cleo", "offered"),
        ("Dan", "waiting"),
    ]
    assert cleo.offered_until == now + timedelta(hours=16)  # a sixth of the 96 that are left
    assert Mail.objects.get(to=cleo.email, subject__startswith="A place for you")


def test_open_offer_counts_against_the_capacity(full, cancel, sign_up, small):
    cancel(full[0])

    assert sign_up(small, "Eve").state == "waiting"


def test_offer_is_taken_once(full, cancel, now):
    cancel(full[0])
    cleo = Registration.objects.get(name="Cleo")

    taken = [take_offer(registration=cleo, now=now).state for _ in range(2)]

    assert taken == ["confirmed", "confirmed"]
    assert Mail.objects.filter(to=cleo.email, subject__startswith="Your place").count() == 1


def test_offer_lapses_to_the_next_by_itself(full, cancel, now):
    cancel(full[0])
    cleo = Registration.objects.get(name="Cleo")

    early = pass_on_offers(now=cleo.offered_until - timedelta(seconds=1))
    done = [pass_on_offers(now=cleo.offered_until) for _ in range(2)]

    assert (early, done) == (0, [1, 0])
    assert states()[2:] == [("Cleo", "lapsed"), ("Dan", "offered")]
    assert Mail.objects.filter(to=cleo.email, subject__startswith="No longer kept").count() == 1


def test_offer_cannot_be_taken_once_it_has_run_out(full, cancel):
    cancel(full[0])
    cleo = Registration.objects.get(name="Cleo")

    with pytest.raises(RegistrationError, match="has run out"):
        take_offer(registration=cleo, now=cleo.offered_until)


@pytest.mark.parametrize(
    ("name", "sentence"), [("Dan", "No place is free yet"), ("Ada", "was cancelled")]
)
def test_nothing_is_taken_where_nothing_is_offered(full, cancel, now, name, sentence):
    cancel(full[0])

    with pytest.raises(RegistrationError, match=sentence):
        take_offer(registration=Registration.objects.get(name=name), now=now)


@pytest.mark.parametrize(
    ("left", "minutes"),
    [
        (timedelta(days=30), 24 * 60),
        (timedelta(hours=48), 8 * 60),
        (timedelta(hours=3), 30),
        (timedelta(hours=1), 15),
        (timedelta(minutes=8), 8),
    ],
)
def test_offer_is_shorter_as_the_event_nears(event, left, minutes):
    now = event.starts_at - left

    assert offer_ends(event, now) == now + timedelta(minutes=minutes)


def test_nothing_is_offered_once_the_event_has_begun(full, cancel, small):
    cancel(full[0], now=small.starts_at)

    assert states()[2:] == [("Cleo", "waiting"), ("Dan", "waiting")]


def test_offer_that_is_declined_goes_on(full, cancel):
    cancel(full[0])
    cancel(Registration.objects.get(name="Cleo"))

    assert states()[2:] == [("Cleo", "cancelled"), ("Dan", "offered")]


def test_cancelling_twice_frees_one_place(full, cancel):
    for _ in range(2):
        cancel(full[0])

    assert [state for _, state in states()] == ["cancelled", "confirmed", "offered", "waiting"]


def test_event_that_is_over_cannot_be_cancelled_by_a_visitor(full, cancel, small):
    with pytest.raises(RegistrationError, match="is over"):
        cancel(full[0], now=small.ends_at)


def test_more_places_are_offered_at_once(full, small, now):
    change_event(event=small, capacity=4, by=None, now=now)

    assert [state for _, state in states()] == ["confirmed", "confirmed", "offered", "offered"]


def test_fewer_places_than_are_promised_are_refused(full, small, now):
    with pytest.raises(EventError, match="2 people have a place"):
        change_event(event=small, capacity=1, by=None, now=now)

    small.refresh_from_db()
    assert small.capacity == 2


def test_another_hour_reaches_everybody_with_a_newer_entry(full, small, now):
    Mail.objects.all().delete()

    change_event(event=small, ends_at=small.ends_at + HOUR, by=None, now=now)

    mails = Mail.objects.order_by("to")
    assert [(mail.to, [kind for kind, _ in mail.enclosures]) for mail in mails] == [
        ("ada@example.org", ["calendar"]),
        ("ben@example.org", ["calendar"]),
        ("cleo@example.org", []),
        ("dan@example.org", []),
    ]


def test_offer_ends_with_an_earlier_start_and_the_mail_says_so(full, cancel, small, now):
    cancel(full[0])
    starts = now + 10 * HOUR

    change_event(event=small, starts_at=starts, ends_at=starts + HOUR, by=None, now=now)

    cleo = Registration.objects.get(name="Cleo")
    mail = Mail.objects.filter(to=cleo.email, subject__startswith="Changed").get()
    assert cleo.offered_until == starts
    assert "A place is still kept for you until" in mail.text


def test_event_that_is_over_is_cancelled_quietly(full, small):
    Mail.objects.all().delete()

    cancel_event(event=small, by=None, now=small.ends_at + HOUR)

    assert not Mail.objects.exists()


def test_place_that_was_freed_in_another_way_is_found_by_the_worker(full, small, now):
    full[0].delete()

    done = [pass_on_offers(now=now) for _ in range(2)]

    assert (done, states()[1]) == ([1, 0], ("Cleo", "offered"))


def test_change_that_nobody_has_to_know_is_not_written_about(full, small, now):
    Mail.objects.all().delete()

    change_event(event=small, bring="A pen", by=None, now=now)

    assert not Mail.objects.exists()


def test_cancelled_event_reaches_everybody_and_ends_offers(full, cancel, small, now):
    cancel(full[0])
    Mail.objects.all().delete()

    cancel_event(event=small, because="Water in the hall", by=None, now=now)
    later = pass_on_offers(now=small.starts_at)

    mails = Mail.objects.order_by("to")
    assert [(mail.to, mail.enclosures[0][0]) for mail in mails] == [
        (f"{name}@example.org", "cancellation") for name in ("ben", "cleo", "dan")
    ]
    assert all("Water in the hall" in mail.text for mail in mails)
    assert (later, states()[2]) == (0, ("Cleo", "waiting"))
