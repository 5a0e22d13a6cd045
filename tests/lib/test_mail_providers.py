"""Providers in PARVIS_MAIL: into the settings of the library that speaks to them."""

import pytest
from django.core.mail import get_connection
from django.utils.module_loading import import_string

from parvis.lib import env
from parvis.lib.mail_providers import PROVIDERS, events_view

EU = "https://api.eu.mailgun.net/v3"
GOOD = {
    "postmark://tok-1": {"POSTMARK_SERVER_TOKEN": "tok-1"},
    "postmark://tok-1/": {"POSTMARK_SERVER_TOKEN": "tok-1"},
    f"mailgun://key%2F1@mg.example.org?api_url={EU}&webhook_signing_key=s": {
        "MAILGUN_API_KEY": "key/1",
        "MAILGUN_SENDER_DOMAIN": "mg.example.org",
        "MAILGUN_API_URL": EU,
        "MAILGUN_WEBHOOK_SIGNING_KEY": "s",
    },
    "brevo://xkeysib-ABC": {"BREVO_API_KEY": "xkeysib-ABC"},
    "mailjet://key:secret": {"MAILJET_API_KEY": "key", "MAILJET_SECRET_KEY": "secret"},
    "resend://re_Abc": {"RESEND_API_KEY": "re_Abc"},
}


@pytest.fixture
def read(monkeypatch):
    def read(value):
        monkeypatch.setenv("PARVIS_MAIL", value)
        return env.mail("PARVIS_MAIL", outbox="out")

    return read


@pytest.mark.parametrize("value", GOOD)
def test_provider_is_read_and_the_library_takes_it(read, settings, value):
    found = read(value)
    for name, setting in found.items():
        setattr(settings, name, setting)

    said = {name: what for name, what in found["ANYMAIL"].items() if name in GOOD[value]}
    assert said == GOOD[value]
    assert get_connection().esp_name.lower() == value.split(":")[0] == found["MAIL_PROVIDER"]


@pytest.mark.parametrize("scheme", PROVIDERS)
def test_each_provider_can_tell_what_came_back(scheme):
    assert import_string(events_view(scheme)).esp_name.lower() == scheme


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        ("postmark", "Write postmark://TOKEN, as Postmark gave them to you."),
        ("postmark://", "Write postmark://TOKEN"),
        ("postmark://hush@example.org", "Write postmark://TOKEN"),
        ("mailgun://hush", "Write mailgun://KEY@mg.example.org"),
        ("mailgun://@mg.example.org", "Write mailgun://KEY@mg.example.org"),
        ("mailjet://hush", "Write mailjet://KEY:SECRET"),
        ("mailjet://hush:hush:hush", "Write mailjet://KEY:SECRET"),
        ("brevo://hush?region=eu", r"may follow \?api_url=, not 'region'"),
        (
            "mailgun://hush@m.example?x=1",
            r"may follow \?api_url= or \?webhook_signing_key=, not 'x'",
        ),
        ("resend://hush?api_url=example", "Write the api_url as https://api.example.org/."),
        ("sendgrid://hush", "smtp\\+tls://apikey:KEY@smtp.sendgrid.net:587"),
        ("postmrk://hush", "PARVIS_MAIL is 'postmrk://...'.*by a provider: brevo://KEY"),
    ],
)
def test_provider_that_cannot_be_read_says_what_to_write_and_tells_no_key(read, value, remedy):
    with pytest.raises(env.SettingError, match=remedy) as error:
        read(value)

    assert "hush" not in str(error.value)
    assert str(error.value).startswith("PARVIS_MAIL ")


@pytest.mark.parametrize("value", ["x" * 7, "x" * 19, "x" * 30 + "/", "ä" * 30, "a b" * 10])
def test_secret_for_events_is_not_to_be_guessed_and_fits_an_address(monkeypatch, value):
    monkeypatch.setenv("PARVIS_X", value)

    with pytest.raises(env.SettingError, match="PARVIS_X is too short or holds a sign") as error:
        env.mail_hook("PARVIS_X")

    assert value not in str(error.value)


@pytest.mark.parametrize("value", ["", "f" * 40])
def test_secret_for_events_may_be_missing(monkeypatch, value):
    monkeypatch.setenv("PARVIS_X", value)

    assert env.mail_hook("PARVIS_X") == value
