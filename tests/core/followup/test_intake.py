"""A mail proposes an area's tasks only while its team has room for newcomers this month."""

from datetime import timedelta

import pytest

from parvis.core.followup.following_up import write_next_steps
from parvis.core.followup.intake import Intake
from parvis.core.followup.written import NextStepMail
from parvis.core.ground.outbox import Mail
from parvis.core.pathways.models import FocusArea
from tests.core.followup.afterwards import *  # noqa: F403  # people who came

pytestmark = pytest.mark.django_db
FULL = "has as many newcomers this month as it can help"


@pytest.fixture
def takes_a_month(coding):
    def act(number):
        coding.takes_a_month = number
        coding.save()
        return coding

    return act


def proposed_to():
    """Whose mail holds tasks, and whose says that there is no room."""
    mails = list(Mail.objects.order_by("pk"))
    return (
        [mail.to for mail in mails if "- “" in mail.text],
        [mail.to for mail in mails if FULL in mail.text],
    )


def test_tasks_are_proposed_in_order_until_the_team_has_enough(
    event, comes, lay_out, takes_a_month, morning
):
    takes_a_month(2)
    lay_out(event, "First")
    for name in ("Ada", "Ben", "Cleo"):
        comes(event, name)

    write_next_steps(now=morning)

    assert proposed_to() == (["ada@example.org", "ben@example.org"], ["cleo@example.org"])


@pytest.mark.parametrize(("limit", "room"), [(None, True), (0, False), (1, True)])
def test_unknown_is_no_limit(event, comes, lay_out, takes_a_month, morning, limit, room):
    takes_a_month(limit)
    lay_out(event, "First")
    comes(event, "Ada")

    write_next_steps(now=morning)

    assert proposed_to()[0] == (["ada@example.org"] if room else [])


def test_a_task_laid_out_of_another_area_is_proposed_all_the_same(
    event, comes, lay_out, takes_a_month, morning
):
    takes_a_month(0)
    lay_out(event, "First")
    lay_out(event, "Of QA", area=FocusArea.objects.get(slug="qa"))
    comes(event, "Ada")

    write_next_steps(now=morning)

    text = Mail.objects.get().text
    assert ("“First”" in text, "“Of QA”" in text, FULL in text) == (False, True, False)


def test_an_event_without_an_area_says_it_of_no_area(event, comes, lay_out, takes_a_month, morning):
    takes_a_month(0)
    lay_out(event, "First")
    type(event).objects.filter(pk=event.pk).update(area=None)
    comes(event, "Ada")

    assert write_next_steps(now=morning) == 0


def test_own_task_is_named_whatever_the_team_takes(event, comes, takes, takes_a_month, morning):
    takes_a_month(0)
    takes(registration=comes(event, "Ada"))

    write_next_steps(now=morning)

    assert Mail.objects.get().subject == "Your next step: Mend the tooltip"


class TestCount:
    @pytest.fixture
    def count(self, takes_a_month, morning):
        def act(now=morning):
            area = takes_a_month(5)
            return Intake([area], now=now).sent(area.pk)

        return act

    def test_person_counts_once_by_mail_and_task(self, event, small, comes, takes, count, morning):
        ada, again = comes(event, "Ada"), comes(small, "Ada")
        for row in (ada, again):
            NextStepMail.objects.create(registration=row, first_at=morning)
        takes(registration=ada)
        takes("Another", registration=again)

        assert count() == 1

    def test_month_begins_anew(self, event, comes, count, morning):
        NextStepMail.objects.create(registration=comes(event, "Ada"), first_at=morning)

        next_month = (morning + timedelta(days=31)).replace(day=1)
        assert (count(), count(next_month)) == (1, 0)

    def test_those_who_left_no_address_or_were_erased_count_each(
        self, event, make_row, takes, count, morning
    ):
        rows = [make_row(event, n) for n in (1, 2, 3)]
        for row in rows[:2]:
            NextStepMail.objects.create(registration=row, first_at=morning)
            takes(f"Task {row.number}", registration=row)
        takes("Task", registration=rows[2])

        assert count() == 3

    def test_task_taken_without_a_visit_sends_no_newcomer(self, takes, make_person, count):
        takes(user=make_person("ada"))

        assert count() == 0

    def test_who_was_sent_already_may_be_sent_again(self, event, comes, takes_a_month, morning):
        area = takes_a_month(1)
        NextStepMail.objects.create(registration=comes(event, "Ada"), first_at=morning)

        intake = Intake([area], now=morning)

        rooms = [intake.has_room(area.pk, f"{name}@example.org") for name in ("ada", "ben")]
        assert rooms == [True, False]
