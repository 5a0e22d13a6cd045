"""The day after, each visitor who allowed it gets one mail with a next step of their own."""

import re
from datetime import date, timedelta

import pytest

from parvis.core.events.models import Event
from parvis.core.followup.following_up import write_next_steps, written_at
from parvis.core.followup.written import NextStepMail
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.models import FocusArea
from parvis.core.registration.changing import withdraw
from parvis.core.registration.consents import Consents
from parvis.core.registration.excluding import exclude
from parvis.core.registration.mine import forget
from parvis.core.spaces.actions import open_space
from tests.core.followup.afterwards import *  # noqa: F403  # people who came
from tests.core.followup.afterwards import NOTHING, written

pytestmark = pytest.mark.django_db


def test_hour_is_eleven_in_the_morning_there_after_the_two_questions(event, morning):
    local = morning.astimezone(event.space.zone)

    days = local.date() - event.ends_local.date()
    assert (local.hour, local.minute, days) == (11, 0, timedelta(days=1))


def test_who_came_and_allowed_it_is_written_to_once(event, comes, morning):
    ada = comes(event, "Ada")
    comes(event, "Ben", consents=NOTHING)
    comes(event, "Cleo", consents=Consents(reminders=True, linking=True))
    comes(event, "Dan", is_let_in=False)

    early = write_next_steps(now=morning - timedelta(minutes=1))
    done = [write_next_steps(now=morning) for _ in range(2)]

    assert (early, done, written()) == (0, [1, 0], ["ada@example.org"])
    kept = NextStepMail.objects.get()
    assert (kept.registration, kept.first_at, kept.nudged_at) == (ada, morning, None)


def test_where_no_door_was_used_those_with_a_place_are_written_to(event, comes, cancel, morning):
    comes(event, "Ada", is_let_in=False)
    cancel(comes(event, "Ben", is_let_in=False))
    Mail.objects.all().delete()

    assert write_next_steps(now=morning) == 1
    assert "you had a place at “Mending evening”" in Mail.objects.get().text


def test_mail_says_why_it_came_and_stops_with_one_click(event, comes, morning):
    comes(event, "Ada")

    write_next_steps(now=morning)

    mail = Mail.objects.get()
    assert mail.text.startswith("Hello Ada,\n\nyou were at “Mending evening”")
    assert "This mail came because you allowed, for “Mending evening”: “Write to me" in mail.text
    assert mail.unsubscribe.endswith("/stop/follow_up/")
    assert f"To stop mail like this: {mail.unsubscribe}" in mail.text
    assert re.search(r"What the work is, Coding: http\S+/areas/coding/\n", mail.text)


def test_task_that_somebody_took_is_their_next_step(event, comes, takes, lay_out, morning):
    ada = comes(event, "Ada")
    lay_out(event, "Something else")
    takes(registration=ada)
    takes("Translate a page", "stuck", registration=ada, at=event.ends_at)

    write_next_steps(now=morning)

    mail = Mail.objects.get()
    assert mail.subject == "Your next step: Translate a page"
    assert "“Translate a page”, about 30 minutes, a first one. You said that you got stuck." in (
        mail.text
    )
    assert "“Mend the tooltip”, about 30 minutes, a first one.\n" in mail.text
    assert "Open the task: https://example.org/1\n" in mail.text
    assert "Something else" not in mail.text


def test_task_taken_with_an_account_of_the_same_address_is_theirs(
    event, comes, takes, make_person, morning
):
    comes(event, "Ada")
    takes(user=make_person("ada"))

    write_next_steps(now=morning)

    assert Mail.objects.get().subject == "Your next step: Mend the tooltip"


def test_up_to_three_laid_out_tasks_are_proposed_in_their_order(
    event, comes, lay_out, make_task, takes, morning
):
    tasks = lay_out(event, "First", "Second", "Third", "Fourth", "Fifth")
    tasks[1].state, tasks[1].closed_at = "closed", morning
    tasks[1].save()
    make_task("Not laid out")
    takes(task=tasks[0], state="finished", registration=comes(event, "Ada"))
    comes(event, "Ben")

    write_next_steps(now=morning)

    proposed = {mail.to: items(mail.text) for mail in Mail.objects.all()}
    assert proposed == {
        "ada@example.org": ["Third", "Fourth", "Fifth"],
        "ben@example.org": ["First", "Third", "Fourth"],
    }
    assert {mail.subject for mail in Mail.objects.all()} == {"A next step after “Mending evening”"}


def test_without_any_laid_out_the_first_ones_of_the_area_are_proposed(
    event, comes, make_task, morning
):
    make_task("Takes long", minutes=90)
    make_task("Nobody knows", minutes=None, prerequisites="a laptop")
    make_task("Asks for practice", difficulty="some", minutes=5)
    make_task("Short", minutes=10)
    make_task("Elsewhere", area=FocusArea.objects.get(slug="qa"))
    comes(event, "Ada")

    write_next_steps(now=morning)

    text = Mail.objects.get().text
    assert items(text) == ["Short", "Takes long", "Nobody knows"]
    assert "“Nobody knows”, a first one. You need: a laptop." in text


def items(text):
    """What the lines with a dash name first."""
    lines = [line for line in text.splitlines() if line.startswith("- “")]
    return [line.removeprefix("- “").partition("”")[0] for line in lines]


def test_mentors_who_were_there_are_named_with_their_leave(event, comes, mentor, morning):
    mentor("mina", event=event)
    mentor("silent", event=event, is_shown=False)
    mentor("gone", event=event, until=event.starts_at)
    mentor("elsewhere")
    comes(event, "Ada")

    write_next_steps(now=morning)

    text = Mail.objects.get().text
    assert "Who helps newcomers:\n- Mina: “Ask me”\n\n" in text
    assert "mina@example.org" not in text


def test_without_any_there_those_of_the_area_are_named(event, comes, mentor, morning):
    mentor("mina")
    mentor("quentin", areas=[FocusArea.objects.get(slug="qa")])
    comes(event, "Ada")

    write_next_steps(now=morning)

    text = Mail.objects.get().text
    assert ("- Mina" in text, "Quentin" in text) == (True, False)


def test_where_there_is_nothing_to_say_nothing_is_written_yet(event, comes, lay_out, morning):
    comes(event, "Ada")
    Event.objects.filter(pk=event.pk).update(area=None)
    nothing = write_next_steps(now=morning)

    lay_out(event, "First")

    assert (nothing, write_next_steps(now=morning)) == (0, 1)
    assert "What the work is" not in Mail.objects.get().text


def test_who_takes_the_consent_back_or_is_forgotten_is_not_written_to(event, comes, now, morning):
    withdraw(registration=comes(event, "Ada"), purpose="follow_up", now=now)
    forget(registration=comes(event, "Ben"), now=now)

    assert write_next_steps(now=morning) == 0


@pytest.mark.parametrize(("where", "sent"), [("here", 0), ("everywhere", 0), ("elsewhere", 1)])
def test_whom_a_steward_excluded_there_is_not_written_to(
    event, comes, steward, morning, where, sent
):
    row = comes(event, "Ada")
    oslo = open_space(
        slug="oslo",
        name="Oslo space",
        city="Oslo",
        country="NO",
        time_zone="Europe/Oslo",
        opened_on=date(2025, 1, 1),
        by=None,
        now=event.starts_at,
    )
    space = {"here": event.space, "everywhere": None, "elsewhere": oslo}[where]
    said = {"email": row.email, "because": "No", "until_on": None}
    exclude(space=space, **said, by=steward, now=event.ends_at)
    Mail.objects.all().delete()

    assert write_next_steps(now=morning) == sent


def test_nobody_is_written_to_of_what_was_cancelled_or_is_long_over(event, comes, morning):
    comes(event, "Ada")

    late = write_next_steps(now=event.ends_at + timedelta(days=7))
    Event.objects.filter(pk=event.pk).update(state="cancelled")

    assert (late, write_next_steps(now=morning)) == (0, 0)


class TestSeveralEventsInOneWeek:
    @pytest.fixture
    def second(self, event, evening):
        """The evening after the next."""
        times = {"starts_at": event.starts_at, "ends_at": event.ends_at}
        return evening("Second", **{k: at + timedelta(days=2) for k, at in times.items()})

    def test_the_newest_of_those_that_are_due_is_written_about(self, event, second, comes):
        for one in (event, second):
            comes(one, "Ada")
        comes(event, "Ben")

        done = [write_next_steps(now=written_at(second)) for _ in range(2)]

        assert done == [2, 0]
        subjects = dict(Mail.objects.values_list("to", "subject"))
        assert subjects == {
            "ada@example.org": "A next step after “Second”",
            "ben@example.org": "A next step after “Mending evening”",
        }

    def test_who_was_written_to_this_week_is_not_again(self, event, second, comes):
        for one in (event, second):
            comes(one, "Ada")

        done = [write_next_steps(now=written_at(one)) for one in (event, second)]

        assert (done, len(written())) == ([1, 0], 1)

    def test_a_week_later_there_is_another(self, event, second, comes):
        Event.objects.filter(pk=second.pk).update(
            **{
                f"{name}": getattr(second, name) + timedelta(days=5)
                for name in ("starts_at", "ends_at", "books_from", "books_until")
            }
        )
        second.refresh_from_db()
        for one in (event, second):
            comes(one, "Ada")

        done = [write_next_steps(now=written_at(one)) for one in (event, second)]

        assert done == [1, 1]

    def test_consent_of_one_visit_is_not_that_of_another(self, event, second, comes):
        comes(event, "Ada")
        comes(second, "Ada", consents=NOTHING)

        assert write_next_steps(now=written_at(second)) == 1
        assert Mail.objects.get().subject == "A next step after “Mending evening”"


@pytest.mark.parametrize("many", [1, 3])
def test_writing_costs_as_much_for_many(
    event, comes, lay_out, mentor, morning, django_assert_num_queries, many
):
    lay_out(event, "First", "Second")
    mentor(event=event)
    for n in range(many):
        comes(event, f"v{n}")

    with django_assert_num_queries(14):
        assert write_next_steps(now=morning) == many
