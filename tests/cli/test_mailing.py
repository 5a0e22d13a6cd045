"""`parvis mail`: what came back is noted from a mail server's report, and listed with its words."""

import json

import pytest
from django.db import transaction

from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import post_mail
from tests.lib.test_delivery_report import FAILED, WHY, report


@pytest.fixture
def gone(parvis, now):
    """A mail that was sent."""
    with transaction.atomic():
        mail = post_mail(to="gone@example.org", subject="Welcome", text="", now=now)
    Mail.objects.update(state="sent", sent_at=now, message_id="<17@example.org>")
    return mail


def test_report_is_read_and_the_mail_is_listed_with_its_reason(parvis, gone):
    done = parvis("mail", "bounced", input=report())
    again = parvis("mail", "bounced", "--format", "json", input=report())
    (row,) = json.loads(parvis("mail", "list", "--format", "json").stdout)

    assert done.exit_code == 0
    assert done.stdout == f"Mail {gone.pk} to gone@example.org came back: {WHY}\n"
    assert json.loads(again.stdout) == [{"number": gone.pk, "to": gone.to, "problem": WHY}]
    assert (row["state"], row["problem"]) == ("bounced", WHY)


def test_what_came_back_is_tried_again_only_if_asked(parvis, gone):
    parvis("mail", "bounced", input=report())

    left, asked = parvis("mail", "retry"), parvis("mail", "retry", "--bounced")

    assert left.stdout == "0 mails to be tried again.\n"
    assert asked.stdout == "1 mail to be tried again.\n"


def test_report_of_a_delay_changes_nothing(parvis, gone):
    done = parvis("mail", "bounced", input=report(blocks=FAILED.replace(b"failed", b"delayed")))

    assert (done.exit_code, Mail.objects.get().state) == (0, "sent")
    assert done.stdout == "The report tells of nothing that failed for good. Nothing was changed.\n"


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (b"Subject: Out of office\n\nI am away.\n", "This is no delivery report."),
        (report().replace(b"<17@", b"<18@"), "No mail of ours is known by <18@example.org>."),
    ],
)
def test_what_is_no_report_of_ours_is_refused_with_a_sentence(parvis, gone, message, said):
    done = parvis("mail", "bounced", input=message)

    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    assert Mail.objects.get().state == "sent"
