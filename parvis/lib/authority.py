"""A certificate authority of an installation's own, and the certificate it gives the server.

Both are kept in one folder: made at the first need, found again at the next, renewed when they near
their end or when the server's names changed.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from parvis.lib.certificates import (
    CertificateError,
    fits,
    names_of,
    read_certificate,
    read_key,
)
from parvis.lib.issuing import LIFE, Key, as_pem, authority_for, certificate_for, may_sign

LEFT = timedelta(days=90)  # renewed at a start when it has less: a server runs for a while


@dataclass(frozen=True)
class Places:
    """Where an authority and its certificate for the server lie."""

    folder: Path

    @property
    def key(self) -> Path:
        """The authority's key, by which it signs."""
        return self.folder / "authority.key"

    @property
    def public(self) -> Path:
        """What everybody may have: the authority's certificate alone."""
        return self.folder / "public"

    @property
    def authority(self) -> Path:
        return self.public / "authority.crt"

    @property
    def server(self) -> Path:
        """The server's certificate with its key: one file, so that it is replaced in one go."""
        return self.folder / "server.pem"


@dataclass(frozen=True)
class Local:
    """The server's certificate, and how the authority is known by sight."""

    places: Places
    fingerprint: str  # SHA-256, as phones show it
    is_new_authority: bool


def local_certificate(folder: Path, *, names: Sequence[str], now: datetime) -> Local:
    """Find the server's certificate for `names` in `folder`; make what lacks, ends or changed.

    Raises CertificateError where a file there cannot be read, OSError where none can be written.
    """
    places = Places(folder)
    try:
        with _alone(places):
            authority, is_new = _authority(places, names, now)
            if is_new or not _still_serves(places, authority, names, now):
                _issue(places, authority, names, now)
    except CertificateError as error:
        raise CertificateError(
            f"{error} Put it back from a backup; or remove {folder}: a new authority is made, "
            "which phones have to be given again."
        ) from error
    return Local(places, _fingerprint(authority), is_new)


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """One process at a time: two servers may start together."""
    places.folder.mkdir(parents=True, exist_ok=True)
    places.folder.chmod(0o700)
    places.public.mkdir(exist_ok=True)
    with (places.folder / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _authority(
    places: Places, names: Sequence[str], now: datetime
) -> tuple[x509.Certificate, bool]:
    """The authority that may sign for the names, and whether it was made just now."""
    if places.authority.exists() and places.key.exists():
        found = read_certificate(places.authority)
        lasts = found.not_valid_after_utc >= now + LIFE
        if lasts and fits(found, read_key(places.key)) and may_sign(found, names):
            return found, False
    made, key = authority_for(names, now)
    # The key first: should we end between the two, they do not fit and are made again.
    _write(places.key, as_pem(key), 0o600)
    _write(places.authority, made.public_bytes(Encoding.PEM), 0o644)
    return made, True


def _still_serves(
    places: Places, authority: x509.Certificate, names: Sequence[str], now: datetime
) -> bool:
    if not places.server.exists():
        return False
    found = read_certificate(places.server)
    return (
        set(names_of(found)) == set(names)
        and found.not_valid_before_utc <= now <= found.not_valid_after_utc - LEFT
        and _is_signed_by(found, authority)
        and fits(found, read_key(places.server))
    )


def _is_signed_by(found: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        found.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _issue(
    places: Places, authority: x509.Certificate, names: Sequence[str], now: datetime
) -> None:
    signer = read_key(places.key)
    assert isinstance(signer, Key)  # noqa: S101  it fits the authority that may_sign knows as ours
    made, key = certificate_for(names, authority=authority, signer=signer, now=now)
    _write(places.server, made.public_bytes(Encoding.PEM) + as_pem(key), 0o600)


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def _write(file: Path, content: bytes, mode: int) -> None:
    """Replace `file` in one go: whoever reads it meanwhile reads the old or the new one."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
