"""Names, logins and addresses of everybody, and which of a person's addresses can be found out.

Each person has a main face and perhaps another one in git. How the other one is related to the
main one is what matching has to find: see `Identity`. A face is what git shows: name and address.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from parvis.insights.demo.parameters import Identity, Parameters, stream
from parvis.insights.demo.people import BOT, BOTS, STAFF, People
from parvis.insights.demo.places import load

PROVIDERS = ("mail.example", "post.example", "inbox.example", "letters.example")
NOREPLY = "users.noreply.github.com"
OTHER_FACES = ("another_case", "plus_tag", "noreply", "mailmap", "by_hand", "unlinked")
ONE_FACE = "none"
FIRST_GITHUB_ID = 1_000_000


@dataclass(frozen=True, order=True)
class Face:
    """A name and an address, as somebody set them up on one computer."""

    name: str
    address: str
    login: str | None = None  # said by the address itself
    github_id: int | None = None


@dataclass(frozen=True)
class Person:
    """Everything a person is called."""

    faces: tuple[Face, ...]
    other: str  # how the second face came about, one of OTHER_FACES
    login: str
    github_id: int
    username: str  # at the forum and the translation platform
    shows_address: bool  # at the tracker
    forum_knows: bool


def identities(people: People, parameters: Parameters, today: date, seed: int) -> list[Person]:
    """One for each person, in order."""
    rng = stream(seed, today.toordinal(), "identities")
    names = _names(people, rng)
    logins, addresses = _logins(names, rng), _addresses(names, people, parameters, rng)
    others = _others(people, parameters.identity, rng)
    share = parameters.identity
    chances = [share.same_username, share.tracker_public, share.forum_address]
    luck = rng.random((len(people), 3)) < chances
    luck[people.standing > 0, 1:] = True  # who works for the network shows it everywhere
    faces = [Face(*both) for both in zip(names, addresses, strict=True)]
    rows = zip(faces, logins, others, luck.tolist(), strict=True)
    return [_person(number, *row) for number, row in enumerate(rows)]


def _names(people: People, rng: np.random.Generator) -> list[str]:
    words = load("names.toml")
    given, family = (rng.choice(words[key], len(people)) for key in ("given", "family"))
    names = [f"{one} {other}" for one, other in zip(given, family, strict=True)]
    for number, (name, *_) in zip(np.flatnonzero(people.standing == BOT), BOTS, strict=True):
        names[number] = name
    return names


def plain(text: str) -> str:
    """The text in lower-case ASCII letters and digits: what fits into an address."""
    text = text.translate(str.maketrans("øØłŁıđ", "oOlLid"))
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", text)


def _unique(wanted: list[str]) -> list[str]:
    """Number the second and later of the same."""
    seen: dict[str, int] = {}
    for text in wanted:
        seen[text] = seen.get(text, 0) + 1
    counts = dict.fromkeys(seen, 0)
    found = []
    for text in wanted:
        counts[text] += 1
        found.append(text if counts[text] == 1 else f"{text}{counts[text]}")
    return found


def _logins(names: list[str], rng: np.random.Generator) -> list[str]:
    shapes = rng.integers(0, 4, len(names))
    return _unique([_login(name, int(s)) for name, s in zip(names, shapes, strict=True)])


def _login(name: str, shape: int) -> str:
    if name.endswith("[bot]") or " " not in name:
        return name
    given, family = (plain(word) for word in name.split(" ", 1))
    return (given + family, given[0] + family, f"{given}-{family[:3]}", f"{family}{given[0]}")[
        shape
    ]


def _addresses(
    names: list[str], people: People, parameters: Parameters, rng: np.random.Generator
) -> list[str]:
    """A main address for each: nobody shares one, though many share what stands before the @."""
    providers = rng.choice(PROVIDERS, len(names))
    fixed = {STAFF: parameters.staff_domain, BOT: parameters.bots_domain}
    local = [".".join(plain(word) for word in name.split()) for name in names]
    return [
        f"{text}@{fixed.get(standing, provider)}"
        for text, standing, provider in zip(
            _unique(local), people.standing.tolist(), providers, strict=True
        )
    ]


def _others(people: People, shares: Identity, rng: np.random.Generator) -> list[str]:
    """What second face each has. Staff can always be found out; bots have one face."""
    share = [getattr(shares, name) for name in OTHER_FACES]
    found = rng.choice([*OTHER_FACES, ONE_FACE], len(people), p=[*share, 1 - sum(share)])
    found[(people.standing == STAFF) & (found == "unlinked")] = "mailmap"
    found[people.standing == BOT] = ONE_FACE
    return found.tolist()


def _person(number: int, face: Face, login: str, other: str, u: Sequence[bool]) -> Person:
    """`u`: same username elsewhere, address shown at the tracker, address known to the forum."""
    github_id = FIRST_GITHUB_ID + 37 * number
    second = _second(face, other, login, github_id, number)
    return Person(
        faces=(face,) if second is None else (face, second),
        other=other,
        login=login,
        github_id=github_id,
        username=login if u[0] else f"{plain(face.name)}_{number}",
        shows_address=u[1],
        forum_knows=u[2],
    )


def _second(main: Face, other: str, login: str, github_id: int, number: int) -> Face | None:
    local, _, domain = main.address.partition("@")
    if other == "another_case":
        return Face(main.name, f"{local.title()}@{domain.upper()}")
    if other == "plus_tag":
        return Face(main.name, f"{local}+git@{domain}")
    if other == "noreply":
        address = f"{github_id}+{login}@{NOREPLY}"
        return Face(main.name, address, login, github_id)
    if other in ("mailmap", "by_hand", "unlinked"):
        given = main.name.split()[0]
        return Face(given if number % 2 else main.name, f"{plain(given)}{number}@home.example")
    return None
