"""Certificates of a web server: which names they are for, and whether somebody's own will do."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

LONGEST_NAME = 253  # characters, as DNS has it
LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
NAME = re.compile(rf"{LABEL}(\.{LABEL})*")
ANY = "*."  # a certificate for *.example.org fits each name one step below example.org


class CertificateError(Exception):
    """A certificate or key that cannot be used: which, why, what to do."""


@dataclass(frozen=True)
class Own:
    """Somebody's own certificate, and what it says."""

    names: tuple[str, ...]
    ends_at: datetime


def read_own(*, certificate: Path, key: Path, wanted: Sequence[str], now: datetime) -> Own:
    """Read a certificate that a server is to show, and see that it fits.

    The server's own stands first in the file, those that vouch for it follow. Raises
    CertificateError: a file that cannot be read, a key that is another's, a certificate that is not
    valid at `now` or not for all `wanted` names.
    """
    found = read_certificate(certificate)
    if not fits(found, read_key(key)):
        raise CertificateError(
            f"{key} is not the key of {certificate}. Give the two that were made together; in "
            f"{certificate} the server's own certificate has to stand first."
        )
    _check_time(certificate, found, now)
    names = names_of(found)
    _check_names(certificate, names, wanted)
    return Own(names, found.not_valid_after_utc)


def _check_time(file: Path, found: x509.Certificate, now: datetime) -> None:
    if found.not_valid_after_utc <= now:
        day = f"{found.not_valid_after_utc:%Y-%m-%d}"
        raise CertificateError(f"{file} ended on {day}: browsers refuse it. Have it renewed.")
    if found.not_valid_before_utc > now:
        moment = f"{found.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"
        raise CertificateError(
            f"{file} begins at {moment}, which is still to come. Is this machine's clock right?"
        )


def _check_names(file: Path, names: Sequence[str], wanted: Sequence[str]) -> None:
    if not names:
        raise CertificateError(
            f"{file} names no host (it has no subjectAltName), so browsers refuse it. "
            "Have one made for the name that the site is reached by."
        )
    if missing := [name for name in wanted if not is_for(names, name)]:
        raise CertificateError(
            f"{file} is for {', '.join(names)}, not for {', '.join(missing)}. Give one that is for "
            f"{'it' if len(missing) == 1 else 'them'}, or let the site be reached as {names[0]}."
        )


def is_for(names: Iterable[str], name: str) -> bool:
    """Whether a certificate of these `names` is one for `name`."""
    above = name.partition(".")[2]
    return name in names or (bool(above) and as_address(name) is None and ANY + above in names)


def plain_name(text: str) -> str:
    """Write a host name or address as certificates do: small letters, ASCII, no brackets."""
    name = text.strip().strip("[]").rstrip(".").lower()
    if address := as_address(name):
        return str(address)
    try:
        name = name.encode("idna").decode()
    except UnicodeError:
        name = ""
    if len(name) > LONGEST_NAME or not NAME.fullmatch(name):
        raise CertificateError(
            f"{text!r} is no name of a machine. Write it as laptop.local, spaces.example.org or "
            "192.168.1.7: without https://, a port or a path."
        )
    return name


def as_address(name: str) -> IPv4Address | IPv6Address | None:
    """The name as a numeric address, if it is one."""
    try:
        return ip_address(name)
    except ValueError:
        return None


def names_of(certificate: x509.Certificate) -> tuple[str, ...]:
    """The host names and addresses that a certificate is for, in its order, names first."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    addresses = found.get_values_for_type(x509.IPAddress)
    return (*found.get_values_for_type(x509.DNSName), *map(str, addresses))


def fits(certificate: x509.Certificate, key: PrivateKeyTypes) -> bool:
    """Whether the key is the certificate's."""
    shape = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return certificate.public_key().public_bytes(*shape) == key.public_key().public_bytes(*shape)


def read_certificate(file: Path) -> x509.Certificate:
    """The first certificate in a PEM file."""
    content = _read(file)
    try:
        return x509.load_pem_x509_certificates(content)[0]
    except (ValueError, IndexError) as error:
        raise CertificateError(
            f"{file} holds no certificate that can be read. It has to be a PEM file: text with a "
            "line “-----BEGIN CERTIFICATE-----”."
        ) from error


def read_key(file: Path) -> PrivateKeyTypes:
    """The private key in a PEM file."""
    content = _read(file)
    try:
        return load_pem_private_key(content, password=None)
    except TypeError as error:
        raise CertificateError(
            f"{file} is locked with a password, which a server cannot type. Make an open copy that "
            f"only you may read: openssl pkey -in {file} -out open.key && chmod 600 open.key"
        ) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise CertificateError(
            f"{file} holds no private key that can be read. It has to be a PEM file: text with a "
            "line “-----BEGIN PRIVATE KEY-----”."
        ) from error


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CertificateError(
            f"{file} cannot be read: {error.strerror}. Is the path right, and may you read it?"
        ) from error
