"""Reading what a mail server writes when it could not deliver a mail (RFC 3464, RFC 6533)."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from email.parser import BytesHeaderParser

STATUS = {"message/delivery-status", "message/global-delivery-status"}
ORIGINAL = {"message/rfc822", "message/global"}
ITS_HEADERS = {"text/rfc822-headers", "message/global-headers"}


class NoReportError(Exception):
    """A message that is no delivery report: what it is, and what to give."""


@dataclass(frozen=True)
class Failure:
    """A mail that did not arrive: to whom, the server's words, and its Message-ID if it is told."""

    recipient: str
    reason: str
    message_id: str


def failures_in(message: bytes) -> list[Failure]:
    """Return what a report says did not arrive; nothing, if it tells of a delay or a success.

    Raises NoReportError for any other message.
    """
    whole = message_from_bytes(message, policy=policy.compat32)
    parts = list(whole.walk())
    status = next((part for part in parts if part.get_content_type() in STATUS), None)
    if status is None:
        raise NoReportError(
            "This is no delivery report. Give the whole message as the mail server wrote it, with "
            "its part “message/delivery-status”."
        )
    original = _original_id(parts)
    return [
        Failure(_recipient(block), _reason(block), original)
        for block in _blocks(status)
        if str(block.get("Action", "")).strip().lower() == "failed"
    ]


def _blocks(status: Message) -> Iterator[Message]:
    """Yield a block of fields for the message, and one for each recipient.

    The parser divides only the older of the two types; of the newer it leaves all but the first
    block as text.
    """
    found = status.get_payload()
    blocks = found if isinstance(found, list) else []
    yield from (block for block in blocks if isinstance(block, Message))
    if status.get_content_type() == "message/global-delivery-status":
        text = b"\n".join(block.as_bytes() for block in blocks if isinstance(block, Message))
        for block in text.replace(b"\r\n", b"\n").split(b"\n\n")[1:]:
            yield BytesHeaderParser().parsebytes(block.lstrip(b"\n"))


def _original_id(parts: list[Message]) -> str:
    for part in parts:
        kind = part.get_content_type()
        if kind in ITS_HEADERS:
            whole = part.get_payload(decode=True) or b""
            if kind != "text/rfc822-headers":
                whole = part.as_bytes().partition(b"\n\n")[2]
            found = BytesHeaderParser().parsebytes(bytes(whole)).get("Message-ID")
        elif kind in ORIGINAL and isinstance(part.get_payload(), list):
            found = part.get_payload(0).get("Message-ID")  # type: ignore[union-attr]
        else:
            continue
        if found:
            return str(found).strip()
    return ""


def _recipient(block: Message) -> str:
    address = block.get("Original-Recipient") or block.get("Final-Recipient") or ""
    return _after_kind(str(address))


def _reason(block: Message) -> str:
    """Return what the last server said; else the report's own code."""
    said = _after_kind(str(block.get("Diagnostic-Code", "")))
    code = str(block.get("Status", "")).strip()
    return said or code or "The mail server gave no reason."


def _after_kind(field: str) -> str:
    """Return a field without its kind (`rfc822; `, `smtp; `), on one line."""
    kind, found, said = field.partition(";")
    return " ".join((said if found else kind).split())
