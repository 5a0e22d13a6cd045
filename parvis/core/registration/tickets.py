"""Tickets: a short code that we signed, with two numbers in it and nothing about a person.

The code is `PV` and 28 characters of A to Z and 2 to 7 (Base32): five bytes number of the
registration, four bytes number of the event, eight bytes of an HMAC-SHA256 under a key of this
installation's own. Whoever changes a character has a code that we did not sign.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass

from django.conf import settings

from parvis.core.registration.errors import RegistrationError

MARK = "PV"
KEY = b"parvis.ticket.1:"
SEAL = 8  # bytes: nobody tries 2^63 codes at a door
LENGTH = 28


@dataclass(frozen=True)
class Ticket:
    """What a code says: which registration, for which event."""

    registration: int
    event: int


def code_of(ticket: Ticket) -> str:
    """Return the code that stands for a ticket, the same every time."""
    said = ticket.registration.to_bytes(5, "big") + ticket.event.to_bytes(4, "big")
    return MARK + base64.b32encode(said + _seal(said)).decode().rstrip("=")


def read(code: str) -> Ticket:
    """Read a code, from a scanner or typed: spaces, dashes and small letters do no harm.

    Raises RegistrationError, saying what is the matter, for anything that we did not sign.
    """
    text = re.sub(r"[\s-]", "", code).upper()
    if not text.startswith(MARK) or not re.fullmatch(r"[A-Z2-7]+", text):
        raise RegistrationError("This code is not one of our tickets.")
    if len(text) < len(MARK) + LENGTH:
        raise RegistrationError("This code is cut off. Scan it again, or find the person by name.")
    if len(text) > len(MARK) + LENGTH:
        raise RegistrationError("This code is not one of our tickets.")
    try:
        raw = base64.b32decode(text[len(MARK) :] + "=" * (-LENGTH % 8))
    except (binascii.Error, ValueError):
        raise RegistrationError("This code is not one of our tickets.") from None
    ticket = Ticket(int.from_bytes(raw[:5], "big"), int.from_bytes(raw[5:-SEAL], "big"))
    # The whole text, not only the seal: the last letter holds more bits than the code needs.
    if not hmac.compare_digest(text, code_of(ticket)):
        raise RegistrationError("This code is not one of our tickets.")
    return ticket


def fingerprint(code: str) -> str:
    """Return what a door device keeps instead of a code: from it no ticket can be made."""
    return hashlib.sha256(code.encode()).hexdigest()[:24]


def _seal(said: bytes) -> bytes:
    key = KEY + settings.SECRET_KEY.encode()
    return hmac.new(key, said, hashlib.sha256).digest()[:SEAL]
