"""What `parvis serve` makes of its words before it serves: names, settings, sentences."""

import os
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from parvis.cli import clock, this_machine
from parvis.cli.edge import MisuseError
from parvis.cli.https import plan, say_addresses, set_environment
from parvis.lib.certificates import CertificateError
from parvis.lib.issuing import as_pem, authority_for, certificate_for

OURS = ("PARVIS_HOSTS", "PARVIS_HTTPS", "PARVIS_HSTS", "PARVIS_URL", "PARVIS_BEHIND_PROXY")


@pytest.fixture(autouse=True)
def _environment(monkeypatch):
    """An environment without our settings, put back after the test."""
    for name in OURS:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


@pytest.fixture
def planned():
    def call(*names, tls=False, files=(None, None), host="127.0.0.1", port=8443):
        certificate, key = files
        return plan(tls=tls, names=names, certificate=certificate, key=key, host=host, port=port)

    return call


@pytest.fixture
def own(tmp_path):
    """Write somebody's own certificate for these names."""

    def write(*names, ago=timedelta(0)):
        made_at = clock.now() - ago
        authority, signer = authority_for((), made_at)
        made, key = certificate_for(names, authority=authority, signer=signer, now=made_at)
        files = tmp_path / "own.crt", tmp_path / "own.key"
        files[0].write_bytes(made.public_bytes(Encoding.PEM))
        files[1].write_bytes(as_pem(key))
        return files

    return write


def settings():
    return {name: os.environ.get(name) for name in OURS[:4]}


def test_nothing_is_planned_unless_it_is_asked_for(planned):
    assert planned() is None


def test_names_are_those_given_then_the_network_then_itself(planned):
    https = planned("Door.local", "spaces.example.org", tls=True, host="::")

    addresses = this_machine.addresses() or this_machine.ITSELF
    first = ("door.local", "spaces.example.org", *addresses, *this_machine.names())
    assert https.names == tuple(dict.fromkeys([*first, "localhost", "127.0.0.1", "::1"]))


def test_server_for_this_machine_alone_names_no_other_address(planned):
    https = planned(tls=True, host="127.0.0.1")

    assert https.names == ("127.0.0.1", "localhost", "::1")


def test_settings_are_those_of_https_without_a_promise_for_a_year(planned):
    set_environment(planned("door.local", tls=True))

    assert settings() == {
        "PARVIS_HOSTS": "localhost,127.0.0.1,[::1],door.local",
        "PARVIS_HTTPS": "yes",
        "PARVIS_HSTS": "no",
        "PARVIS_URL": "https://door.local:8443",
    }


def test_what_somebody_set_stays_but_a_local_certificate_promises_nothing(planned, monkeypatch):
    monkeypatch.setenv("PARVIS_HOSTS", "spaces.example.org,[::1]")
    monkeypatch.setenv("PARVIS_URL", "https://spaces.example.org")
    monkeypatch.setenv("PARVIS_HSTS", "yes")

    set_environment(planned(tls=True))

    assert settings() == {
        "PARVIS_HOSTS": "spaces.example.org,[::1],127.0.0.1,localhost",
        "PARVIS_HTTPS": "yes",
        "PARVIS_HSTS": "no",
        "PARVIS_URL": "https://spaces.example.org",
    }


def test_own_certificate_says_by_which_names_the_site_is_reached(planned, own):
    https = planned(files=own("*.example.org", "example.org", "2001:db8::7"), port=443)

    set_environment(https)

    assert https.names == ("example.org", "2001:db8::7", "*.example.org")
    assert settings() == {
        "PARVIS_HOSTS": "localhost,127.0.0.1,[::1],example.org,[2001:db8::7],.example.org",
        "PARVIS_HTTPS": "yes",
        "PARVIS_HSTS": "no",
        "PARVIS_URL": "https://example.org",
    }


def test_own_certificate_may_promise_for_a_year_where_somebody_says_so(planned, own, monkeypatch):
    monkeypatch.setenv("PARVIS_HSTS", "yes")

    set_environment(planned(files=own("example.org")))

    assert settings()["PARVIS_HSTS"] == "yes"


def test_own_certificate_has_to_be_for_the_name_in_links(planned, own, monkeypatch):
    monkeypatch.setenv("PARVIS_URL", "https://spaces.example.org:8443/")

    with pytest.raises(
        CertificateError, match=r"is for example\.org, not for spaces\.example\.org"
    ):
        planned(files=own("example.org"))


def test_own_certificate_for_every_name_below_needs_to_be_told_which(planned, own):
    files = own("*.example.org")

    with pytest.raises(MisuseError, match=r"is for every \*\.example\.org\. Say with --tls-name"):
        planned(files=files)
    assert planned("spaces.example.org", files=files).names[0] == "spaces.example.org"


def test_own_certificate_that_ends_soon_is_said(planned, own, capsys):
    files = own("example.org", ago=timedelta(days=390))

    planned(files=files)

    assert "Have it renewed before that day." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"tls": True, "files": ("a", "b")}, "Write one or the other"),
        ({"files": ("a", None)}, "write both --certificate and --key"),
        ({"files": (None, "b")}, "write both --certificate and --key"),
    ],
)
def test_words_that_do_not_go_together_are_misuse(planned, words, sentence):
    with pytest.raises(MisuseError, match=sentence):
        planned(**words)


def test_name_without_a_certificate_is_misuse(planned):
    with pytest.raises(MisuseError, match="--tls-name goes with --tls"):
        planned("door.local")


def test_local_certificate_behind_a_proxy_is_misuse(planned, monkeypatch):
    monkeypatch.setenv("PARVIS_BEHIND_PROXY", "yes")

    with pytest.raises(MisuseError, match="a server in front has HTTPS"):
        planned(tls=True)


def test_what_is_no_name_is_a_sentence(planned):
    with pytest.raises(CertificateError, match="is no name of a machine"):
        planned("my laptop", tls=True)


def test_phones_are_told_what_can_be_typed_into_them(planned, capsys):
    say_addresses(planned("door.local", "192.168.1.7", "laptop", "fd12::9", tls=True))

    assert capsys.readouterr().out == (
        "Parvis is at https://localhost:8443\n"
        "Phones in this network: https://192.168.1.7:8443 or https://door.local:8443\n"
    )


def test_this_machine_knows_no_address_that_only_it_can_reach():
    found = this_machine.addresses()

    assert [
        one for one in found if one.startswith(("127.", "169.254.", "fe80")) or one == "::1"
    ] == []
    assert len(set(found)) == len(found)
