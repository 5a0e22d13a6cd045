"""Typed readers for the environment. What cannot be read stops the start, with a sentence."""

import os
import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from parvis.lib import mail_providers

YES = frozenset({"1", "yes", "true", "on"})
NO = frozenset({"0", "no", "false", "off", ""})
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
SHORTEST_SECRET = 20  # signs
MAIL_PATIENCE = 20  # seconds until a silent mail server counts as gone


class SettingError(Exception):
    """A setting that says something it cannot mean: its name, what stands there, what may."""


def text(name: str, default: str) -> str:
    """The setting as it stands, or `default` where it is missing or blank."""
    return os.environ.get(name, "").strip() or default


def yes_no(name: str, *, default: bool) -> bool:
    """Whether the setting says yes."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word not in YES | NO:
        raise SettingError(f"{name} is {value!r}. Write yes or no.")
    return word in YES


def number(name: str, default: int, *, at_least: int = 0) -> int:
    """The setting as a whole number."""
    value = text(name, str(default))
    try:
        found = int(value)
    except ValueError as error:
        raise SettingError(f"{name} is {value!r}. Write a whole number.") from error
    if found < at_least:
        raise SettingError(f"{name} is {found}. Write a number of at least {at_least}.")
    return found


def words(name: str, default: tuple[str, ...]) -> list[str]:
    """The setting as a list, its parts divided by commas."""
    parts = [part.strip() for part in text(name, ",".join(default)).split(",")]
    return [part for part in parts if part]


def address(name: str, default: str, *, schemes: tuple[str, ...]) -> str:
    """The setting as an address (`scheme://...`) of one of the `schemes`."""
    value = text(name, default)
    scheme = value.split("://", 1)[0] if "://" in value else ""
    if scheme not in schemes:
        allowed = " or ".join(f"{scheme}://" for scheme in schemes)
        raise SettingError(f"{name} is {_hidden(value)!r}. Write an address that begins {allowed}.")
    return value


def mail(name: str, outbox: str) -> Mapping[str, object]:
    """Django's mail settings from one word or address.

    `outbox` (the default) writes each message into a file under the folder `outbox`, `console`
    prints it, `smtp+tls://user:password@host:587` sends it (also `smtp://` and `smtps://`), as
    does a provider, for example `postmark://TOKEN` (see mail_providers.py).
    """
    value = text(name, "outbox")
    if value == "outbox":
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"EMAIL_BACKEND": backend, "EMAIL_FILE_PATH": outbox}
    if value == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    scheme = value.split("://", 1)[0]
    if scheme in mail_providers.PROVIDERS:
        return _provider(name, value)
    if scheme in mail_providers.ELSEWHERE:
        remedy = mail_providers.ELSEWHERE[scheme]
        raise SettingError(f"{name} begins {scheme}://, which Parvis does not know. Write {remedy}")
    return _smtp(name, value)


def mail_hook(name: str) -> str:
    """The secret by which a mail provider shows who it is; none is "", and it is not listened to.

    It stands in an address, so it is made of letters, digits, - and _, and is not to be guessed.
    """
    value = text(name, "")
    if value and not re.fullmatch(rf"[\w-]{{{SHORTEST_SECRET},}}", value, re.ASCII):
        raise SettingError(
            f"{name} is too short or holds a sign that no address may hold. Write at least "
            f"{SHORTEST_SECRET} letters and digits, as `openssl rand -hex 20` makes them."
        )
    return value


def _provider(name: str, value: str) -> Mapping[str, object]:
    try:
        return mail_providers.settings_of(value)
    except ValueError as error:
        raise SettingError(f"{name} cannot be read. {error}") from error


def _smtp(name: str, value: str) -> Mapping[str, object]:
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError as error:
        raise SettingError(f"The port in {name} is no number. {_mail_remedy(name)}") from error
    if parts.scheme not in MAIL_PORTS or not parts.hostname:
        raise SettingError(f"{name} is {_beginning(value)!r}. {_mail_remedy(name)}")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or MAIL_PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": MAIL_PATIENCE,
    }


def _mail_remedy(name: str) -> str:
    shapes = ", ".join(mail_providers.shapes())
    return (
        f"Write {name}=outbox, console, or smtp+tls://user:password@host:587; by a provider: "
        f"{shapes}."
    )


def _beginning(value: str) -> str:
    """What stands before `://`: after it there may be a key."""
    scheme, found, _ = value.partition("://")
    return f"{scheme}://..." if found else scheme


def _hidden(value: str) -> str:
    """An address without its password, fit for an error message or a log."""
    head, at, tail = value.rpartition("@")
    scheme, _, user = head.partition("://")
    return f"{scheme}://{user.split(':')[0]}:...@{tail}" if at else value
