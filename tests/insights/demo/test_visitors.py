"""The written sign-ups, check-ins and opinions of the demo, as its pages read them."""

from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Count, F, Q

from parvis.core.events.models import Event
from parvis.core.registration.answering import opinions_of
from parvis.core.registration.checkins import CheckIn, DoorPass
from parvis.core.registration.conduct import ConductReport, Exclusion
from parvis.core.registration.consents import Consents, given_by
from parvis.core.registration.models import Registration, SignUpRules
from parvis.core.registration.opinions import Feedback
from parvis.core.registration.plausible import key_of
from parvis.core.registration.queries import sign_up_of
from parvis.core.registration.questions import checked_answers
from parvis.core.registration.turnout import came_or_not, show_rate
from parvis.core.spaces.models import Space
from parvis.insights.demo.domain import clear_domain, fill_domain
from parvis.insights.demo.openings import starts

from .conftest import TODAY

WALK_IN = Q(registrations__origin="walk-in")


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker, drawn, keys):
    """The domain's part of the demo, for the tests that only look at it; its now."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill_domain(drawn, keys)
        yield starts(drawn)
        transaction.set_rollback(True)


def test_events_say_how_many_signed_up_and_doors_saw_no_more_than_came(filled, db, drawn):
    signed = Count("registrations", filter=~WALK_IN & Q(registrations__isnull=False))
    events = list(Event.objects.annotate(signed=signed).order_by("pk"))

    known = [event for event in events if event.state != "draft"]
    assert [event.signed for event in known] == [event.registered for event in known]
    assert not Registration.objects.filter(event__state="draft").exists()
    counted = Count("check_ins", filter=Q(check_ins__is_counted=True))
    came = Event.objects.annotate(came=counted).order_by("pk").values_list("came", flat=True)
    attended = drawn.heads.attended.tolist()
    assert all(seen <= there for seen, there in zip(came, attended, strict=True))


def test_check_ins_are_at_events_that_were_held_by_people_of_their_list(filled, db):
    rows = CheckIn.objects.all()

    assert set(rows.values_list("event__state", flat=True)) == {"held"}
    assert not rows.exclude(registration__event=F("event")).exists()
    assert not rows.exclude(registration__state="confirmed").exists()
    assert not rows.filter(Q(noted_at__lt=F("at")) | ~Q(touched_at=F("noted_at"))).exists()
    assert not rows.exclude(by__email__startswith="coordinator-").exists()


def test_every_address_is_an_example_and_one_person_has_one(filled, db):
    rows = Registration.objects.order_by().values_list("name", "email", "email_key").distinct()

    assert {email.rpartition(".")[2] for _, email, _ in rows} == {"example"}
    assert all(key == key_of(email) for _, email, key in rows)
    assert len({key for *_, key in rows}) == len(rows)


def test_consents_are_the_same_at_all_events_of_a_person(filled, db):
    allowed = defaultdict(set)
    for row in Registration.objects.all():
        allowed[row.email_key].add(given_by(row))
        assert (row.consent_texts == "") == (given_by(row) == Consents())

    assert {len(ways) for ways in allowed.values()} == {1}


def test_event_that_asks_was_answered_as_its_form_would_take_it(filled, db):
    rules = SignUpRules.objects.exclude(questions=[]).get()

    assert rules.event.space.slug == "paris"
    assert rules.admits == rules.event.capacity + 3
    for row in rules.event.registrations.all():
        assert checked_answers(rules.questions, row.answers) == row.answers


def test_full_events_offer_a_place_and_say_so(filled, db):
    offers = Registration.objects.filter(state="offered").select_related("event__space")

    assert len(offers) == 3
    for row in offers:
        assert filled < row.offered_until <= filled + timedelta(hours=24)
        said = sign_up_of(row.event, now=filled)
        assert (said.free, said.has_place, said.why_not) == (0, False, "")


def test_turnout_is_known_where_the_door_was_used_and_unknown_elsewhere(filled, db):
    used = CheckIn.objects.values("event")
    ended = Event.objects.filter(state="held", ends_at__lte=filled)

    one, other = ended.filter(pk__in=used).first(), ended.exclude(pk__in=used).first()

    seen, unseen = came_or_not(one, now=filled), came_or_not(other, now=filled)
    assert seen.came == CheckIn.objects.filter(event=one).count() > 0
    assert seen.no_shows == seen.had_a_place - seen.expected_came
    assert (unseen.came, unseen.no_shows) == (0, None)


def test_show_rate_of_a_space_rests_on_its_own_events(filled, db):
    rate = show_rate(space=Space.objects.get(slug="paris"), kind="meetup", now=filled)

    assert rate.where == "kind"
    assert 60 < rate.percent < 90


def test_opinions_are_of_the_last_two_weeks_by_people_who_were_asked(filled, db):
    found = Feedback.objects.select_related("registration", "event")

    named = [one for one in found if one.registration]
    answered = Registration.objects.exclude(answered_on=None)
    assert 0.3 < len(named) / len(found) < 0.6
    assert len(found) == answered.count() > 60
    assert not answered.filter(Q(asked_back_at=None) | Q(reminders_since=None)).exists()
    assert all(one.event.starts_at > filled - timedelta(days=16) for one in found)
    assert all(one.given_on < TODAY for one in found)
    shown = [opinions_of(event) for event in {one.event for one in found}]
    assert any(one.shown and one.words for one in shown)


def test_nameless_answers_bear_the_day_after_the_event_all_of_them(filled, db):
    for one in Feedback.objects.filter(registration=None).select_related("event__space"):
        assert one.given_on == one.event.starts_local.date() + timedelta(days=1)


def test_announcements_say_what_one_does_there(filled, db):
    public = Event.objects.filter(state="published", is_public=True)
    total = public.count()

    described = public.exclude(description="").count()
    assert 0.65 * total < described < total
    assert 0.1 * total < public.exclude(bring="").count() < total
    assert "fr" in public.filter(space__slug="paris").values_list("language", flat=True)
    assert set(Event.objects.values_list("level", flat=True)) == {"everybody", "beginners"}


def test_clear_takes_away_what_people_did_and_said(filled, db):
    event = Event.objects.filter(state="published").first()
    pass_ = DoorPass.objects.create(event=event, name="Ada", digest="0" * 64, made_at=filled)
    CheckIn.objects.update(door_pass=pass_)
    ConductReport.objects.create(
        event=event, space=event.space, words="He shouted.", reported_at=filled
    )
    Exclusion.objects.create(
        email_key="x@mail.example", space=event.space, because="Shouted.", from_at=filled
    )

    clear_domain()

    kept = (Feedback, CheckIn, Registration, DoorPass, SignUpRules, ConductReport, Exclusion, Event)
    assert [model.objects.count() for model in kept] == [0] * len(kept)
