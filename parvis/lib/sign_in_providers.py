"""Signing in with accounts elsewhere: which providers the settings name, for Django and allauth."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from parvis.lib import env

MAIN = "main"  # how addresses name the OpenID provider
ALLAUTH = "allauth.socialaccount.providers"


@dataclass
class SignIn:
    """What the settings name: allauth's apps and providers, and where their pages are.

    `names`: what each is called. `proves`: by a provider, the source in the lake whose logins it
    proves.
    """

    apps: list[str] = field(default_factory=list)
    providers: dict[str, Any] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    origins: list[str] = field(default_factory=list)
    proves: dict[str, str] = field(default_factory=dict)


def sign_in() -> SignIn:
    """Read the providers. Raises SettingError for one that is named by half."""
    found = SignIn()
    github = _whole(
        PARVIS_GITHUB_CLIENT_ID=env.text("PARVIS_GITHUB_CLIENT_ID", ""),
        PARVIS_GITHUB_SECRET=env.text("PARVIS_GITHUB_SECRET", ""),
    )
    if github:
        _add_github(found, *github)
    openid = _whole(
        PARVIS_OIDC_CLIENT_ID=env.text("PARVIS_OIDC_CLIENT_ID", ""),
        PARVIS_OIDC_SECRET=env.text("PARVIS_OIDC_SECRET", ""),
        PARVIS_OIDC_URL=env.text("PARVIS_OIDC_URL", ""),
    )
    if openid:
        _add_openid(found, *openid[:2])
    return found


def _add_github(found: SignIn, client: str, secret: str) -> None:
    app = {"client_id": client, "secret": secret}
    found.apps.append(f"{ALLAUTH}.github")
    found.providers["github"] = {"APPS": [app], "SCOPE": ["read:user", "user:email"]}
    found.names["github"] = "GitHub"
    found.origins.append("https://github.com")


def _add_openid(found: SignIn, client: str, secret: str) -> None:
    url = env.address("PARVIS_OIDC_URL", "", schemes=("https", "http")).rstrip("/")
    parts = urlsplit(url)
    found.names[MAIN] = env.text("PARVIS_OIDC_NAME", parts.hostname or "OpenID")
    app = {
        "provider_id": MAIN,
        "name": found.names[MAIN],
        "client_id": client,
        "secret": secret,
        "settings": {"server_url": url, "oauth_pkce_enabled": True},
    }
    found.apps.append(f"{ALLAUTH}.openid_connect")
    found.providers["openid_connect"] = {"APPS": [app]}
    found.origins.append(f"{parts.scheme}://{parts.netloc}")
    if source := env.text("PARVIS_OIDC_SOURCE", ""):
        found.proves[MAIN] = source


def _whole(**given: str) -> list[str]:
    """The settings in this order, or none of them."""
    missing = [name for name, word in given.items() if not word]
    if missing and len(missing) < len(given):
        there = " and ".join(name for name in given if name not in missing)
        raise env.SettingError(
            f"{there} stands alone: {' and '.join(missing)} is missing. A way to sign in needs "
            "them all. Add what is missing, or take the rest away."
        )
    return [] if missing else list(given.values())
