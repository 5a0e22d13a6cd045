"""Sending the mail that waits: by whoever claims it, once, and again after growing waits.

A mail is claimed for a while before it is sent, and marked as sent after the server has said yes. A
worker that dies in between leaves it to the next one when the claim has run out: it may then be
sent twice, with the same Message-ID, and is never lost.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Q

from parvis.core.ground.outbox import Mail
from parvis.core.ground.sending import RefusedError, ServerAwayError, close, send

CLAIM = timedelta(minutes=10)  # longer than any server is waited for
WAITS = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 180, 360, 720))  # then the last again
MOST_TRIES = 15  # with these waits five days, as mail servers do
KEEP = timedelta(days=60)  # what was sent is kept to answer “did I get a mail?”, and no longer
PAUSES = (0.1, 0.5, 1, 2, 4, 8, 16, 30, 30, 30, 30, 30)  # seconds; in all less than CLAIM
AT_ONCE = 200  # mails over one connection


@dataclass
class Delivered:
    """What became of the mails that were due."""

    sent: int = 0
    waiting: int = 0
    given_up: int = 0

    def __bool__(self) -> bool:
        return bool(self.sent or self.waiting or self.given_up)


def deliver_due(
    *, clock: Callable[[], datetime], is_ending: Callable[[], bool] = lambda: False
) -> Delivered:
    """Send what is due, the oldest first; `clock` says when it is, each time.

    Stops at the first sign that the server itself is away, and between two mails if `is_ending`:
    what is left waits for the next call, as does what is more than one connection should carry.
    """
    done, carrier = Delivered(), get_connection()
    try:
        for key in _due(clock(), AT_ONCE):
            if is_ending():
                break
            if mail := _claim(key, clock()):
                _deliver(mail, carrier, clock, done)
    except ServerAwayError:
        pass
    finally:
        close(carrier)
    return done


def try_again(*, now: datetime, with_bounced: bool = False) -> int:
    """Let all mail that was given up, or that waits, be tried now. Returns how many.

    What came back is left alone unless `with_bounced`: its address is wrong, as a rule.
    """
    states = [Mail.State.WAITING, Mail.State.GIVEN_UP, *([Mail.State.BOUNCED] * with_bounced)]
    return Mail.objects.filter(state__in=states).update(
        state=Mail.State.WAITING, due_at=now, tries=0, sent_at=None, bounced_at=None
    )


def count_waiting() -> int:
    """How many mails are not sent yet and not given up."""
    return Mail.objects.filter(state=Mail.State.WAITING).count()


def forget_sent(*, now: datetime) -> int:
    """Delete mail that was sent more than 60 days ago, come back or not. Returns how many."""
    states = [Mail.State.SENT, Mail.State.BOUNCED]
    return Mail.objects.filter(state__in=states, sent_at__lt=now - KEEP).delete()[0]


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
    mail: Mail, carrier: BaseEmailBackend, clock: Callable[[], datetime], done: Delivered
) -> None:
    try:
        provider_id, note = send(mail, carrier, now=clock())
    except ServerAwayError as error:
        _put_off(mail, str(error), clock(), done)
        raise
    except RefusedError as error:
        _put_off(mail, str(error), clock(), done, is_lasting=error.is_lasting)
    else:
        moment = clock()
        _insist(lambda: _mark_sent(mail, moment, provider_id=provider_id, problem=note))
        done.sent += 1


def _insist(note: Callable[[], None]) -> None:
    """Note a server's yes, also if the database is away for some minutes.

    What is not noted is sent again, so this is the one moment at which giving up early has a price.
    """
    for wait in PAUSES:
        try:
            return note()
        except (OperationalError, InterfaceError):
            if not connection.in_atomic_block:
                connection.close()  # the next query opens a new one
            sleep(wait)
    return note()


def _mark_sent(mail: Mail, now: datetime, **told: str) -> None:
    """Note the server's yes; not over a bounce, which a provider may have told us before."""
    Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING).update(
        state=Mail.State.SENT, sent_at=now, claimed_until=None, tries=mail.tries + 1, **told
    )


def _put_off(
    mail: Mail, problem: str, now: datetime, done: Delivered, *, is_lasting: bool = False
) -> None:
    """Try a mail again later; or never, if the server said so or it was tried for days."""
    given_up = is_lasting or mail.tries + 1 >= MOST_TRIES
    Mail.objects.filter(pk=mail.pk, state=Mail.State.WAITING).update(
        state=Mail.State.GIVEN_UP if given_up else Mail.State.WAITING,
        due_at=now + WAITS[min(mail.tries, len(WAITS) - 1)],
        claimed_until=None,
        tries=mail.tries + 1,
        problem=problem,
    )
    done.given_up += given_up
    done.waiting += not given_up
