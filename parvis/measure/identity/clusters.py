"""From evidence to persons: accounts that evidence joins, except where that is forbidden.

Joins are taken by falling weight, then by key, so the order of the input never matters. A join is
refused when it would put two accounts together that a decision keeps apart. Where somebody is
kept apart, all pairs of each group are tried, so that the others of the group stay together.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from parvis.measure.identity.evidence import Evidence
from parvis.measure.identity.known import Flags, Numbers


@dataclass(frozen=True)
class Joins:
    """Joins as columns: two accounts by number, which evidence, and its group."""

    left: Numbers
    right: Numbers
    evidence: Numbers
    group: Numbers

    def where(self, which: Flags | Numbers) -> Self:
        return type(self)(
            self.left[which], self.right[which], self.evidence[which], self.group[which]
        )

    def and_those(self, other: "Joins") -> "Joins":
        pairs = zip(self.columns, other.columns, strict=True)
        return Joins(*(np.concatenate(pair) for pair in pairs))

    @property
    def columns(self) -> tuple[Numbers, ...]:
        return self.left, self.right, self.evidence, self.group


@dataclass(frozen=True)
class Clusters:
    """Per account the smallest number in its cluster, and the joins that made the clusters."""

    first: Numbers
    joins: Joins


def cluster(count: int, evidence: Sequence[Evidence], apart: Sequence[tuple[int, int]]) -> Clusters:
    """Join accounts 0 ... count-1 by the evidence, keeping each pair in `apart` apart."""
    ordered = _by_weight(evidence, [_stars(e) for e in evidence])
    first, taken = _join_freely(count, ordered)
    left, right = np.array(apart, dtype=np.int64).reshape(-1, 2).T
    contested = np.isin(first, first[left[first[left] == first[right]]])
    if not contested.any():
        return Clusters(first, taken)
    tried = _by_weight(evidence, [_pairs(e, contested) for e in evidence])
    again, retaken = _join_apart(tried, apart)
    first[contested] = [again.get(n, n) for n in np.flatnonzero(contested).tolist()]
    return Clusters(first, taken.where(~contested[taken.left]).and_those(retaken))


def _by_weight(evidence: Sequence[Evidence], found: Sequence[Joins]) -> Joins:
    """All joins, the strongest first; of equal ones the one between smaller keys."""
    none = np.empty(0, dtype=np.int64)
    joins = Joins(none, none, none, none)
    for at, some in enumerate(found):
        joins = joins.and_those(
            Joins(some.left, some.right, np.full(len(some.left), at, np.int64), some.group)
        )
    weight = np.array([e.weight for e in evidence], dtype=np.float64)[joins.evidence]
    return joins.where(np.lexsort((joins.evidence, joins.right, joins.left, -weight)))


def _stars(evidence: Evidence) -> Joins:
    """Each group's first account with each of its others: enough where nobody is kept apart."""
    group, account = evidence.group, evidence.account
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    sizes = np.diff(starts, append=len(group))
    joins = Joins(np.repeat(account[starts], sizes), account, group, group)
    return joins.where(joins.left != joins.right)


def _pairs(evidence: Evidence, contested: Flags) -> Joins:
    """All pairs of each group that lies in a contested cluster."""
    mine = contested[evidence.account]
    group, account = evidence.group[mine], evidence.account[mine]
    left, right = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for start, end in _runs(group):
        i, j = np.triu_indices(end - start, k=1)
        left.append(start + i)
        right.append(start + j)
    at, to = np.concatenate(left), np.concatenate(right)
    return Joins(account[at], account[to], group[at], group[at])


def _runs(group: Numbers) -> list[tuple[int, int]]:
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    return list(zip(starts.tolist(), [*starts[1:].tolist(), len(group)], strict=False))


def _join_freely(count: int, joins: Joins) -> tuple[Numbers, Joins]:
    """Clusters where nothing is forbidden; the smallest number stands for each."""
    parent = list(range(count))
    taken = []
    for at, pair in enumerate(zip(joins.left.tolist(), joins.right.tolist(), strict=True)):
        a, b = pair
        while parent[a] != a:
            parent[a] = a = parent[parent[a]]
        while parent[b] != b:
            parent[b] = b = parent[parent[b]]
        if a != b:
            parent[max(a, b)] = min(a, b)
            taken.append(at)
    return _flat(np.array(parent, dtype=np.int64)), joins.where(np.array(taken, dtype=np.int64))


def _flat(parent: Numbers) -> Numbers:
    """Everybody's parent's parent, until nothing changes."""
    while (up := parent[parent]).tobytes() != parent.tobytes():
        parent = up
    return parent


def _join_apart(joins: Joins, apart: Sequence[tuple[int, int]]) -> tuple[dict[int, int], Joins]:
    """Clusters that never hold both of a pair in `apart`; each cluster knows its enemies."""
    clusters = _Clusters(apart)
    pairs = zip(joins.left.tolist(), joins.right.tolist(), strict=True)
    taken = [at for at, (left, right) in enumerate(pairs) if clusters.join(left, right)]
    return (
        {n: clusters.find(n) for n in list(clusters.parent)},
        joins.where(np.array(taken, dtype=np.int64)),
    )


class _Clusters:
    def __init__(self, apart: Sequence[tuple[int, int]]) -> None:
        self.parent: dict[int, int] = {}
        self.enemies: dict[int, set[int]] = defaultdict(set)
        for left, right in apart:
            self.enemies[left].add(right)
            self.enemies[right].add(left)

    def find(self, n: int) -> int:
        while (up := self.parent.setdefault(n, n)) != n:
            self.parent[n] = n = self.parent[up]
        return n

    def join(self, left: int, right: int) -> bool:
        """Put both into one cluster, unless they are already, or are enemies."""
        keep, gone = sorted((self.find(left), self.find(right)))
        if keep == gone or gone in self.enemies[keep]:
            return False
        self.parent[gone] = keep
        for enemy in self.enemies.pop(gone, set()):
            self.enemies[enemy].discard(gone)
            self.enemies[enemy].add(keep)
            self.enemies[keep].add(enemy)
        return True
