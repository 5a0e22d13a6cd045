"""How an event takes sign-ups."""

from datetime import timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.ground.queries import log_of
from parvis.core.people.rules import NotAllowedError
from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.opening import Terms, set_sign_up, terms_of
from parvis.core.registration.questions import read_questions


@pytest.fixture
def set_terms(coordinator, now):
    """Set them as the coordinator does; `event` is read anew, as a page does."""

    def act(event, *, by=coordinator, now=now, **terms):
        event = Event.objects.select_related("space").get(pk=event.pk)
        return set_sign_up(event=event, terms=Terms(**terms), by=by, now=now)

    return act


def states(event):
    return list(event.registrations.order_by("number").values_list("name", "state"))


def test_more_places_are_offered_at_once(small, sign_up, set_terms, mails):
    for name in ("Ada", "Ben", "Cleo", "Dan"):
        sign_up(small, name)

    set_terms(small, admits=3)

    assert states(small)[2:] == [("Cleo", "offered"), ("Dan", "waiting")]
    assert mails()[-1] == ("cleo@example.org", f"A place for you: {small}")


@pytest.mark.parametrize("admits", [1, 0])
def test_fewer_places_than_promised_are_refused(small, sign_up, set_terms, admits):
    for name in ("Ada", "Ben"):
        sign_up(small, name)

    with pytest.raises(RegistrationError, match=rf"cannot admit {admits}\. Admit at least 2"):
        set_terms(small, admits=admits)


def test_blank_is_the_capacity_and_refused_below_what_is_promised(small, sign_up, set_terms):
    set_terms(small, admits=3)
    for name in ("Ada", "Ben", "Cleo"):
        sign_up(small, name)

    with pytest.raises(RegistrationError, match="cannot admit 2"):
        set_terms(small)


def test_terms_are_kept_and_logged(event, set_terms, coordinator):
    closes_at = event.starts_at - timedelta(hours=1)
    questions = read_questions("What do you eat? * : everything / vegan")

    set_terms(event, is_open=False, closes_at=closes_at, admits=23, questions=questions)
    set_terms(event, is_open=True, closes_at=closes_at, admits=23, questions=questions)

    kept = terms_of(Event.objects.get(pk=event.pk))
    assert (kept.is_open, kept.closes_at, kept.admits) == (True, closes_at, 23)
    assert [(one["words"], one["choices"]) for one in kept.questions] == [
        ("What do you eat?", ["everything", "vegan"])
    ]
    entries = [(one.action, one.by, one.details["changed"]) for one in log_of(event)[:2]]
    assert entries == [
        ("registration.set-sign-up", coordinator, ["is_open"]),
        ("registration.set-sign-up", coordinator, ["is_open", "closes_at", "admits", "questions"]),
    ]


def test_answers_stay_with_their_question_when_another_goes_before_it(event, set_terms):
    def keys(text):
        rules = set_terms(event, questions=read_questions(text))
        return {one["words"]: one["key"] for one in rules.questions}

    first = keys("Lunch?\nBike?")
    turned = keys("Hat?\nBike? *\nLunch?")
    without, back = keys("Hat?"), keys("Bike?\nHat?")

    assert (turned["Lunch?"], turned["Bike?"]) == (first["Lunch?"], first["Bike?"])
    assert len(set(turned.values())) == 3
    assert (back["Bike?"], back["Hat?"]) == (first["Bike?"], without["Hat?"])


def test_end_after_the_event_is_refused(event, set_terms):
    with pytest.raises(RegistrationError, match="ends with the event at the latest"):
        set_terms(event, closes_at=event.ends_at + timedelta(minutes=1))


def test_event_that_is_over_keeps_its_terms(event, set_terms):
    with pytest.raises(RegistrationError, match="is over"):
        set_terms(event, now=event.ends_at)


def test_outsider_sets_nothing(event, set_terms, outsider):
    with pytest.raises(NotAllowedError):
        set_terms(event, by=outsider, admits=3)
