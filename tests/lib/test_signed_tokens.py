"""Signed tokens, read with nothing but the public key."""

import json
from base64 import urlsafe_b64decode

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from parvis.lib.home import HomeError
from parvis.lib.signed_tokens import signing_key


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("keys") / "badges.pem"


@pytest.fixture(scope="module")
def key(file):
    return signing_key(file)


def bytes_of(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def checked(token, public):
    """The header and payload of a token, if the key that `public` describes signed it."""
    header, payload, signature = token.split(".")
    numbers = [int.from_bytes(bytes_of(public[name]), "big") for name in ("e", "n")]
    verifier = RSAPublicNumbers(*numbers).public_key()
    verifier.verify(bytes_of(signature), f"{header}.{payload}".encode(), PKCS1v15(), SHA256())
    return json.loads(bytes_of(header)), json.loads(bytes_of(payload))


def test_token_is_checked_with_the_public_key_alone(key):
    token = key.signed({"name": "Zoë", "n": 1}, kid="https://x.example/keys#1")

    header, payload = checked(token, key.public)

    assert header == {"alg": "RS256", "kid": "https://x.example/keys#1", "typ": "JWT"}
    assert payload == {"name": "Zoë", "n": 1}


def test_changed_payload_is_noticed(key):
    header, payload, signature = key.signed({"n": 1}, kid="k").split(".")
    _, other, _ = key.signed({"n": 2}, kid="k").split(".")
    assert payload != other

    with pytest.raises(InvalidSignature):
        checked(f"{header}.{other}.{signature}", key.public)


def test_key_is_made_once_and_is_its_owners_alone(key, file):
    assert signing_key(file).public == key.public
    assert file.stat().st_mode & 0o777 == 0o600
    assert set(key.public) == {"e", "kty", "n"}


def test_thumbprint_is_the_one_of_the_standard(monkeypatch, key):
    """The example of RFC 7638, section 3.1."""
    modulus = (
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPeb"
        "WKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368Q"
        "QMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2"
        "NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
    )
    example = type(key)(key.private)
    example.__dict__["public"] = {"e": "AQAB", "kty": "RSA", "n": modulus}

    assert example.thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.mark.parametrize("content", [b"", b"no key", "another kind"])
def test_file_without_such_a_key_says_what_to_do(tmp_path, content):
    if content == "another kind":
        made = Ed25519PrivateKey.generate()
        content = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = tmp_path / "badges.pem"
    file.write_bytes(content)

    with pytest.raises(HomeError, match="from your backup"):
        signing_key(file)
