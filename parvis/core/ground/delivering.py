"""Sending the mail that waits: by whoever claims it, once, and again after growing waits.

A mail is claimed for a while before it is sent, and marked as sent after the server has said yes. A
worker that dies in between leaves it to the next one when the claim has run out: it may then be
sent twice, with the same Message-ID, and is never lost.
"""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from parvis.core.ground.outbox import Mail

CLAIM = timedelta(minutes=10)  # longer than any server is waited for
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 180, 360, 720))  # then the last again
MOST_TRIES = 15  # with these waits five days, as mail servers do
KEEP = timedelta(days=60)  # what was sent is kept to answer “did I get a mail?”, and no longer
AT_ONCE = 200  # mails over one connection
LASTING = range(500, 600)  # SMTP: no use in trying again


@dataclass
class Delivered:
    """What became of the mails that were due."""

    sent: int = 0
    waiting: int = 0
    given_up: int = 0

    def __bool__(self) -> bool:
        return bool(self.sent or self.waiting or self.given_up)


class ServerAwayError(Exception):
    """The mail server cannot be reached, or wants none from us: what it said."""


def deliver_due(
    *, clock: Callable[[], datetime], is_ending: Callable[[], bool] = lambda: False
) -> Delivered:
    """Send what is due, the oldest first; `clock` says when it is, each time.

    Stops at the first sign that the server itself is away, and between two mails if `is_ending`:
    what is left waits for the next call, as does what is more than one connection should carry.
    """
    done, connection = Delivered(), get_connection()
    try:
        for key in _due(clock(), AT_ONCE):
            if is_ending():
                break
            if mail := _claim(key, clock()):
                _deliver(mail, connection, clock, done)
    except ServerAwayError:
        pass
    finally:
        _close(connection)
    return done


def try_again(*, now: datetime) -> int:
    """Let all mail that was given up, or that waits, be tried now. Returns how many."""
    not_sent = Mail.objects.exclude(state=Mail.State.SENT)
    return not_sent.update(state=Mail.State.WAITING, due_at=now, tries=0)


def count_waiting() -> int:
    """How many mails are not sent yet and not given up."""
    return Mail.objects.filter(state=Mail.State.WAITING).count()


def forget_sent(*, now: datetime) -> int:
    """Delete mail that was sent more than 60 days ago. Returns how many."""
    old = Mail.objects.filter(state=Mail.State.SENT, sent_at__lt=now - KEEP)
    return old.delete()[0]


def _due(now: datetime, most: int) -> list[int]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    due = Mail.objects.filter(free, state=Mail.State.WAITING, due_at__lte=now)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:most])


def _claim(key: int, now: datetime) -> Mail | None:
    """Take a mail for ourselves, or None if another worker was first."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    ours = Mail.objects.filter(free, pk=key, state=Mail.State.WAITING, due_at__lte=now)
    if not ours.update(claimed_until=now + CLAIM):
        return None
    return Mail.objects.get(pk=key)


def _deliver(
    mail: Mail, connection: BaseEmailBackend, clock: Callable[[], datetime], done: Delivered
) -> None:
    try:
        _send(mail, connection)
    except ServerAwayError as error:
        _put_off(mail, str(error), clock(), done)
        raise
    except smtplib.SMTPException as error:
        lasting = _code(error) in LASTING
        _put_off(mail, _said(error), clock(), done, is_lasting=lasting)
    except (ValueError, UnicodeError) as error:
        # An address or a header that cannot be written as mail: it will not be better tomorrow.
        _put_off(mail, str(error), clock(), done, is_lasting=True)
    else:
        sent = {"state": Mail.State.SENT, "sent_at": clock(), "claimed_until": None}
        Mail.objects.filter(pk=mail.pk).update(**sent, tries=mail.tries + 1, problem="")
        done.sent += 1


def _send(mail: Mail, connection: BaseEmailBackend) -> None:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    message = EmailMessage(mail.subject, mail.text, to=[mail.to], headers=headers)
    message.connection = connection
    try:
        connection.open()  # kept open from one mail to the next
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError):
        _close(connection)  # the next mail begins afresh
        raise
    except (smtplib.SMTPException, OSError) as error:
        _close(connection)
        raise ServerAwayError(_said(error)) from error


def _put_off(
    mail: Mail, problem: str, now: datetime, done: Delivered, *, is_lasting: bool = False
) -> None:
    """Try a mail again later; or never, if the server said so or it was tried for days."""
    given_up = is_lasting or mail.tries + 1 >= MOST_TRIES
    Mail.objects.filter(pk=mail.pk).update(
        state=Mail.State.GIVEN_UP if given_up else Mail.State.WAITING,
        due_at=now + WAITS[min(mail.tries, len(WAITS) - 1)],
        claimed_until=None,
        tries=mail.tries + 1,
        problem=problem,
    )
    done.given_up += given_up
    done.waiting += not given_up


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        connection.connection = None  # type: ignore[attr-defined]  # it is gone already


def _code(error: smtplib.SMTPException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return min((code for code, _ in error.recipients.values()), default=0)
    return getattr(error, "smtp_code", 0)


def _said(error: Exception) -> str:
    """What the server, or the machine, said: for a person who looks after mail."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(text)}" for code, text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
