"""Making certificates: an authority that may sign for little, and what it signs.

No public authority vouches for an address in a local network. Phones that were given ours trust
what it signs, so it carries name constraints: this machine, the local network, and the names that
were asked for. Who steals its key cannot pose as a bank to a phone that trusts it. The price: a
name outside of these takes a new authority.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_network

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from parvis.lib.certificates import as_address

LIFE = timedelta(days=397)  # the longest that browsers take from any authority
LIFE_OF_AUTHORITY = timedelta(days=10 * 365)  # every phone has to be given it by hand
SLACK = timedelta(days=1)  # a phone's clock may be behind ours
LOCAL_NAMES = ("localhost", "local")  # and what ends so: of use in a local network only
LOCAL_NETWORKS = (
    *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
    *("::1/128", "fc00::/7", "fe80::/10"),
)
LOCAL: tuple[x509.GeneralName, ...] = (
    *map(x509.DNSName, LOCAL_NAMES),
    *(x509.IPAddress(ip_network(network)) for network in LOCAL_NETWORKS),
)
LONGEST = 64  # characters in a certificate's title
TO_SIGN = ("key_cert_sign", "crl_sign")
TO_SERVE = ("digital_signature",)
NOT_USED = (
    *("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("encipher_only", "decipher_only"),
)
Key = ec.EllipticCurvePrivateKey
Made = tuple[x509.Certificate, Key]


def authority_for(names: Sequence[str], now: datetime) -> Made:
    """Make an authority that may sign for `names` and for what is local."""
    key = ec.generate_private_key(ec.SECP256R1())
    host = next((name for name in names if name not in LOCAL_NAMES and not as_address(name)), "")
    title = _title(f"Parvis {host} {now:%Y-%m-%d}")
    made = (
        _begun(title, title, key, now - SLACK, now + LIFE_OF_AUTHORITY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(TO_SIGN), critical=True)
        .add_extension(_constraints(names), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made, key


def certificate_for(
    names: Sequence[str], *, authority: x509.Certificate, signer: Key, now: datetime
) -> Made:
    """Make a server's certificate for `names`, signed by the authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    title, ends_at = _title(f"Parvis at {names[0]}"), now - SLACK + LIFE
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    made = (
        _begun(title, authority.subject, key, now - SLACK, ends_at)
        .add_extension(x509.SubjectAlternativeName(list(map(_subject, names))), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(TO_SERVE), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(issued_by, critical=False)
        .sign(signer, hashes.SHA256())
    )
    return made, key


def may_sign(authority: x509.Certificate, names: Iterable[str]) -> bool:
    """Whether the authority is one of ours, and its constraints allow all `names`."""
    try:
        found = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return False
    allowed = found.permitted_subtrees or ()
    is_ours = isinstance(authority.public_key(), ec.EllipticCurvePublicKey)
    return is_ours and all(_is_within(name, allowed) for name in names)


def as_pem(key: Key) -> bytes:
    """The key as text that opens without a password."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _constraints(names: Sequence[str]) -> x509.NameConstraints:
    more = [_subtree(name) for name in names if not _is_within(name, LOCAL)]
    return x509.NameConstraints([*LOCAL, *more], excluded_subtrees=None)


def _is_within(name: str, allowed: Iterable[x509.GeneralName]) -> bool:
    if address := as_address(name):
        trees = [str(tree.value) for tree in allowed if isinstance(tree, x509.IPAddress)]
        return any(address in ip_network(tree) for tree in trees)
    suffixes = [tree.value for tree in allowed if isinstance(tree, x509.DNSName)]
    return any(name == suffix or name.endswith(f".{suffix}") for suffix in suffixes)


def _subject(name: str) -> x509.GeneralName:
    address = as_address(name)
    return x509.IPAddress(address) if address else x509.DNSName(name)


def _subtree(name: str) -> x509.GeneralName:
    """As a constraint an address is a network, be it of one."""
    return x509.IPAddress(ip_network(name)) if as_address(name) else x509.DNSName(name)


def _begun(
    title: x509.Name, issuer: x509.Name, key: Key, begins_at: datetime, ends_at: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(title)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins_at)
        .not_valid_after(ends_at)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(allowed: Sequence[str]) -> x509.KeyUsage:
    return x509.KeyUsage(**{name: name in allowed for name in (*TO_SIGN, *TO_SERVE, *NOT_USED)})


def _title(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, " ".join(text.split())[:LONGEST])])
