"""Posting mail: it waits in the database until a worker has sent it (see delivering.py)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db import connections, router
from django.urls import reverse

from parvis.core.ground.actions import NotInTransactionError
from parvis.core.ground.outbox import Mail

LONGEST_SUBJECT = 200  # characters; mail programs show fewer
Enclosure = tuple[str, str]  # who makes it (see enclosures.py), and from what


@dataclass(frozen=True)
class Letter:
    """A mail to be posted with many others; the fields are those of `post_mail`."""

    to: str
    subject: str
    text: str
    reply_to: str = ""
    unsubscribe: str = ""
    enclosures: Sequence[Enclosure] = ()


def post_mail(
    *,
    to: str,
    subject: str,
    text: str,
    now: datetime,
    reply_to: str = "",
    unsubscribe: str = "",
    enclosures: Sequence[Enclosure] = (),
) -> Mail:
    """Let a mail wait to be sent, in the caller's transaction: no change without its mail.

    The subject becomes one line. A line of `text` that is “Words: address” becomes a button in the
    HTML beside it. `unsubscribe` is the address of a page that stops mail like this: it takes a
    POST that carries nothing else (RFC 8058).
    Raises NotInTransactionError outside a transaction.
    """
    _in_transaction(to)
    mail = _waiting(Letter(to, subject, text, reply_to, unsubscribe, enclosures), now)
    mail.save()
    return mail


def post_many(letters: Iterable[Letter], *, now: datetime) -> int:
    """Let many mails wait to be sent, written at once: one query, or few on SQLite.

    Returns how many. Raises NotInTransactionError outside a transaction.
    """
    mails = [_waiting(letter, now) for letter in letters]
    if mails:
        _in_transaction(f"{len(mails)} people")
    return len(Mail.objects.bulk_create(mails))


def _in_transaction(whom: str) -> None:
    if not connections[router.db_for_write(Mail)].in_atomic_block:
        raise NotInTransactionError(f"Mail to {whom}: call this inside transaction.atomic().")


def _waiting(letter: Letter, now: datetime) -> Mail:
    line = " ".join(letter.subject.split())
    short = line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return Mail(
        to=letter.to,
        subject=short,
        text=letter.text,
        reply_to=letter.reply_to,
        unsubscribe=letter.unsubscribe,
        enclosures=[list(one) for one in letter.enclosures],
        message_id=make_msgid(domain=domain or "localhost"),
        made_at=now,
        due_at=now,
    )


def site_link(name: str, *arguments: object) -> str:
    """The whole address of a page, for a mail: the site's own (PARVIS_URL) and the page's."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=arguments)
