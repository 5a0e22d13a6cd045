"""Which counts to leave out so that none of the small ones can be worked out from the others.

Counts hang together: last month's active are this month's retained and lapsed, and so on. Each
such relation is an equation, a count stands in two of them at most, once on either side; so the
counts are the edges of a network and the equations its nodes, with everything outside as one more
node. A count that is left out stays secret exactly when the counts left out with it can carry one
person more or fewer around a ring through it: then another table, with another number in that
place, shows the same counts. So every small count gets the ring that costs the reader least; a
zero may be part of it, so that a count left out may be nobody.
"""

import heapq
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

Cell = Hashable
Ring = tuple[int, tuple[Cell, ...]]  # what it costs, and which counts it leaves out
FEWEST_SHOWN = 5  # people; smaller counts are left out, zero is not
HIDDEN: Final = "hidden"  # stands where a count or a rate was left out
OUTSIDE = -1


def is_small(people: int) -> bool:
    return 0 < people < FEWEST_SHOWN


@dataclass
class Network:
    """Counts and what ties them. `loss` says how much a reader misses a count: 1 or more."""

    counts: Mapping[Cell, int]
    loss: Callable[[Cell], int] = lambda _: 1
    _right: dict[Cell, int] = field(default_factory=dict)
    _left: dict[Cell, int] = field(default_factory=dict)
    _cells: dict[int, list[Cell]] = field(default_factory=lambda: defaultdict(list))

    def equate(self, left: Sequence[Cell], right: Sequence[Cell]) -> None:
        """Add: the sum of `left` is the sum of `right`. A relation that does not hold is none."""
        if sum(self.counts[c] for c in left) != sum(self.counts[c] for c in right):
            return
        node = len(self._cells)
        for side, cells in ((self._left, left), (self._right, right)):
            for cell in cells:
                if cell in side:
                    raise ValueError(f"{cell} stands twice on the same side.")
                side[cell] = node
                self._cells[node].append(cell)

    def hidden(self, also: Iterable[Cell] = ()) -> set[Cell]:
        """Name the counts to leave out: the small ones, `also`, and what keeps those secret."""
        out = {cell for cell, people in self.counts.items() if is_small(people)}
        out |= set(also)
        outer = [cell for cell in self.counts if OUTSIDE in self._ends(cell)]
        for cell in sorted(out, key=str):
            _, ring = min(self._rings(cell, out, outer))
            out.update(ring)
        return out

    def _rings(self, cell: Cell, out: set[Cell], outer: list[Cell]) -> list[Ring]:
        """Find the cheapest rings that carry one person more, and one fewer, through `cell`."""
        left, right = self._ends(cell)
        found = [self._cheapest(left, right, cell, out, outer)]
        if self.counts[cell]:
            found.append(self._cheapest(right, left, cell, out, outer))
        return [ring for ring in found if ring is not None]

    def _ends(self, cell: Cell) -> tuple[int, int]:
        return self._left.get(cell, OUTSIDE), self._right.get(cell, OUTSIDE)

    def _cheapest(
        self, start: int, goal: int, without: Cell, out: set[Cell], outer: list[Cell]
    ) -> Ring | None:
        """Dijkstra's way for one person too many in `start` to be passed on to `goal`."""
        turn = count()  # ties are broken by who came first, so that the answer is always the same
        queue: list[tuple[int, int, int, tuple[Cell, ...]]] = [(0, next(turn), start, ())]
        done: set[int] = set()
        while queue:
            cost, _, node, ring = heapq.heappop(queue)
            if node == goal:
                return cost, tuple(sorted(ring, key=str))
            if node in done:
                continue
            done.add(node)
            for cell in outer if node == OUTSIDE else self._cells[node]:
                onward = self._onward(cell, node)
                if cell == without or onward is None or onward in done:
                    continue
                more = 0 if cell in out else self.loss(cell)
                ringed = ring if cell in out else (*ring, cell)
                heapq.heappush(queue, (cost + more, next(turn), onward, ringed))
        return None

    def _onward(self, cell: Cell, node: int) -> int | None:
        """Where the person goes if `cell` takes one from `node`: up by one, or down by one."""
        left, right = self._ends(cell)
        if right == node:
            return left
        return right if self.counts[cell] else None
