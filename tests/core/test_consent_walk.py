"""Consent off means off: each mail that can be written is, for people who allow this and that.

Without any consent, people get confirmations, offers, changes and cancellations of what they signed
up for, and answers to what they ask for themselves. Codes and links to sign in are written by
allauth, to whoever types in an address; they are not of this product's writing.
"""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from parvis.core.events import moves
from parvis.core.events.actions import change_event
from parvis.core.events.reminders import remind_of_reports, reminded_at
from parvis.core.followup import introducing
from parvis.core.followup.following_up import write_next_steps, written_at
from parvis.core.followup.models import Attempt
from parvis.core.followup.nudging import AFTER, nudge
from parvis.core.followup.whose import Whose
from parvis.core.ground.outbox import Mail
from parvis.core.needs.asking import ask_need, decline
from parvis.core.needs.proposing import confirm_proposal, propose_event
from parvis.core.pathways.mentoring import Mentor
from parvis.core.people.proving import ask_for_proof
from parvis.core.registration.asking_back import ask_back, asked_at
from parvis.core.registration.consents import PURPOSES, Consents
from parvis.core.registration.excluding import exclude
from parvis.core.registration.leaving import cancel_registration
from parvis.core.registration.models import Registration
from parvis.core.registration.reminding import remind_visitors
from parvis.core.registration.reporting import report_conduct
from parvis.core.registration.signing_up import Wish
from parvis.core.registration.signing_up import sign_up as sign_up_action
from parvis.core.registration.waiting import pass_on_offers
from parvis.core.registration.walking_in import Stranger, walk_in
from parvis.core.registration.writing import Draft, write_letter
from tests.core.followup.conftest import coding, make_task
from tests.core.mail_writers import WALKED, mail_writers, walks, writers_in
from tests.core.registration.conftest import *  # noqa: F403  # the same events and sign-ups

__all__ = ["coding", "make_task"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
POST = "from parvis.core.ground.posting import post_mail"

PEOPLE = {
    "ada": Consents(reminders=True, follow_up=True, linking=True),
    "ben": Consents(),
    "rea": Consents(reminders=True),
    "finn": Consents(follow_up=True),
    "lin": Consents(linking=True),
}
EVERYBODY, NOBODY = sorted(PEOPLE), []


def who_allow(purpose):
    return sorted(name for name, consents in PEOPLE.items() if getattr(consents, purpose))


def reached():
    """Whom of these people mail was written to since it was last asked."""
    names = {to.partition("@")[0] for to in Mail.objects.values_list("to", flat=True)}
    Mail.objects.all().delete()
    return sorted(names & set(PEOPLE))


@pytest.fixture
def all_sign_up(sign_up):
    def act(event):
        return [sign_up(event, name.title(), consents=given) for name, given in PEOPLE.items()]

    return act


@pytest.fixture
def people(event, all_sign_up):
    """All of them have a place, and have been told."""
    rows = all_sign_up(event)
    Mail.objects.all().delete()
    return rows


def test_people_differ_in_each_purpose():
    assert {purpose: who_allow(purpose) for purpose in PURPOSES} == {
        "reminders": ["ada", "rea"],
        "follow_up": ["ada", "finn"],
        "linking": ["ada", "lin"],
    }


class TestWhatOneSignedUpForGoesToAll:
    @walks("registration.letters.confirm")
    def test_confirmation(self, event, all_sign_up):
        all_sign_up(event)

        assert reached() == EVERYBODY

    @walks("registration.letters.restate")
    def test_the_link_again_for_who_signs_up_again(self, event, people, now):
        for row in people:
            again = Wish(name=row.name, email=row.email)
            sign_up_action(event=event, wish=again, form_key=uuid4(), now=now + DAY)

        assert reached() == EVERYBODY

    @walks(
        "registration.letters.confirm_waiting",
        "registration.letters.offer",
        "registration.letters.say_lapsed",
    )
    def test_the_waiting_list_an_offer_and_its_end(self, small, sign_up, all_sign_up, now):
        for name in ("One", "Two"):
            sign_up(small, name)
        Mail.objects.all().delete()
        rows = all_sign_up(small)
        waiting = reached()

        change_event(event=small, by=None, now=now, capacity=7)
        offered = reached()
        pass_on_offers(now=Registration.objects.get(pk=rows[0].pk).offered_until)

        assert (waiting, offered, reached()) == (EVERYBODY, EVERYBODY, EVERYBODY)

    @walks("registration.letters.say_cancelled")
    def test_own_cancellation(self, people, now):
        for row in people:
            cancel_registration(registration=row, now=now)

        assert reached() == EVERYBODY

    @walks("registration.letters.turned_away")
    def test_cancellation_by_a_steward(self, people, steward, space, now):
        for row in people:
            exclude(email=row.email, space=space, because="No", until_on=None, by=steward, now=now)

        assert reached() == EVERYBODY

    @walks("registration.letters.event_changed", "registration.following.follow_event")
    def test_change_of_the_event(self, event, people, now):
        later = {"starts_at": event.starts_at + DAY, "ends_at": event.ends_at + DAY}
        change_event(event=event, by=None, now=now, **later)

        assert reached() == EVERYBODY

    @walks("registration.letters.event_cancelled", "registration.following.follow_event")
    def test_cancellation_of_the_event(self, event, people, now):
        moves.cancel(event=event, because="Rain", by=None, now=now)

        assert reached() == EVERYBODY

    @walks("registration.letters.welcome")
    def test_the_link_for_who_left_an_address_at_the_door(self, event, seen):
        for name, consents in PEOPLE.items():
            stranger = Stranger(name.title(), f"{name}@example.org", consents)
            walk_in(event=event, stranger=stranger, seen=replace(seen(), key=uuid4()))

        assert reached() == EVERYBODY


class TestWhatNeedsConsentGoesToThoseWhoGaveIt:
    @walks("registration.reminding.remind_visitors", "registration.letters.remind")
    def test_reminder(self, event, people):
        remind_visitors(now=event.starts_at - timedelta(hours=24))

        assert reached() == who_allow("reminders")

    @walks("registration.asking_back.ask_back")
    def test_two_questions_of_the_day_after(self, event, people):
        ask_back(now=asked_at(event))

        assert reached() == who_allow("reminders")

    @walks("registration.writing.write_letter", "registration.writing.letter")
    def test_letter_of_a_coordinator(self, event, people, coordinator, now):
        draft = Draft("place", "Bring a coat", "It is cold.")

        for purpose, at in (("reminders", now), ("follow_up", event.ends_at + DAY)):
            write_letter(event=event, draft=draft, form_key=uuid4(), by=coordinator, now=at)
            assert (purpose, reached()) == (purpose, who_allow(purpose))

    @walks("followup.following_up.write_next_steps", "followup.next_step_letters.next_step")
    def test_next_step(self, event, people):
        write_next_steps(now=written_at(event))

        assert reached() == who_allow("follow_up")

    @walks("followup.nudging.nudge", "followup.next_step_letters.nudge")
    def test_nudge(self, event, people, make_task):
        at = event.starts_at
        for row in people:
            moments = {"taken_at": at, "changed_at": at, "until": at + 21 * DAY}
            Attempt.objects.create(registration=row, opportunity=make_task(row.name), **moments)
        write_next_steps(now=written_at(event))
        Mail.objects.all().delete()

        nudge(now=written_at(event) + AFTER)

        assert reached() == who_allow("follow_up")

    def test_taking_the_consent_back_ends_all_of_it(self, event, people, coordinator, now):
        fields = {f"{purpose}_since": None for purpose in PURPOSES}
        Registration.objects.update(**fields)

        remind_visitors(now=event.starts_at - timedelta(hours=24))
        ask_back(now=asked_at(event))
        write_next_steps(now=written_at(event))
        nudge(now=written_at(event) + AFTER)

        assert reached() == NOBODY


class TestWhatOneAskedForOneselfGoesToWhoAsked:
    @walks("followup.introduction_letters.ask", "followup.introduction_letters.introduce")
    def test_introduction_to_a_mentor(self, people, coding, make_person, now):
        mentor = Mentor.objects.create(user=make_person("mina"), since=now, at_once=9)
        mentor.areas.add(coding)
        ben = next(row for row in people if row.name == "Ben")

        whose = Whose.of_visit(ben, is_proved=True)
        asked = introducing.ask_for_mentor(whose=whose, area=coding, now=now)
        before = reached()
        introducing.accept(introduction=asked, by=mentor.user, now=now)

        assert (before, reached()) == (NOBODY, ["ben"])

    @walks("people.proving.ask_for_proof")
    def test_proof_that_an_address_is_ones_own(self, people, make_person, now):
        ask_for_proof(user=make_person("benjamin"), address="ben@example.org", now=now)

        assert reached() == ["ben"]

    @walks(
        "needs.letters.ask_to_confirm",
        "needs.letters.tell_coordinators",
        "needs.letters.tell_declined",
        "needs.letters.tell_planned",
        "needs.letters.tell_published",
        "needs.letters.tell_cancelled",
    )
    def test_what_became_of_a_proposal_or_a_need(
        self, people, plan, hall, coordinator, staff, space, now
    ):
        said = {"words": "We walk.", "name": "Ines", "email": "ines@friends.example"}
        propose_event(space=space, title="Map the park", now=now, **said)
        token = Mail.objects.get().text.split("/proposals/")[1].split("/")[0]
        wish = confirm_proposal(token=token, now=now)
        event = plan(proposal=wish, room=hall)
        moves.publish(event=event, by=None, now=now)
        moves.cancel(event=event, because="Rain", by=None, now=now)
        need = ask_need(title="Testers", words="Five", space=space, by=staff, now=now)
        decline(wish=need, because="No room", by=coordinator, now=now)

        assert Mail.objects.filter(to=said["email"]).count() == 4
        assert reached() == NOBODY


class TestWhatIsWrittenToThoseWhoWorkHereGoesToNoVisitor:
    @walks("events.reminders.remind_of_reports")
    def test_reminder_of_a_report(self, event, people, coordinator):
        assert remind_of_reports(now=reminded_at(event)) == 1
        assert reached() == NOBODY

    @walks("registration.reporting.report_conduct")
    def test_report_of_conduct(self, event, people, steward, now):
        report_conduct(space=event.space, event=event, words="Shouted", now=now)

        assert Mail.objects.get().to == steward.email
        assert reached() == NOBODY


def test_walk_names_every_function_that_writes_mail():
    """A new one? Write a test here that runs it for all these people, and mark it with `walks`."""
    assert mail_writers() - WALKED == set()
    assert WALKED - mail_writers() == set()


@pytest.mark.parametrize(
    ("source", "writers"),
    [
        ("from parvis.core.ground.posting import Letter\ndef f(): return Letter('a')", {"f"}),
        (f"{POST} as p\ndef _g(): p()\ndef _f(): _g()\ndef f(): _f()\ndef h(): pass", {"f"}),
        ("def f():\n from parvis.core.ground import posting\n posting.post_many([])", {"f"}),
        ("from django.core.mail import send_mail\nclass A:\n def f(self): send_mail()", {"A"}),
        ("from django.core import mail\ndef f(): mail.send_mail()", {"f"}),
        ("def f(): Mail.objects.create()\ndef g(): return Mail.objects.all()", {"f"}),
        ("def _f(): Mail()", {"_f"}),
        (f"{POST}\npost_mail()", {"module"}),
        ("from parvis.core.ground.posting import site_link\ndef f(): site_link('a')", set()),
    ],
)
def test_writers_are_found_however_they_write(source, writers):
    assert writers_in(source) == writers


def test_walk_that_does_not_run_its_writer_fails():
    idle = walks("registration.letters.confirm")(lambda: None)

    with pytest.raises(AssertionError):
        idle()
