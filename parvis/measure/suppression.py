"""Which counts to leave out so that none of the small ones can be worked out from the others.

Counts hang together: last month's active are this month's retained and lapsed, and so on. Each
such relation is an equation, a count stands in two of them at most, once on either side; so the
counts are the edges of a network and the equations its nodes, with everything outside as one more
node. A count that is left out stays secret exactly when the counts left out with it can carry one
person more or fewer around a ring through it: then another table, with another number in that
place, shows the same counts. Zeros are shown, so a count left out is known to be at least one.
"""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Cell = Hashable
FEWEST_SHOWN = 5  # people; smaller counts are left out, zero is not
OUTSIDE = -1


def is_small(people: int) -> bool:
    return 0 < people < FEWEST_SHOWN


@dataclass
class Network:
    """Counts and what ties them. `whole` counts are left out last: readers miss them most."""

    counts: Mapping[Cell, int]
    whole: frozenset[Cell] = frozenset()
    _right: dict[Cell, int] = field(default_factory=dict)
    _left: dict[Cell, int] = field(default_factory=dict)
    _cells: dict[int, list[Cell]] = field(default_factory=lambda: defaultdict(list))
    _equations: int = 0

    def equate(self, left: Sequence[Cell], right: Sequence[Cell]) -> None:
        """Add: the sum of `left` is the sum of `right`. A relation that does not hold is none."""
        if sum(self.counts[c] for c in left) != sum(self.counts[c] for c in right):
            return
        node, self._equations = self._equations, self._equations + 1
        for side, cells in ((self._left, left), (self._right, right)):
            for cell in cells:
                if cell in side:
                    raise ValueError(f"{cell} stands twice on the same side.")
                side[cell] = node
                self._cells[node].append(cell)

    def hidden(self, also: Iterable[Cell] = ()) -> set[Cell]:
        """Name the counts to leave out: the small ones, `also`, and what keeps those secret."""
        out = {c for c, people in self.counts.items() if is_small(people)}
        out |= {c for c in also if self.counts[c]}
        waiting = sorted(out, key=str)
        while waiting:
            cell = waiting.pop()
            if not self.can_vary(cell, out):
                more = self._next_to_hide(cell, out)
                out.add(more)
                waiting += [cell, more]
        return out

    def can_vary(self, cell: Cell, out: set[Cell]) -> bool:
        """Whether the count could be another, with everything that is shown as it is."""
        left, right = self._ends(cell)
        if self._reaches(left, right, cell, out):
            return True
        return self.counts[cell] > 1 and self._reaches(right, left, cell, out)

    def _ends(self, cell: Cell) -> tuple[int, int]:
        return self._left.get(cell, OUTSIDE), self._right.get(cell, OUTSIDE)

    def _reaches(self, start: int, goal: int, without: Cell, out: set[Cell]) -> bool:
        """Whether one person too many in `start` can be passed on to `goal`."""
        seen, queue = {start}, deque([start])
        while queue:
            node = queue.popleft()
            if node == goal:
                return True
            for cell in self._around(node, out):
                left, right = self._ends(cell)
                onward = left if right == node else right
                may_pass = right == node or self.counts[cell] > 1
                if cell != without and may_pass and onward not in seen:
                    seen.add(onward)
                    queue.append(onward)
        return False

    def _around(self, node: int, out: set[Cell]) -> Iterable[Cell]:
        if node != OUTSIDE:
            return (c for c in self._cells[node] if c in out)
        return (c for c in out if OUTSIDE in self._ends(c))

    def _next_to_hide(self, cell: Cell, out: set[Cell]) -> Cell:
        """Choose from the equations around `cell`, nearest first, the smallest count shown."""
        seen, queue = {OUTSIDE}, deque(n for n in self._ends(cell) if n != OUTSIDE)
        best: list[Cell] = []
        while queue and not best:
            node = queue.popleft()
            seen.add(node)
            best = [c for c in self._cells[node] if c not in out and self.counts[c]]
            around = (n for c in self._around(node, out) for n in self._ends(c))
            queue.extend(n for n in around if n not in seen)
        return min(best, key=lambda c: (c in self.whole, self.counts[c], str(c)))
