"""Mail that came back: the server that took it could not bring it to anybody."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from parvis.core.ground.outbox import Mail

TELLS_WITHIN = timedelta(days=7)  # mail servers give up after five days
TAKEN = (Mail.State.SENT, Mail.State.WAITING)  # waiting: we had not yet noted the server's yes


@transaction.atomic
def note_bounce(
    *,
    reason: str,
    now: datetime,
    message_id: str = "",
    recipient: str = "",
    provider_id: str = "",
    key: str = "",
) -> Mail | None:
    """Note that a mail came back, and why. Returns it; None if it is none of ours.

    It is found by the provider's id (or our `key`, which a provider gives back), else by its
    Message-ID; where neither is known, it is the last that was sent to `recipient`. To be told
    twice changes nothing.
    """
    found = _named(message_id, recipient, provider_id, key, now)
    mail = found.select_for_update().order_by("-sent_at", "-pk").first()
    if mail is not None and mail.state in TAKEN:
        mail.state, mail.bounced_at = Mail.State.BOUNCED, now
        mail.sent_at = mail.sent_at or now
        mail.problem, mail.claimed_until = reason, None
        mail.save(update_fields=["state", "bounced_at", "sent_at", "problem", "claimed_until"])
    return mail


def _named(
    message_id: str, recipient: str, provider_id: str, key: str, now: datetime
) -> QuerySet[Mail]:
    if provider_id:
        at_provider = Q(provider_id=provider_id)
        # Told before we had noted the provider's id. Another installation may share the account,
        # so our key alone is not enough.
        if key.isascii() and key.isdigit():
            at_provider |= Q(pk=int(key[:18]), provider_id="", to__iexact=recipient)
        return Mail.objects.filter(at_provider)
    if message_id:
        return Mail.objects.filter(message_id=message_id)
    lately = Q(state=Mail.State.SENT, sent_at__gt=now - TELLS_WITHIN)
    return Mail.objects.filter(lately, to__iexact=recipient)
