"""Recognition as Open Badges 3.0: a credential that anybody can check without asking us.

Everything in it comes from what was written down when it was earned, but for the network's name
and address and the earner's address. Specification: 1EdTech Open Badges 3.0, with the proof format
of its section 8.2 (a JSON Web Token).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from parvis.core.followup.recognition import Recognition
from parvis.lib.home import Home
from parvis.lib.signed_tokens import SigningKey, signing_key

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
KEY_FILE = "badges.pem"
LEVELS = {
    "casual": "casual contributor",
    "active": "active contributor",
    "core": "core contributor",
}


@dataclass(frozen=True)
class Issuer:
    """Who gives badges: the network, under its own address (without a slash at its end)."""

    name: str
    site: str

    @property
    def profile(self) -> dict[str, Any]:
        """The issuer, as each credential names it."""
        return {
            "id": f"{self.site}/badges/issuer.json",
            "type": ["Profile"],
            "name": self.name,
            "url": self.site,
        }

    def badge(self, row: Recognition, ending: str) -> str:
        """The address of a badge, or of one of its forms."""
        return f"{self.site}/badges/{row.uid}{ending}"

    def kid(self, key: SigningKey) -> str:
        """Where readers find the key."""
        return f"{self.site}/badges/keys.json#{key.thumbprint}"


def key_of_badges(home: Home) -> SigningKey:
    """The key with which this installation signs badges, made at the first call."""
    return signing_key(home.keys / KEY_FILE)


def title(row: Recognition) -> str:
    """What a badge is called: the area as it was called then, and the level."""
    return f"{row.area_name}: {LEVELS[row.level]}"


def criteria(row: Recognition) -> str:
    """What had to be done, as the pathway asked then."""
    point = row.point
    names = [f"“{_kind(slug)}”" for slug in point["kinds"]]
    what = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
    many = "contribution" if point["k"] == 1 else "contributions"
    seen = f", as seen in {point['seen_at']}" if point.get("seen_at") else ""
    within = f"within {point['window_days']} days{seen}"
    return (
        f"At least {point['k']} {many} of the kind {what} {within}. "
        f"This is what version {row.version} of the pathway “{row.area_name}” asks for."
    )


def credential(row: Recognition, issuer: Issuer) -> dict[str, Any]:
    """A recognition as an OpenBadgeCredential; `row` with its user and area.

    Whose it is stands in it as a salted hash of their address.
    """
    return {
        "@context": list(CONTEXT),
        "id": issuer.badge(row, ".json"),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title(row),
        "issuer": issuer.profile,
        "validFrom": _moment(row.given_at),
        "awardedDate": _moment(datetime.combine(row.reached_on, time(), UTC)),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(row)],
            "achievement": _achievement(row, issuer),
        },
        "evidence": [_evidence(one) for one in row.evidence],
    }


def token(row: Recognition, issuer: Issuer, key: SigningKey) -> str:
    """The same credential, signed. Whoever has the public key can check it (VC-JWT)."""
    said = credential(row, issuer)
    claims = {
        "iss": issuer.profile["id"],
        "jti": said["id"],
        "nbf": int(row.given_at.timestamp()),
    }
    return key.signed({**said, **claims}, kid=issuer.kid(key))


def key_set(issuer: Issuer, key: SigningKey) -> dict[str, Any]:
    """The public keys, as a JWK Set."""
    return {"keys": [{**key.public, "alg": "RS256", "use": "sig", "kid": issuer.kid(key)}]}


def _achievement(row: Recognition, issuer: Issuer) -> dict[str, Any]:
    """One for everybody who earned the same level of the same version of a pathway."""
    same = f"{issuer.site}/{row.area.slug}/{row.version}/{row.level}"
    return {
        "id": f"urn:uuid:{uuid5(NAMESPACE_URL, same)}",
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": title(row),
        "description": f"{LEVELS[row.level].capitalize()} in {row.area_name}, at {issuer.name}.",
        "criteria": {"narrative": criteria(row)},
        "image": {"id": issuer.badge(row, ".svg"), "type": "Image", "caption": title(row)},
        "version": str(row.version),
    }


def _identity(row: Recognition) -> dict[str, Any]:
    salt = row.uid.hex
    hashed = sha256(f"{row.user.email}{salt}".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${hashed}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def _evidence(one: Mapping[str, Any]) -> dict[str, Any]:
    times = f", {one['count']} times" if one["count"] > 1 else ""
    return {
        "type": ["Evidence"],
        "name": f"{_kind(one['kind']).capitalize()}, {one['on']}",
        "narrative": f"Seen at {one['source']} on {one['on']}{times}.",
    }


def _kind(slug: str) -> str:
    return slug.replace("-", " ")


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
