"""Mail against a real mail server: sent once, kept while the server is away, given up with why."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from parvis.core.ground import delivering
from parvis.core.ground.actions import NotInTransactionError
from parvis.core.ground.delivering import deliver_due, forget_sent, try_again
from parvis.core.ground.outbox import Mail
from parvis.core.ground.posting import post_mail
from parvis.core.ground.sending import RefusedError


def test_mail_is_sent_once_and_says_that_a_program_wrote_it(server, post, deliver):
    mail = post(subject="Your evening\n in Paris", text="À bientôt.\n")

    assert [deliver(), deliver(60)] == [(1, 0, 0), (0, 0, 0)]
    (taken,) = server.taken
    assert taken["Subject"] == "Your evening in Paris"
    assert taken["Message-ID"] == mail.message_id
    assert taken["Auto-Submitted"] == "auto-generated"
    assert taken.get_content_type() == "multipart/alternative"
    assert taken.get_body(["plain"]).get_content().replace("\r\n", "\n") == "À bientôt.\n"
    assert "À bientôt." in taken.get_body(["html"]).get_content()
    mail.refresh_from_db()
    assert (mail.state, mail.tries) == ("sent", 1)


def test_mail_is_posted_with_the_change_that_is_its_reason(transactional_db, now):
    with pytest.raises(NotInTransactionError, match=r"ada@example.org"):
        post_mail(to="ada@example.org", subject="Welcome", text="", now=now)


def test_long_subject_is_cut_and_shown_as_cut(post):
    assert post(subject="x" * 900).subject == "x" * 199 + "…"


def test_no_for_ever_is_given_up_and_the_others_are_sent(server, post, deliver):
    server.answers["gone@example.org"] = "550 5.1.1 No such person"
    gone = post("gone@example.org")
    post("ada@example.org")

    assert deliver() == (1, 0, 1)
    gone.refresh_from_db()
    assert (gone.state, gone.problem) == ("given up", "550 5.1.1 No such person")
    assert server.to == ["ada@example.org"]


def test_no_for_now_is_tried_again_after_a_while(server, post, deliver):
    server.answers["ada@example.org"] = "451 4.7.1 Greylisted: come again"
    post()

    first, soon = deliver(), deliver(0.5)
    server.answers.clear()

    assert (first, soon, deliver(1)) == ((0, 1, 0), (0, 0, 0), (1, 0, 0))
    assert len(server.taken) == 1


def test_server_that_is_away_ends_the_round_and_loses_nothing(server, post, deliver, settings):
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 1  # nobody listens there
    mails = [post(), post(), post()]

    away = deliver()
    settings.EMAIL_PORT = port
    back = deliver(5)

    assert (away, back) == ((0, 1, 0), (3, 0, 0))
    assert sorted(m["Message-ID"] for m in server.taken) == sorted(m.message_id for m in mails)


def test_mail_is_given_up_after_days_and_can_be_tried_again(server, post, now):
    server.answers["ada@example.org"] = "451 Later"
    mail, clock = post(), now

    while Mail.objects.filter(state="waiting").exists():
        clock = Mail.objects.get().due_at
        deliver_due(clock=lambda at=clock: at)
    server.answers.clear()
    again = try_again(now=clock)

    assert timedelta(days=4) < clock - now < timedelta(days=6)
    assert (again, deliver_due(clock=lambda: clock).sent) == (1, 1)
    mail.refresh_from_db()
    assert mail.state == "sent"


def test_what_cannot_be_a_mail_is_given_up(server, post, deliver):
    post("ada@example.org\nBcc: eve@example.org")

    assert (deliver(), server.taken) == ((0, 0, 1), [])


def test_mail_that_another_worker_has_is_left_to_it(server, post, deliver, monkeypatch):
    """Both saw it as due; the second claims nothing, until the first one's claim has run out."""
    post()
    sent = []

    def dies(mail, carrier, *, now):
        sent.append(deliver())  # meanwhile, another worker
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            deliver()

    assert sent == [(0, 0, 0)]
    assert [deliver(9), deliver(10)] == [(0, 0, 0), (1, 0, 0)]


@pytest.mark.django_db(transaction=True)
def test_yes_that_was_given_is_noted_when_the_database_is_back(server, post, deliver):
    """A mail that went out and is not noted would go out again."""
    post()
    refusals = iter([True, True])

    def away(execute, sql, params, many, context):
        if sql.startswith("UPDATE") and "sent_at" in sql and next(refusals, False):
            raise OperationalError("the database is starting up")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away):
        first = deliver()

    assert [first, deliver(60)] == [(1, 0, 0), (0, 0, 0)]
    assert len(server.taken) == 1


def test_worker_that_comes_late_undoes_nothing(server, post, deliver, monkeypatch):
    """It had the mail for longer than it may; another worker sent it meanwhile."""
    post()

    def slow(mail, carrier, *, now):
        patch.undo()
        assert deliver(11) == (1, 0, 0)  # another worker
        raise RefusedError("450 Too slow", is_lasting=True)

    with monkeypatch.context() as patch:
        patch.setattr(delivering, "send", slow)
        deliver()

    assert Mail.objects.values_list("state", "problem").get() == ("sent", "")


def test_worker_that_is_to_end_ends_between_two_mails(server, post, now):
    post()
    post()

    done = deliver_due(clock=lambda: now, is_ending=lambda: bool(server.taken))

    assert (done.sent, len(server.taken)) == (1, 1)


def test_one_connection_carries_many(server, post, deliver, django_assert_num_queries):
    for _ in range(3):
        post()

    with django_assert_num_queries(1 + 3 * 3):  # the list; claim, read and mark each
        assert deliver() == (3, 0, 0)


def test_sent_mail_is_forgotten_in_time(server, post, deliver, now):
    post()
    deliver()
    server.answers["bo@example.org"] = "550 No"
    post("bo@example.org")
    deliver()

    days = [forget_sent(now=now + timedelta(days=n)) for n in (60, 61, 62)]

    assert days == [0, 1, 0]
    assert Mail.objects.get().to == "bo@example.org"
