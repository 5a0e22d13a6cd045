"""Six well-chosen tasks for each of many people, from very many tasks.

People are served one after the other. Each is given, up to six times, the task that is worth most
to them of those that fit and that they never tried:

    1000  if its area is one they asked for
     -12  for each task of that area which they were given already
      -8  for each doubling of those who are trying it, at most -30
      -6  for each step by which it is easier than what they are ready for
      -3  for each class of length, for newcomers; a length that is not known counts as three
      -3  if it has been open for three months, -6 for a year

What one is given counts as tried by one more for the next, so that not all get the same. Tasks
that are alike to everybody stand on one *shelf*: worth is reckoned by shelf, and on a shelf goes
first what fewest try. What is left equal is decided by a hash of the person and the shelf, then of
the person and the task: by chance to look at, and the same every time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint64]

MOST = 6
ASKED_FOR, AGAIN, EASIER = 1000, 12, 6
DOUBLED, CROWDED = 8, 30
LONGER, OLDER = 3, 3
LENGTHS = (15, 30, 60, 120, 240)  # minutes: a task is at most that long, or longer than all
NOT_KNOWN, LIKE = (
    len(LENGTHS) + 1,
    3,
)  # the class of a length that nobody said, and as what it counts
AGES = (90, 365)  # days
ANY_LANGUAGE = 0
AWAY, NOTHING = 1 << 40, 1 << 20  # more people, and more points, than there ever are


@dataclass(frozen=True)
class Tasks:
    """Open tasks in columns of equal length; `minutes` 0 is not known, `language` 0 is any."""

    key: Ints
    area: Ints
    minutes: Ints
    difficulty: Ints  # 0 is for a first time
    language: Ints  # below 65,536
    age_days: Ints
    trying: Ints  # people


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. `key` is theirs alone; `languages` None: whichever."""

    key: int
    areas: frozenset[int] = frozenset()
    languages: frozenset[int] | None = None
    minutes: int | None = None  # rounded up to a class of length
    ready: int = 0  # the greatest difficulty
    tried: frozenset[int] = frozenset()  # keys of tasks


def choose(tasks: Tasks, wishes: Sequence[Wish], *, most: int = MOST) -> list[list[int]]:
    """The keys of up to `most` tasks for each wish, best first. Earlier wishes are served first."""
    if not tasks.key.size:
        return [[] for _ in wishes]
    shelves = _Shelves(tasks)
    return [shelves.serve(wish, most) for wish in wishes]


def length_class(minutes: int) -> int:
    """0 is a quarter of an hour at most."""
    return int(np.searchsorted(LENGTHS, minutes))


def mixed(words: Words) -> Words:
    """Each word spread over all 64 bits (the last step of SplitMix64, Steele and others 2014)."""
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))


class _Shelves:
    """The tasks by what they are alike in, with how many try each."""

    def __init__(self, tasks: Tasks) -> None:
        known = np.searchsorted(LENGTHS, tasks.minutes)
        length = np.where(tasks.minutes > 0, known, NOT_KNOWN)
        age = np.searchsorted(AGES, tasks.age_days, side="right")
        codes = tasks.area << 32 | tasks.language << 16 | tasks.difficulty << 8 | length << 4 | age
        found, first, self.shelf_of = np.unique(codes, return_index=True, return_inverse=True)
        self.area, self.language = tasks.area[first], tasks.language[first]
        self.difficulty, self.length, self.age = tasks.difficulty[first], length[first], age[first]
        self.word = mixed(found.astype(np.uint64))
        ends = np.cumsum(np.bincount(self.shelf_of))[:-1]
        self.members = np.split(np.argsort(self.shelf_of, kind="stable"), ends)
        self.key, self.task_word = tasks.key, mixed(tasks.key.astype(np.uint64))
        self.place = {key: at for at, key in enumerate(tasks.key.tolist())}
        self.load = tasks.trying.astype(np.int64)
        self.crowd = np.zeros(len(found), np.int64)
        for shelf in range(len(found)):
            self._count(shelf)

    def serve(self, wish: Wish, most: int) -> list[int]:
        """Give somebody their tasks, and count them in."""
        me = mixed(np.array([wish.key & (1 << 64) - 1], np.uint64))
        tried = [self.place[key] for key in wish.tried if key in self.place]
        self._add(tried, AWAY)
        given = self._pick(me, self._worth(wish), most)
        self._add([*tried, *given], -AWAY)
        self._add(given, 1)
        return [int(self.key[at]) for at in given]

    def _pick(self, me: Words, worth: Ints, most: int) -> list[int]:
        by_chance = (mixed(me ^ self.word) >> np.uint64(32)).astype(np.int64)
        given: list[int] = []
        while len(given) < most:
            left = worth - self.crowd
            shelf = int(np.argmax((left << 32) + by_chance))
            if left[shelf] <= -NOTHING // 2:
                break
            given.append(self._lightest(shelf, me))
            self._add(given[-1:], AWAY)
            worth[self.area == self.area[shelf]] -= AGAIN
        return given

    def _worth(self, wish: Wish) -> Ints:
        """What each shelf is worth to somebody before it is known who tries what."""
        longest = NOT_KNOWN if wish.minutes is None else length_class(wish.minutes)
        fits = (self.length <= longest) | (self.length == NOT_KNOWN)
        fits &= self.difficulty <= wish.ready
        if wish.languages is not None:
            fits &= np.isin(self.language, [ANY_LANGUAGE, *wish.languages])
        worth = ASKED_FOR * np.isin(self.area, list(wish.areas)).astype(np.int64)
        worth -= EASIER * (wish.ready - self.difficulty) + OLDER * self.age
        if not wish.ready:
            worth -= LONGER * np.where(self.length == NOT_KNOWN, LIKE, self.length)
        return np.where(fits, worth, -NOTHING)

    def _lightest(self, shelf: int, me: Words) -> int:
        """What fewest try on a shelf; of several, by the hash."""
        members = self.members[shelf]
        loads = self.load[members]
        fewest = members[loads == loads.min()]
        return int(fewest[np.argmin(mixed(me ^ self.task_word[fewest]))])

    def _add(self, places: list[int], people: int) -> None:
        for at in places:
            self.load[at] += people
            self._count(int(self.shelf_of[at]))

    def _count(self, shelf: int) -> None:
        self.crowd[shelf] = crowd(int(self.load[self.members[shelf]].min()))


def crowd(people: int) -> int:
    """The points that so many who are trying cost."""
    if people >= AWAY:
        return NOTHING
    return min(CROWDED, DOUBLED * ((people + 1).bit_length() - 1))
