"""Accounts at the sources, whose they are, and which of them matching can bring together."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from parvis.insights.demo.doings import Doings
from parvis.insights.demo.identities import Face, Person
from parvis.insights.demo.parameters import Parameters, stream
from parvis.measure.keys import normalise_address

Shown = tuple[str | None, str | None, int | None, str | None]  # name, login, id, address
SECOND_FACE_SHARE = 0.35  # of somebody's commits


@dataclass(frozen=True)
class Account:
    """An identity at a source, in plain: only its hashes leave the generator."""

    person: int
    feed: int
    face: int
    identity: str  # unique at its source
    name: str | None
    login: str | None
    github_id: int | None
    address: str | None


@dataclass(frozen=True)
class Accounts:
    """All accounts; the account of each recorded doing (-1: not recorded); what links them."""

    all: list[Account]
    of_doing: NDArray[np.int64]
    mailmap: list[tuple[int, Face, Face]]  # at which source, as committed, what it stands for
    by_hand: list[tuple[Face, Face]]

    def findable(self) -> list[int]:
        """For each account the number of its group, if all planted evidence is found."""
        groups = _Groups(len(self.all))
        for number, account in enumerate(self.all):
            for mark in _marks(account):
                groups.join(number, mark)
        pairs = [(one, other) for _, one, other in self.mailmap] + self.by_hand
        for one, other in pairs:
            groups.join_marks(_address_mark(one.address), _address_mark(other.address))
        return [groups.root(number) for number in range(len(self.all))]


def accounts(
    done: Doings, people: list[Person], parameters: Parameters, today: date, seed: int
) -> Accounts:
    """An account for whoever was recorded at a source, with their first or second face."""
    rng = stream(seed, today.toordinal(), "accounts")
    is_git = np.array([feed.platform == "git" for feed in parameters.feeds])
    faces = np.array([len(person.faces) for person in people])
    second = is_git[done.feed] & (faces[done.person] > 1)
    second &= rng.random(len(done)) < SECOND_FACE_SHARE
    code = (done.feed * len(people) + done.person) * 2 + second
    used, inverse = np.unique(code[done.recorded], return_inverse=True)
    of_doing = np.full(len(done), -1)
    of_doing[done.recorded] = inverse
    found = [_account(int(c), people, parameters) for c in used]
    return Accounts(found, of_doing, _mailmap(found, people), _by_hand(found, people))


def _account(code: int, people: list[Person], parameters: Parameters) -> Account:
    feed, rest = divmod(code, 2 * len(people))
    number, second = divmod(rest, 2)
    person, platform = people[number], parameters.feeds[feed].platform
    face = person.faces[second]
    if platform == "git":
        identity = f"{face.name} <{face.address}>"
        known: Shown = (face.name, face.login, face.github_id, face.address)
    elif platform == "github":
        identity = str(person.github_id)
        shown = face.address if person.shows_address else None
        known = (face.name if number % 3 else None, person.login, person.github_id, shown)
    else:
        identity = person.username
        known = (None, person.username, None, face.address if person.forum_knows else None)
    return Account(number, feed, second, identity, *known)


def _mailmap(found: list[Account], people: list[Person]) -> list[tuple[int, Face, Face]]:
    """A source's .mailmap knows the people who committed there under both faces."""
    both = _with_both_faces(found)
    return sorted(
        (feed, people[person].faces[1], people[person].faces[0])
        for feed, person in both
        if people[person].other == "mailmap"
    )


def _by_hand(found: list[Account], people: list[Person]) -> list[tuple[Face, Face]]:
    """Somebody knew them, and said so."""
    seen = {(a.person, a.face) for a in found}
    return [
        (person.faces[1], person.faces[0])
        for number, person in enumerate(people)
        if person.other == "by_hand" and {(number, 0), (number, 1)} <= seen
    ]


def _with_both_faces(found: list[Account]) -> set[tuple[int, int]]:
    first, second = ({(a.feed, a.person) for a in found if a.face == n} for n in (0, 1))
    return first & second


def _address_mark(address: str) -> Hashable:
    return "address", normalise_address(address)


def _marks(account: Account) -> Iterator[Hashable]:
    """What an account shows that another of the same person may show too."""
    if account.address:
        yield _address_mark(account.address)
    if account.github_id:
        yield "github", account.github_id


class _Groups:
    """Union of accounts that share a mark."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))
        self.of_mark: dict[Hashable, int] = {}

    def root(self, number: int) -> int:
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def join(self, number: int, mark: Hashable) -> None:
        other = self.of_mark.setdefault(mark, number)
        one, other = sorted((self.root(number), self.root(other)))
        self.parent[other] = one

    def join_marks(self, one: Hashable, other: Hashable) -> None:
        if one in self.of_mark and other in self.of_mark:
            self.join(self.of_mark[one], other)
