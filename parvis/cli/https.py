"""`parvis serve` by HTTPS: which certificate, and what the site has to know of it.

The settings are put into the environment before anything reads them, so that the site's processes
and the worker beside it have the same.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from parvis.cli import clock, this_machine
from parvis.cli.edge import MisuseError
from parvis.cli.output import note, say
from parvis.cli.server import Shown
from parvis.lib import env
from parvis.lib.authority import Local, local_certificate
from parvis.lib.certificates import ANY, as_address, plain_name, read_own
from parvis.lib.home import Home

EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104  asked for, not chosen
SOON = timedelta(days=14)
HOW_TO = "docs/how-to/serve-with-https.md"


@dataclass(frozen=True)
class Https:
    """How the site is reached by HTTPS: by which names, the likeliest first."""

    names: tuple[str, ...]
    port: int
    own: Shown | None  # somebody's own certificate; otherwise one is made

    def address(self, name: str) -> str:
        shown = f"[{name}]" if ":" in name else name
        return f"https://{shown}" if self.port == 443 else f"https://{shown}:{self.port}"  # noqa: PLR2004


def plan(
    *,
    tls: bool,
    names: Sequence[str],
    certificate: Path | None,
    key: Path | None,
    host: str,
    port: int,
) -> Https | None:
    """What was asked for, once it is seen that it can work; None where it is not HTTPS."""
    _check_words(tls=tls, names=names, certificate=certificate, key=key)
    given = [plain_name(name) for name in names]
    if certificate and key:
        return _own(certificate, key, given, port)
    return _local(given, host, port) if tls else None


def _check_words(
    *, tls: bool, names: Sequence[str], certificate: Path | None, key: Path | None
) -> None:
    if tls and (certificate or key):
        raise MisuseError(
            "--tls makes a certificate, --certificate and --key use yours. Write one or the other"
        )
    if bool(certificate) != bool(key):
        raise MisuseError("A certificate needs its key: write both --certificate and --key")
    if names and not tls and not certificate:
        raise MisuseError("--tls-name goes with --tls, or with --certificate and --key")
    if tls and env.yes_no("PARVIS_BEHIND_PROXY", default=False):
        raise MisuseError(
            "PARVIS_BEHIND_PROXY says that a server in front has HTTPS, so this one needs none of "
            "its own. Leave out --tls, or set PARVIS_BEHIND_PROXY=no"
        )


def _own(certificate: Path, key: Path, given: Sequence[str], port: int) -> Https:
    linked = urlsplit(env.text("PARVIS_URL", "")).hostname
    wanted = [*given, *([plain_name(linked)] if linked else [])]
    found = read_own(certificate=certificate, key=key, wanted=wanted, now=clock.now())
    if found.ends_at - clock.now() < SOON:
        note(f"{certificate} ends on {found.ends_at:%Y-%m-%d}. Have it renewed before that day.")
    named = [*wanted, *(name for name in found.names if not name.startswith(ANY))]
    if not named:
        raise MisuseError(
            f"{certificate} is for every {' and '.join(found.names)}. Say with --tls-name which of "
            "them is this site"
        )
    shown = Shown(certificate.absolute(), key.absolute())
    return Https(tuple(dict.fromkeys([*named, *found.names])), port, shown)


def _local(given: Sequence[str], host: str, port: int) -> Https:
    itself = this_machine.ITSELF
    if host in EVERYWHERE:
        reached = [*(this_machine.addresses() or itself), *this_machine.names()]
    else:
        reached = [plain_name(host)]
    return Https(tuple(dict.fromkeys([*given, *reached, *itself])), port, None)


def set_environment(https: Https) -> None:
    """Tell the settings what HTTPS needs, in this process and those it starts."""
    hosts = [*env.words("PARVIS_HOSTS", this_machine.ITSELF), *https.names]
    os.environ["PARVIS_HOSTS"] = ",".join(dict.fromkeys(map(_as_host, hosts)))
    os.environ["PARVIS_HTTPS"] = "yes"
    # “Come back only by HTTPS, for a year” is kept by browsers for every port of a name. After a
    # change of a local certificate it would lock them out, and with it every other server on
    # localhost; so never with one of ours, and with somebody's own only when they say so.
    if https.own:
        os.environ.setdefault("PARVIS_HSTS", "no")
    else:
        os.environ["PARVIS_HSTS"] = "no"
    os.environ.setdefault("PARVIS_URL", https.address(https.names[0]))


def _as_host(name: str) -> str:
    """A name as Django's ALLOWED_HOSTS has it."""
    if name.startswith(ANY):
        return name.removeprefix("*")
    return f"[{name}]" if ":" in name and not name.startswith("[") else name


def certificate_for(https: Https, where: Home) -> Shown:
    """The certificate to show; a local one is made or renewed where it has to be."""
    if https.own:
        return https.own
    made = local_certificate(where.tls, names=https.names, now=clock.now())
    _tell_authority(made, https)
    return Shown(made.places.server, made.places.server, made.places.public)


def _tell_authority(made: Local, https: Https) -> None:
    if made.is_new_authority:
        note(
            "Made a new certificate authority. Each phone has to be given it once "
            f"({HOW_TO}); one from before, if any, can be removed there."
        )
    note(
        f"The authority's certificate: {made.places.authority}\n"
        f"for a phone: {https.address(https.names[0])}/{made.places.authority.name}\n"
        f"its SHA-256: {made.fingerprint}"
    )


def say_addresses(https: Https) -> None:
    """Where the site is, for people at this machine and for others."""
    # What has no dot seldom leads a phone anywhere: this machine's bare name, version 6 of IP.
    others = [name for name in https.names if "." in name and name not in this_machine.ITSELF]
    if https.own or not others:
        say(f"Parvis is at {https.address(https.names[0])}")
        return
    say(f"Parvis is at {https.address('localhost')}")
    numbers_first = sorted(others, key=lambda name: as_address(name) is None)  # they always lead
    say(f"Phones in this network: {' or '.join(map(https.address, numbers_first))}")
