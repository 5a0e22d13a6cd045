"""Compact JSON Web Signatures (RFC 7515) with one RSA key that an installation keeps for itself.

RS256, which every reader of Open Badges has to know.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from parvis.lib.home import HomeError, write_once

BITS, EXPONENT = 3072, 65537


@dataclass(frozen=True)
class SigningKey:
    """A private key, and what others may know of it."""

    private: RSAPrivateKey

    @cached_property
    def public(self) -> dict[str, str]:
        """The public key as a JSON Web Key (RFC 7517), without a name."""
        numbers = self.private.public_key().public_numbers()
        return {"e": _number(numbers.e), "kty": "RSA", "n": _number(numbers.n)}

    @cached_property
    def thumbprint(self) -> str:
        """What the key is called (RFC 7638): the hash of its required members, in this order."""
        members = json.dumps(self.public, separators=(",", ":"), sort_keys=True)
        return _text(sha256(members.encode()).digest())

    def signed(self, payload: Mapping[str, Any], *, kid: str) -> str:
        """The payload as a signed token; `kid` is where readers find the key."""
        header = {"alg": "RS256", "kid": kid, "typ": "JWT"}
        what = f"{_json(header)}.{_json(payload)}"
        signature = self.private.sign(what.encode(), PKCS1v15(), SHA256())
        return f"{what}.{_text(signature)}"


def signing_key(file: Path) -> SigningKey:
    """The key kept in `file`, made at the first call; whoever writes first wins.

    Raises HomeError for a file that holds no such key.
    """
    if not file.exists():
        made = generate_private_key(EXPONENT, BITS)
        write_once(file, made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        found = load_pem_private_key(file.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise HomeError(f"{file} holds no key ({error}). Put it back from your backup.") from error
    if not isinstance(found, RSAPrivateKey):
        raise HomeError(f"{file} holds another kind of key. Put it back from your backup.")
    return SigningKey(found)


def _json(members: Mapping[str, Any]) -> str:
    return _text(json.dumps(members, separators=(",", ":"), ensure_ascii=False).encode())


def _number(number: int) -> str:
    return _text(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
