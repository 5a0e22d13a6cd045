from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from parvis.lib.certificates import CertificateError, is_for, plain_name, read_own
from parvis.lib.issuing import as_pem, authority_for, certificate_for


@pytest.fixture
def make(tmp_path, now):
    """Write a certificate and its key, made `ago`, and give the two files' paths."""

    def write(*names, ago=timedelta(0), name="own"):
        authority, signer = authority_for(names, now - ago)
        pair = (authority, signer)
        if names:
            pair = certificate_for(names, authority=authority, signer=signer, now=now - ago)
        certificate, key = tmp_path / f"{name}.crt", tmp_path / f"{name}.key"
        certificate.write_bytes(pair[0].public_bytes(Encoding.PEM))
        key.write_bytes(as_pem(pair[1]))
        return certificate, key

    return write


@pytest.fixture
def read(now):
    def call(certificate, key, *wanted):
        return read_own(certificate=certificate, key=key, wanted=wanted, now=now)

    return call


def refused(call, *arguments):
    with pytest.raises(CertificateError) as caught:
        call(*arguments)
    return str(caught.value)


def test_own_certificate_says_its_names_and_its_end(make, read, now):
    files = make("spaces.example.org", "203.0.113.7", "2001:db8::7")

    own = read(*files, "spaces.example.org", "2001:db8::7")

    assert own.names == ("spaces.example.org", "203.0.113.7", "2001:db8::7")
    assert own.ends_at == now + timedelta(days=396)


def test_certificate_for_every_name_below_is_for_one_step_only():
    names = ["*.example.org"]

    assert is_for(names, "spaces.example.org")
    assert not is_for(names, "example.org")
    assert not is_for(names, "a.spaces.example.org")
    assert not is_for(["*.0.113.7"], "203.0.113.7")


def test_file_that_is_not_there_is_a_sentence(make, read, tmp_path):
    _, key = make("spaces.example.org")
    missing = tmp_path / "missing.crt"

    assert refused(read, missing, key) == (
        f"{missing} cannot be read: No such file or directory. "
        "Is the path right, and may you read it?"
    )
    assert refused(read, tmp_path, key).startswith(f"{tmp_path} cannot be read: Is a directory.")


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"-----BEGIN CERTIFICATE-----\nAAAA\n"])
def test_file_that_holds_no_certificate_is_a_sentence(make, read, content):
    certificate, key = make("spaces.example.org")
    certificate.write_bytes(content)

    assert refused(read, certificate, key).startswith(f"{certificate} holds no certificate")


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_file_that_holds_no_key_is_a_sentence(make, read, content):
    certificate, key = make("spaces.example.org")
    key.write_bytes(content)

    assert refused(read, certificate, key).startswith(f"{key} holds no private key")


def test_the_two_files_the_wrong_way_round_are_a_sentence(make, read):
    certificate, key = make("spaces.example.org")

    assert refused(read, key, certificate).startswith(f"{key} holds no certificate")


def test_key_with_a_password_is_a_sentence_with_the_way_out(make, read, now):
    certificate, key = make("spaces.example.org")
    _, made = authority_for((), now)
    locked = BestAvailableEncryption(b"hush")
    key.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))

    said = refused(read, certificate, key)

    assert said.startswith(f"{key} is locked with a password, which a server cannot type.")
    assert f"openssl pkey -in {key}" in said


def test_key_of_another_certificate_is_a_sentence(make, read):
    certificate, key = make("spaces.example.org")
    _, other = make("spaces.example.org", name="other")

    assert refused(read, certificate, other).startswith(f"{other} is not the key of {certificate}.")
    read(certificate, key)


def test_certificate_that_ended_is_a_sentence(make, read):
    certificate, key = make("spaces.example.org", ago=timedelta(days=396))

    assert refused(read, certificate, key) == (
        f"{certificate} ended on 2026-03-01: browsers refuse it. Have it renewed."
    )


def test_certificate_that_is_still_to_begin_is_a_sentence(make, read):
    certificate, key = make("spaces.example.org", ago=timedelta(days=-2))

    assert refused(read, certificate, key) == (
        f"{certificate} begins at 2026-03-02 12:00 UTC, which is still to come. "
        "Is this machine's clock right?"
    )


def test_certificate_for_other_names_is_a_sentence(make, read):
    certificate, key = make("spaces.example.org", "www.example.org")

    assert refused(read, certificate, key, "www.example.org", "door.example.org") == (
        f"{certificate} is for spaces.example.org, www.example.org, not for door.example.org. "
        "Give one that is for it, or let the site be reached as spaces.example.org."
    )


def test_certificate_that_names_no_host_is_a_sentence(make, read):
    certificate, key = make()

    assert refused(read, certificate, key).startswith(f"{certificate} names no host")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (" Spaces.Example.ORG. ", "spaces.example.org"),
        ("café.local", "xn--caf-dma.local"),
        ("[::1]", "::1"),
        ("2001:0DB8::0001", "2001:db8::1"),
        ("192.168.1.7", "192.168.1.7"),
        ("laptop", "laptop"),
    ],
)
def test_name_is_written_as_certificates_have_it(text, name):
    assert plain_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "my laptop", "https://x.org", "x.org:8443", "x..org", "*.x.org", "-x"),
        *("x.org\nevil", "x,y", "a" * 64, ".".join(["a" * 60] * 5)),
    ],
)
def test_what_is_no_name_is_a_sentence(text):
    assert refused(plain_name, text).startswith(f"{text!r} is no name of a machine.")
