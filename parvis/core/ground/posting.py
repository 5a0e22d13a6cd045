"""Posting mail: it waits in the database until a worker has sent it (see delivering.py)."""

from collections.abc import Sequence
from datetime import datetime
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db import connections, router
from django.urls import reverse

from parvis.core.ground.actions import NotInTransactionError
from parvis.core.ground.outbox import Mail

LONGEST_SUBJECT = 200  # characters; mail programs show fewer


Enclosure = tuple[str, str]  # who makes it (see enclosures.py), and from what


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
    HTML beside it. `unsubscribe` is the address of a page that stops mail like this.
    Raises NotInTransactionError outside a transaction.
    """
    if not connections[router.db_for_write(Mail)].in_atomic_block:
        raise NotInTransactionError(f"Mail to {to}: call this inside transaction.atomic().")
    line = " ".join(subject.split())
    short = line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return Mail.objects.create(
        to=to,
        subject=short,
        text=text,
        reply_to=reply_to,
        unsubscribe=unsubscribe,
        enclosures=[list(one) for one in enclosures],
        message_id=make_msgid(domain=domain or "localhost"),
        made_at=now,
        due_at=now,
    )


def site_link(name: str, *arguments: object) -> str:
    """The whole address of a page, for a mail: the site's own (PARVIS_URL) and the page's."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=arguments)
