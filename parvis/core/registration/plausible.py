"""What a name and an address may be, so that a person at a door can work with them."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode

from parvis.core.registration.errors import RegistrationError
from parvis.core.registration.models import LONGEST_NAME

LONGEST_ADDRESS = 254  # RFC 5321; with the domain as the network writes it
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def plain_name(text: str) -> str:
    """Return a name on one line. Raises RegistrationError if nobody could find it in a list."""
    kept = "".join(" " if _is_control(letter) else letter for letter in text)
    name = " ".join(kept.split())
    if not name:
        raise RegistrationError("Write your name, as the door should call you.")
    if len(name) > LONGEST_NAME:
        raise RegistrationError(
            f"This name has {len(name)} characters, and there is room for {LONGEST_NAME}. "
            "Shorten it to what people call you."
        )
    if re.search(r"://|www\.", name, re.IGNORECASE):
        raise RegistrationError("A name holds no address of a page. Write what people call you.")
    if not any(unicodedata.category(letter)[0] in "LN" for letter in name):
        raise RegistrationError(
            "Write the name with at least one letter, so that the door can find you in its list."
        )
    return name


def plain_address(text: str) -> str:
    """Return an address without spaces around it. Raises RegistrationError for none."""
    address = text.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise RegistrationError(
            f"“{address[:80]}” is no mail address. Write it like ada@example.org."
        ) from None
    if max(len(address), len(key_of(address))) > LONGEST_ADDRESS:
        raise RegistrationError(
            f"A mail address has at most {LONGEST_ADDRESS} characters. Check this one."
        )
    if not address.rpartition("@")[0].isascii():
        raise RegistrationError(
            "Letters outside a to z before the @ cannot be written to from here. Check them, or "
            "give another address."
        )
    return address


def key_of(address: str) -> str:
    """By which two spellings are one address: no capitals, the domain as the network writes it."""
    local, at, domain = address.strip().rpartition("@")
    if not at:
        return ""
    try:
        written = punycode(domain.lower())
    except UnicodeError:
        written = domain.lower()
    return f"{local.casefold()}@{written}"


def _is_control(letter: str) -> bool:
    """Line breaks and the like, and marks that turn the writing direction of what follows."""
    return unicodedata.category(letter) in ("Cc", "Zl", "Zp") or letter in TURNS
