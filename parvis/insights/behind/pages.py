"""Long lists, some at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

PAGE = 50  # people, or contributions
Item = TypeVar("Item")


@dataclass(frozen=True)
class Page:
    """Some of a list, and how much there is in all; of a source's accounts also what they did."""

    rows: list[dict[str, Any]]
    total: int
    number: int
    activities: int | None = None

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def part(items: Sequence[Item], number: int) -> Sequence[Item]:
    """Return what stands on this page; the first is 1."""
    return items[(number - 1) * PAGE : number * PAGE]
