"""The settings as a fresh process reads them."""

import json
import os
import subprocess
import sys

import pytest

SHOW = "import json, parvis.settings as s; print(json.dumps({n: getattr(s, n, None) for n in %r}))"


def read(home, *names, **environment):
    """The settings of these names in a process with this environment, or what it says instead."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARVIS_")}
    ran = subprocess.run(
        [sys.executable, "-c", SHOW % (names,)],
        env={**kept, "PARVIS_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(ran.stdout) if ran.returncode == 0 else ran.stderr


def test_database_is_sqlite_in_the_installation(tmp_path):
    found = read(tmp_path, "DATABASES")["DATABASES"]["default"]

    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == str(tmp_path / "db.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_database_is_postgresql_where_the_address_says_so(tmp_path):
    where = "postgresql://ada:hush@db.example:5433/parvis"

    found = read(tmp_path, "DATABASES", PARVIS_DATABASE=where)["DATABASES"]["default"]

    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "parvis")


def test_nothing_is_loose_unless_it_is_asked_for(tmp_path):
    names = ("DEBUG", "ALLOWED_HOSTS", "SECURE_HSTS_SECONDS", "SECURE_PROXY_SSL_HEADER")

    assert read(tmp_path, *names) == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SECURE_HSTS_SECONDS": 0,
        "SECURE_PROXY_SSL_HEADER": None,
    }


def test_https_tightens_all_that_depends_on_it(tmp_path):
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    more = ("CSRF_TRUSTED_ORIGINS", "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN")
    environment = {"PARVIS_HTTPS": "yes", "PARVIS_HOSTS": "parvis.example"}

    found = read(tmp_path, *names, *more, "SECURE_HSTS_SECONDS", **environment)

    assert [found[name] for name in names] == [True, True, True]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://parvis.example"]
    assert found["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
    assert found["SECURE_HSTS_SECONDS"] > 0


def test_promise_to_come_back_by_https_only_can_be_left_out(tmp_path):
    environment = {"PARVIS_HTTPS": "yes", "PARVIS_HSTS": "no"}

    found = read(tmp_path, "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", **environment)

    assert found == {"SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 0}


def test_without_https_nothing_is_promised(tmp_path):
    found = read(tmp_path, "SECURE_HSTS_SECONDS", PARVIS_HSTS="yes")

    assert found == {"SECURE_HSTS_SECONDS": 0}


@pytest.mark.parametrize(
    ("url", "origins"),
    [
        ("https://[::1]:8443", ["https://[::1]:8443", "https://*.spaces.example:8443"]),
        ("https://spaces.example:8443/", ["https://[::1]:8443", "https://*.spaces.example:8443"]),
        ("https://[::1]", ["https://[::1]", "https://*.spaces.example"]),
        ("http://127.0.0.1:8000", ["https://[::1]", "https://*.spaces.example"]),
    ],
)
def test_forms_are_trusted_from_our_names_with_the_port_of_our_address(tmp_path, url, origins):
    environment = {"PARVIS_HTTPS": "yes", "PARVIS_HOSTS": "[::1],.spaces.example"}

    found = read(tmp_path, "CSRF_TRUSTED_ORIGINS", PARVIS_URL=url, **environment)

    assert found == {"CSRF_TRUSTED_ORIGINS": origins}


def test_secret_key_lasts_and_is_each_installations_own(tmp_path):
    first = read(tmp_path / "a", "SECRET_KEY")

    assert first == read(tmp_path / "a", "SECRET_KEY")
    assert first != read(tmp_path / "b", "SECRET_KEY")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PARVIS_DEBUG", "perhaps", "PARVIS_DEBUG is 'perhaps'. Write yes or no."),
        ("PARVIS_DATABASE", "mysql://u:hush@h/d", "Write an address that begins sqlite:// or"),
        ("PARVIS_MAIL", "pigeon", "Write PARVIS_MAIL=outbox, console, or"),
    ],
)
def test_what_cannot_be_read_stops_the_start_with_a_sentence(tmp_path, name, value, sentence):
    said = read(tmp_path, "DEBUG", **{name: value})

    assert sentence in said
    assert "hush" not in said
