"""Which ways to sign in elsewhere the settings name."""

import pytest

from parvis.lib.env import SettingError
from parvis.lib.sign_in_providers import SignIn, sign_in

OPENID = {
    "PARVIS_OIDC_URL": "https://id.example/realms/a/",
    "PARVIS_OIDC_CLIENT_ID": "parvis",
    "PARVIS_OIDC_SECRET": "s",
}
GITHUB = {"PARVIS_GITHUB_CLIENT_ID": "id", "PARVIS_GITHUB_SECRET": "s"}


@pytest.fixture
def set_to(monkeypatch):
    def set_to(**settings):
        for name in (*OPENID, *GITHUB, "PARVIS_OIDC_NAME", "PARVIS_OIDC_SOURCE"):
            monkeypatch.delenv(name, raising=False)
        for name, word in settings.items():
            monkeypatch.setenv(name, word)

    return set_to


def test_without_settings_there_is_no_other_way_to_sign_in(set_to):
    set_to()

    assert sign_in() == SignIn()


def test_github_is_there_once_both_settings_are(set_to):
    set_to(**GITHUB)

    found = sign_in()

    assert found.apps == ["allauth.socialaccount.providers.github"]
    assert found.providers["github"]["APPS"] == [{"client_id": "id", "secret": "s"}]
    assert (found.origins, found.names, found.proves) == (
        ["https://github.com"],
        {"github": "GitHub"},
        {},
    )


def test_openid_provider_is_called_by_its_host_unless_it_is_named(set_to):
    set_to(**OPENID)
    by_host = sign_in()
    set_to(**OPENID, PARVIS_OIDC_NAME="The workshop", PARVIS_OIDC_SOURCE="bugzilla")
    named = sign_in()

    assert (by_host.names, by_host.proves) == ({"main": "id.example"}, {})
    assert (named.names, named.proves) == ({"main": "The workshop"}, {"main": "bugzilla"})
    assert named.origins == ["https://id.example"]
    app = named.providers["openid_connect"]["APPS"][0]
    assert app["settings"]["server_url"] == "https://id.example/realms/a"


@pytest.mark.parametrize("missing", [*OPENID, *GITHUB])
def test_way_that_is_named_by_half_is_refused(set_to, missing):
    given = OPENID if missing in OPENID else GITHUB
    set_to(**{name: word for name, word in given.items() if name != missing})

    with pytest.raises(SettingError, match=f"{missing} is missing"):
        sign_in()


def test_address_that_is_none_is_refused(set_to):
    set_to(**{**OPENID, "PARVIS_OIDC_URL": "id.example"})

    with pytest.raises(SettingError, match="https://"):
        sign_in()
