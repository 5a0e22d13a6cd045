"""What this machine is called in its network, as far as it knows itself."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_address

from parvis.lib.certificates import CertificateError, as_address, plain_name

ITSELF = ("localhost", "127.0.0.1", "::1")
# Where a packet to one of these would leave shows an address of ours. None is sent, and a local
# network that leads nowhere still has a way to one of the first three or to a multicast group.
TOWARDS = (
    (socket.AF_INET, "192.168.255.254"),
    (socket.AF_INET, "10.255.255.254"),
    (socket.AF_INET, "172.31.255.254"),
    (socket.AF_INET, "224.0.0.251"),
    (socket.AF_INET6, "fd00::fffe"),
)


def names() -> tuple[str, ...]:
    """Its host names, without and with what a local network adds."""
    found = []
    with suppress(CertificateError):  # a name that no certificate can hold
        called = plain_name(socket.gethostname())
        if not as_address(called):
            found = [called, called.partition(".")[0] + ".local"]
    return tuple(dict.fromkeys(name for name in found if name != "localhost.local"))


def addresses() -> tuple[str, ...]:
    """Its addresses in the local network, the likeliest first; without those only it can reach."""
    found = dict.fromkeys([*_towards_others(), *_by_name()])
    return tuple(one for one in found if _is_of_use(one))


def _is_of_use(text: str) -> bool:
    address = ip_address(text)
    # A public address of version 6 changes by the day, and one that needs a zone fits no link.
    is_passing = address.version == 6 and not address.is_private  # noqa: PLR2004  the version
    return not (is_passing or address.is_loopback or address.is_link_local)


def _towards_others() -> Iterator[str]:
    for family, other in TOWARDS:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((other, 9))
            yield probe.getsockname()[0].partition("%")[0]


def _by_name() -> Iterator[str]:
    with suppress(OSError):
        for *_, place in socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM):
            yield str(place[0]).partition("%")[0]
