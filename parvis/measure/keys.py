"""Keys and keyed hashes: how the lake tells people apart without holding their addresses.

The secret belongs to one installation (`keys/`). Without it nobody can find out from the lake
whether an address they know is in it; with another one, nothing in the lake matches any more.
"""

import re
from dataclasses import dataclass
from hashlib import blake2b

AROUND = " \t\r\n\f\v\"'`<>,;"  # what stands around an address in logs and exports
NOREPLY = "users.noreply.github.com"
NOWHERE = (".local", ".localdomain", ".localhost")
ADDRESS_IN_TEXT = re.compile(r"""[^\s<>()"',;:|]+@[^\s<>()\[\]"',;:|]+""")
EMPTY_BRACKETS = re.compile(r"[(<\[]\s*[)>\]]")


@dataclass(frozen=True)
class Keys:
    """Hashes under one secret."""

    secret: bytes

    def __post_init__(self) -> None:
        if not self.secret:
            raise ValueError("A key needs a secret: without one anybody could compute it.")
        if len(self.secret) > blake2b.MAX_KEY_SIZE:
            object.__setattr__(self, "secret", blake2b(self.secret).digest())

    def key(self, *parts: str) -> int:
        """A 63-bit key of the parts, never negative. ("a", "bc") and ("ab", "c") differ."""
        data = "\0".join(parts).encode("utf-8", "surrogatepass")
        digest = blake2b(data, digest_size=8, key=self.secret, person=b"key").digest()
        return int.from_bytes(digest, "big") >> 1

    def address(self, address: str | None) -> str | None:
        """Hex of the normalised address's hash; None where it is no real address."""
        return self.traces(address)[0]

    def local_part(self, address: str | None) -> str | None:
        """Hex of the hash of what stands before the @ (at GitHub's noreply domain: the login)."""
        return self.traces(address)[1]

    def traces(self, address: str | None) -> tuple[str | None, str | None, str | None]:
        """What the lake may hold of an address: both hashes, and its domain; else three None."""
        normal = normalise_address(address or "")
        if not _is_real(normal):
            return None, None, None
        local, _, domain = normal.rpartition("@")
        noreply = github_noreply(normal)
        part = self._hex(noreply[1] if noreply else local, b"local part")
        return self._hex(normal, b"address"), part, domain

    def _hex(self, text: str, purpose: bytes) -> str:
        data = text.encode("utf-8", "surrogatepass")
        return blake2b(data, digest_size=16, key=self.secret, person=purpose).hexdigest()


def normalise_address(address: str) -> str:
    """The address in the one way we compare it: no quotes or brackets, no case, no plus-tag.

    At GitHub's noreply domain the plus stands between number and login and is no tag.
    """
    local, at, domain = address.strip(AROUND).casefold().rpartition("@")
    local, domain = local.strip(AROUND), domain.lstrip(AROUND).rstrip(AROUND + ".")
    if at and domain != NOREPLY:
        local = local.partition("+")[0].rstrip(AROUND) or local
    return f"{local}{at}{domain}"


def is_real_address(address: str) -> bool:
    """Whether mail could reach it: `root@localhost` and the like belong to nobody in particular."""
    return _is_real(normalise_address(address))


def _is_real(normal: str) -> bool:
    local, at, domain = normal.rpartition("@")
    if not (at and local) or len((local + domain).split()) != 1:
        return False
    name, dot, top = domain.rpartition(".")
    if not dot or not all(name.split(".")) or top.isdigit():
        return False
    return "(none)" not in domain and not f".{domain}".endswith(NOWHERE)


def domain_of(address: str | None) -> str | None:
    """The address's domain, lower case; None where it is no real address."""
    if address is None or not is_real_address(address):
        return None
    return normalise_address(address).rpartition("@")[2]


def github_noreply(address: str) -> tuple[int | None, str] | None:
    """GitHub's number and login in `583231+octocat@users.noreply.github.com`.

    Older such addresses have no number. None for any other address.
    """
    local, _, domain = address.strip(AROUND).rpartition("@")
    if domain.casefold() != NOREPLY or not local:
        return None
    number, plus, login = local.partition("+")
    if plus and login and number.isascii() and number.isdigit() and int(number) < 2**63:
        return int(number), login
    return None, local


def scrub(text: str) -> str:
    """A display name without the addresses in it; a name that is an address: its local part."""
    found = ADDRESS_IN_TEXT.search(text)
    if found is None:
        return " ".join(text.split())
    kept = EMPTY_BRACKETS.sub(" ", ADDRESS_IN_TEXT.sub(" ", text)).split()
    if any(c.isalnum() for word in kept for c in word):
        return " ".join(kept).strip(AROUND)
    return found[0].partition("@")[0].partition("+")[0]
