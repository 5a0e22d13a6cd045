"""Handing one mail to whoever carries it, and understanding a no: for ever, for now, or for all.

By SMTP and by a provider's HTTP interface alike.
"""

import smtplib
from collections.abc import Callable
from datetime import datetime

from anymail.exceptions import AnymailAPIError, AnymailError
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from parvis.core.ground.composing import compose
from parvis.core.ground.outbox import Mail

LASTING = range(500, 600)  # SMTP: no use in trying again
REFUSED = range(400, 500)  # HTTP: this mail, for good
# HTTP: not this mail, but us: our key, our account, our address of theirs; or too much at once.
NOT_THE_MAIL = {401, 402, 403, 404, 405, 407, 408, 425, 429}
LONGEST_ID = 200
LONGEST_ANSWER = 1000  # characters of it are kept
OF_ONE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


class ServerAwayError(Exception):
    """The mail server cannot be reached, or wants none from us: what it said."""


class RefusedError(Exception):
    """One mail was refused: what the server said, and whether it will always say so."""

    def __init__(self, said: str, *, is_lasting: bool) -> None:
        super().__init__(said)
        self.is_lasting = is_lasting


def send(mail: Mail, connection: BaseEmailBackend, *, now: datetime) -> tuple[str, str]:
    """Send a mail. Returns the provider's id for it, and a note on what could not be enclosed.

    Raises RefusedError if the server wants none of this mail, ServerAwayError if it is away, or
    wants none from us.
    """
    try:
        message, missing = compose(mail, now=now)
        _refusals_understood(connection, lambda: _hand_over(message, connection))
    except (ValueError, UnicodeError) as error:
        # An address or a header that cannot be written as mail: it will not be better tomorrow.
        raise RefusedError(str(error), is_lasting=True) from error
    note = f"Sent without what should be enclosed: {', '.join(missing)}." if missing else ""
    return _provider_id(message), note


def close(connection: BaseEmailBackend) -> None:
    """Close a connection, also one that is gone already."""
    try:
        connection.close()
    except (smtplib.SMTPException, OSError):
        connection.connection = None  # type: ignore[attr-defined]


def _hand_over(message: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    message.connection = connection
    connection.open()  # kept open from one mail to the next
    message.send()


def _refusals_understood(connection: BaseEmailBackend, act: Callable[[], None]) -> None:
    """Act; what goes wrong becomes one of our two errors, and the next mail begins afresh."""
    try:
        act()
    except AnymailError as error:
        raise _from_provider(error) from error
    except OF_ONE_MAIL as error:
        close(connection)
        raise RefusedError(_said(error), is_lasting=_code(error) in LASTING) from error
    except (smtplib.SMTPException, OSError) as error:
        close(connection)
        raise ServerAwayError(_said(error)) from error


def _from_provider(error: AnymailError) -> Exception:
    """Only an answer of the HTTP interface may be about us; all else is about the mail."""
    code = error.status_code or 0
    if not isinstance(error, AnymailAPIError):
        return RefusedError(_said_by_provider(error), is_lasting=True)
    if code in REFUSED and code not in NOT_THE_MAIL:
        return RefusedError(_said_by_provider(error), is_lasting=True)
    return ServerAwayError(_said_by_provider(error))


def _said_by_provider(error: AnymailError) -> str:
    """Return its answer, on one line; without one, what the library says."""
    if error.response is None:
        return " ".join(str(error.__cause__ or error).split())
    answer = " ".join(error.response.text.split())
    code = error.response.status_code
    return f"{code} {answer[:LONGEST_ANSWER]}".strip()


def _provider_id(message: EmailMultiAlternatives) -> str:
    status = getattr(message, "anymail_status", None)
    found = getattr(status, "message_id", None)
    return found[:LONGEST_ID] if isinstance(found, str) else ""


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
