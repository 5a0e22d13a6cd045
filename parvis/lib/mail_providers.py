"""Mail providers with an HTTP interface: what their address in PARVIS_MAIL is made of.

The names after `name` are those of the library that speaks to them (django-anymail), in its
settings and its classes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

PATIENCE = 20  # seconds until a silent provider counts as gone
UNSAFE = frozenset("/:@ ")  # in none of the keys: a sign that something else was written


@dataclass(frozen=True)
class Provider:
    """One provider: what to write after `scheme://`, and into which settings its parts go."""

    name: str
    shape: str
    parts: tuple[str, ...]
    divider: str = ""
    keeps_message_id: bool = True  # else a message that brings its own is refused
    more: tuple[str, ...] = ()  # what may follow as ?name=value
    always: Mapping[str, object] | None = None


PROVIDERS = {
    "brevo": Provider("Brevo", "KEY", ("API_KEY",)),
    "mailgun": Provider(
        "Mailgun",
        "KEY@mg.example.org",
        ("API_KEY", "SENDER_DOMAIN"),
        "@",
        more=("webhook_signing_key",),
    ),
    "mailjet": Provider(
        "Mailjet", "KEY:SECRET", ("API_KEY", "SECRET_KEY"), ":", keeps_message_id=False
    ),
    "postmark": Provider(
        "Postmark",
        "TOKEN",
        ("SERVER_TOKEN",),
        # Without it Postmark would write a Message-ID of its own.
        always={"SEND_DEFAULTS": {"extra_headers": {"X-PM-KeepID": "true"}}},
    ),
    "resend": Provider("Resend", "KEY", ("API_KEY",)),
}
ELSEWHERE = {"sendgrid": "smtp+tls://apikey:KEY@smtp.sendgrid.net:587"}


def shapes() -> list[str]:
    """Return what may be written for each provider."""
    return [f"{scheme}://{provider.shape}" for scheme, provider in PROVIDERS.items()]


def settings_of(value: str) -> Mapping[str, object]:
    """Return Django's mail settings for `scheme://parts?name=value`, of a known scheme.

    Raises ValueError with what to write instead; the keys do not stand in it.
    """
    scheme, _, rest = value.partition("://")
    provider = PROVIDERS[scheme]
    said, _, query = rest.partition("?")
    said = said.rstrip("/")
    anymail = {
        "IGNORE_UNSUPPORTED_FEATURES": True,  # a mail without a nicety beats no mail
        "REQUESTS_TIMEOUT": PATIENCE,
        **{
            f"{provider.name.upper()}_{name}": what
            for name, what in (provider.always or {}).items()
        },
        **_named(provider, _parts(scheme, provider, said)),
        **_named(provider, _options(scheme, provider, query)),
    }
    return {
        "EMAIL_BACKEND": f"anymail.backends.{scheme}.EmailBackend",
        "MAIL_PROVIDER": scheme,
        "MAIL_KEEPS_ID": provider.keeps_message_id,
        "ANYMAIL": anymail,
    }


def events_view(scheme: str) -> str:
    """Return the full name of the view that takes a provider's word on what came back."""
    return f"anymail.webhooks.{scheme}.{PROVIDERS[scheme].name}TrackingWebhookView"


def _named(provider: Provider, values: Mapping[str, str]) -> dict[str, object]:
    return {f"{provider.name.upper()}_{name}": value for name, value in values.items()}


def _parts(scheme: str, provider: Provider, said: str) -> dict[str, str]:
    divided = said.split(provider.divider) if provider.divider else [said]
    is_whole = len(divided) == len(provider.parts) and not any(UNSAFE & set(p) for p in divided)
    if not is_whole or not all(divided):
        raise ValueError(f"Write {scheme}://{provider.shape}, as {provider.name} gave them to you.")
    return {name: unquote(part) for name, part in zip(provider.parts, divided, strict=True)}


def _options(scheme: str, provider: Provider, query: str) -> dict[str, str]:
    """Read what follows: `api_url` for a provider's other region, and what is its own."""
    allowed = ("api_url", *provider.more)
    found = {name: values[-1] for name, values in parse_qs(query).items()}
    if unknown := sorted(set(found) - set(allowed)):
        raise ValueError(
            f"After {scheme}://{provider.shape} may follow {' or '.join(f'?{n}=' for n in allowed)}"
            f", not {unknown[0]!r}."
        )
    address = urlsplit(found.get("api_url", "https://api"))
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise ValueError("Write the api_url as https://api.example.org/.")
    return {name.upper(): value for name, value in found.items()}
