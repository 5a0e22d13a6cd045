"""Mail that came back: found, marked with the reason, and left alone unless somebody asks."""

from datetime import timedelta

import pytest

from parvis.core.ground.bouncing import note_bounce
from parvis.core.ground.delivering import count_waiting, forget_sent, try_again
from parvis.core.ground.outbox import Mail

WHY = "550 5.1.1 No such person"


@pytest.fixture
def sent(server, post, deliver):
    """Two mails that the server took."""
    mails = [post("gone@example.org"), post("ada@example.org")]
    deliver()
    Mail.objects.filter(pk=mails[0].pk).update(provider_id="p-1")
    return mails


def states():
    return dict(Mail.objects.values_list("to", "state"))


@pytest.mark.parametrize(
    "by",
    [
        {"recipient": "Gone@example.org"},
        {"provider_id": "p-1"},
        {"provider_id": "p-1", "recipient": "somebody@else.example"},
    ],
)
def test_mail_that_came_back_is_found(sent, now, by):
    found = note_bounce(reason=WHY, now=now, **by)

    assert (found, found.problem, found.bounced_at) == (sent[0], WHY, now)
    assert states() == {"gone@example.org": "bounced", "ada@example.org": "sent"}


def test_mail_is_found_by_its_message_id_alone(sent, now):
    found = note_bounce(reason=WHY, now=now, message_id=sent[0].message_id)

    assert found == sent[0]
    assert states() == {"gone@example.org": "bounced", "ada@example.org": "sent"}


@pytest.mark.parametrize(
    "by",
    [
        {"message_id": "<other@example.org>", "recipient": "gone@example.org"},
        {"recipient": "nobody@example.org"},
        {"recipient": ""},
        {"provider_id": "p-2", "recipient": "gone@example.org"},
        {"provider_id": "p-2", "key": "²", "recipient": "gone@example.org"},
        {"provider_id": "p-2", "key": "9" * 40, "recipient": "gone@example.org"},
    ],
)
def test_what_is_not_ours_changes_nothing(sent, now, by):
    assert note_bounce(reason=WHY, now=now, **by) is None
    assert set(states().values()) == {"sent"}


def test_report_without_an_id_is_of_the_last_mail_and_not_of_an_old_one(sent, post, deliver, now):
    later = post("gone@example.org")
    deliver(60)

    found = note_bounce(reason=WHY, now=now + timedelta(hours=2), recipient="gone@example.org")

    assert found == later
    too_late = now + timedelta(days=8)
    assert note_bounce(reason=WHY, now=too_late, recipient="ada@example.org") is None


def test_told_twice_changes_nothing(sent, now):
    note_bounce(reason=WHY, now=now, provider_id="p-1")
    again = note_bounce(reason="Other", now=now + timedelta(1), provider_id="p-1")

    assert (again.problem, again.bounced_at) == (WHY, now)


def test_provider_may_tell_before_we_noted_its_yes(post, now, settings):
    """Its word comes by our own key; the mail is not sent once more."""
    mail = post("gone@example.org")

    other = note_bounce(
        reason=WHY, now=now, provider_id="p-9", key=str(mail.pk), recipient="eve@example.org"
    )
    found = note_bounce(
        reason=WHY, now=now, provider_id="p-9", key=str(mail.pk), recipient="gone@example.org"
    )

    assert (other, found) == (None, mail)
    assert (states(), count_waiting()) == ({"gone@example.org": "bounced"}, 0)


def test_mail_that_was_given_up_stays_so(post, now):
    mail = post("gone@example.org")
    Mail.objects.update(state="given up", problem="552 Full")

    note_bounce(reason=WHY, now=now, message_id=mail.message_id)

    assert Mail.objects.values_list("state", "problem").get() == ("given up", "552 Full")


def test_what_came_back_is_tried_again_only_if_asked(sent, server, deliver, now):
    note_bounce(reason=WHY, now=now, provider_id="p-1")

    left_alone = try_again(now=now)
    asked = try_again(now=now, with_bounced=True)

    assert (left_alone, asked, deliver()) == (0, 1, (1, 0, 0))
    assert server.to == ["gone@example.org", "ada@example.org", "gone@example.org"]
    assert set(states().values()) == {"sent"}


def test_what_came_back_is_forgotten_in_time(sent, now):
    note_bounce(reason=WHY, now=now, provider_id="p-1")

    assert [forget_sent(now=now + timedelta(days=n)) for n in (60, 61)] == [0, 2]


def test_bounce_is_noted_in_two_queries(sent, now, django_assert_num_queries):
    with django_assert_num_queries(2 + 2):  # the savepoint of a test's own transaction
        note_bounce(reason=WHY, now=now, provider_id="p-1")
