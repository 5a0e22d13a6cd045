"""A mail that waits, as the message that goes out: text, HTML beside it, headers, enclosures."""

from collections.abc import Sequence
from datetime import datetime
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.text import MIMEText

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from parvis.core.ground.enclosures import Attachment, make_all
from parvis.core.ground.letter import Picture, letter
from parvis.core.ground.outbox import Mail


def compose(mail: Mail, *, now: datetime) -> tuple[EmailMultiAlternatives, list[str]]:
    """Make the message of a mail, and name what should be enclosed and could not be made."""
    made, missing = make_all(mail.enclosures, now=now)
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.to], headers=_headers(mail))
    if mail.reply_to:
        message.reply_to = [mail.reply_to]
    pictures = [Picture(f"cid:{cid}", one.alt or one.name) for cid, one in inline(mail, made)]
    html = letter(subject=mail.subject, text=mail.text, pictures=pictures)
    message.attach_alternative(html, "text/html")
    for number, one in enumerate(made):
        message.attach(_part(one, _cid(mail, number)))
    # A provider gives it back when it tells what came back; by SMTP nobody sees it.
    message.metadata = {"mail": str(mail.pk)}  # type: ignore[attr-defined]  # django-anymail's
    return message, missing


def inline(mail: Mail, made: Sequence[Attachment]) -> list[tuple[str, Attachment]]:
    """Return the pictures that stand in the letter, each with its name inside the message."""
    return [(_cid(mail, n), one) for n, one in enumerate(made) if one.is_inline]


def _headers(mail: Mail) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated"}
    if settings.MAIL_KEEPS_ID:
        headers["Message-ID"] = mail.message_id
    if mail.unsubscribe:  # RFC 8058: a mail program's own button, in one click
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _cid(mail: Mail, number: int) -> str:
    return f"{number}.{mail.message_id.strip('<>')}"


def _part(one: Attachment, cid: str) -> MIMEBase:
    part = _of_its_kind(one)
    part.add_header(
        "Content-Disposition", "inline" if one.is_inline else "attachment", filename=one.name
    )
    if one.is_inline:
        part["Content-ID"] = f"<{cid}>"
    return part


def _of_its_kind(one: Attachment) -> MIMEBase:
    main, _, sub = one.content_type.partition("/")
    if main == "text":
        part = MIMEText(one.content.decode(errors="replace"), sub, "utf-8")
        if one.method:
            part.set_param("method", one.method)
        return part
    if main == "image":
        return MIMEImage(one.content, sub)
    return MIMEApplication(one.content, sub)
