"""The local authority, judged by another reader of certificates: OpenSSL, in Python's ssl."""

import socket
import ssl
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from parvis.lib.authority import Places, local_certificate
from parvis.lib.certificates import CertificateError, names_of, read_certificate, read_key
from parvis.lib.issuing import as_pem, certificate_for

NAMES = ("192.168.1.7", "laptop", "laptop.local", "localhost", "127.0.0.1", "::1")
TODAY = datetime.now(UTC).replace(microsecond=0)  # OpenSSL's own clock cannot be set


@pytest.fixture
def made(tmp_path):
    """Make or find the certificate, for these names and as if at this moment."""

    def call(*names, now=TODAY):
        return local_certificate(tmp_path / "tls", names=names or NAMES, now=now)

    return call


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "tls")


def trusts(places, name):
    """Shake hands over a pair of sockets, the client trusting the authority alone."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(places.server)
    client = ssl.create_default_context(cafile=places.authority)
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    ours, theirs = socket.socketpair()
    with ours, theirs, ThreadPoolExecutor(1) as pool:
        answered = pool.submit(shake, server, theirs)
        try:
            with client.wrap_socket(ours, server_hostname=name):
                return True
        except ssl.SSLCertVerificationError:
            return False
        finally:
            ours.close()
            answered.result()


def shake(context, end):
    try:
        context.wrap_socket(end, server_side=True).close()
    except OSError:
        end.close()


@pytest.mark.parametrize("name", NAMES)
def test_client_that_has_the_authority_trusts_each_name(made, places, name):
    made()

    assert trusts(places, name)


def test_client_trusts_no_name_that_was_not_asked_for(made, places):
    made()

    assert not trusts(places, "other.local")


def test_keys_are_for_the_owner_and_only_the_certificate_is_public(made, places):
    made()

    modes = {p: stat.S_IMODE(p.stat().st_mode) for p in (places.folder, places.key, places.server)}
    assert modes == {places.folder: 0o700, places.key: 0o600, places.server: 0o600}
    assert [file.name for file in places.public.iterdir()] == ["authority.crt"]
    assert b"PRIVATE" not in places.authority.read_bytes()


def test_certificate_lives_as_long_as_browsers_take(made, places):
    made()

    found = read_certificate(places.server)
    assert found.not_valid_after_utc - found.not_valid_before_utc == timedelta(days=397)
    assert found.not_valid_before_utc == TODAY - timedelta(days=1)


def test_second_time_finds_both(made, places):
    first = made()
    before = places.server.read_bytes()

    again = made(*reversed(NAMES), now=TODAY + timedelta(days=306))

    assert (first.is_new_authority, again.is_new_authority) == (True, False)
    assert again.fingerprint == first.fingerprint
    assert places.server.read_bytes() == before


def test_certificate_is_renewed_before_its_end_by_the_same_authority(made, places):
    first, before = made(), read_certificate(places.server)

    again = made(now=TODAY + timedelta(days=307))

    assert again.fingerprint == first.fingerprint
    assert read_certificate(places.server).not_valid_after_utc > before.not_valid_after_utc


@pytest.mark.parametrize("more", ["10.0.0.9", "fd12::9", "door.local"])
def test_changed_local_name_is_renewed_by_the_same_authority(made, places, more):
    first = made()

    again = made(*NAMES, more)

    assert again.fingerprint == first.fingerprint
    assert set(names_of(read_certificate(places.server))) == {*NAMES, more}
    assert trusts(places, more)


@pytest.mark.parametrize("more", ["spaces.example.org", "203.0.113.7", "2001:db8::7"])
def test_name_outside_its_constraints_takes_a_new_authority(made, places, more):
    first = made()

    again = made(*NAMES, more)

    assert again.is_new_authority
    assert again.fingerprint != first.fingerprint
    assert trusts(places, more)
    assert not made().is_new_authority


def test_stolen_key_signs_nothing_for_the_world(made, places):
    made()
    world = ["bank.example", "203.0.113.7"]
    authority, signer = read_certificate(places.authority), read_key(places.key)
    forged, key = certificate_for(world, authority=authority, signer=signer, now=TODAY)
    places.server.write_bytes(forged.public_bytes(Encoding.PEM) + as_pem(key))

    assert not any(trusts(places, name) for name in world)


def test_authority_near_its_end_is_made_anew(made):
    first = made()

    again = made(now=TODAY + timedelta(days=3300))

    assert again.is_new_authority
    assert again.fingerprint != first.fingerprint


def test_lost_key_of_the_authority_takes_a_new_one(made, places):
    first = made()
    places.key.unlink()

    again = made()

    assert again.fingerprint != first.fingerprint
    assert trusts(places, "localhost")


def test_certificate_of_another_authority_is_replaced(made, places, tmp_path):
    made()
    other = local_certificate(tmp_path / "other", names=NAMES, now=TODAY).places
    places.server.write_bytes(other.server.read_bytes())

    made()

    assert trusts(places, "localhost")


def test_key_that_cannot_be_read_is_a_sentence(made, places):
    made()
    places.key.write_text("coffee")

    with pytest.raises(CertificateError) as caught:
        made()

    said = str(caught.value)
    assert said.startswith(f"{places.key} holds no private key that can be read.")
    assert f"or remove {places.folder}: a new authority is made" in said


def test_constraints_are_critical_and_the_authority_signs_no_authority(made, places):
    made()
    extensions = read_certificate(places.authority).extensions

    assert extensions.get_extension_for_class(x509.NameConstraints).critical
    basic = extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)


def test_two_who_start_together_share_one_authority(made, places):
    starting = Barrier(4)

    def start(_):
        starting.wait()
        return made()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(start, range(4)))

    assert len({one.fingerprint for one in found}) == 1
    assert [one.is_new_authority for one in found].count(True) == 1
    assert trusts(places, "localhost")
