"""Things that belong together, found by putting two together at a time."""

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


class Unions(Generic[T]):
    """Disjoint sets of whatever can be a key of a dictionary."""

    def __init__(self, pairs: Iterable[tuple[T, T]] = ()) -> None:
        self._parent: dict[T, T] = {}
        for left, right in pairs:
            self.unite(left, right)

    def find(self, thing: T) -> T:
        """The one that stands for the set of `thing`."""
        parent = self._parent
        while (up := parent.setdefault(thing, thing)) != thing:
            parent[thing] = thing = parent[up]
        return thing

    def unite(self, left: T, right: T) -> None:
        self._parent[self.find(left)] = self.find(right)

    def sets(self) -> list[list[T]]:
        """Every set; their order, and the order within, is that of first mention."""
        found: dict[T, list[T]] = {}
        for thing in list(self._parent):
            found.setdefault(self.find(thing), []).append(thing)
        return list(found.values())
