"""What the public may see of the recruited: by space, and how much of the visits could be joined.

Counts of one to four people are left out, and further ones with them where the spaces add up to
the total. A share is left out where it rests on fewer than five check-ins, or says that all but a
few, or only a few, allow to be joined. Months, events, credit, and who was erased or typed a
handle stay inside: their counts are small by nature.
"""

from collections.abc import Mapping
from typing import Any

from parvis.measure.suppression import HIDDEN, Cell, Network, is_small

Row = Mapping[str, Any]
TOTAL: Cell = "total"


def open_recruited(found: Row) -> dict[str, Any]:
    """{window, total, consent: {share}, by_space: [{space, people, share}]}, HIDDEN in places."""
    rows = found["by_space"]
    counts: dict[Cell, int] = {("space", row["space"]): row["people"] for row in rows}
    network = Network({**counts, TOTAL: found["total"]}, lambda cell: 10 if cell == TOTAL else 1)
    network.equate([TOTAL], list(counts))
    hidden = network.hidden()
    return {
        "window": found["window"],
        "total": HIDDEN if TOTAL in hidden else found["total"],
        "consent": {"share": _share(found["consent"])},
        "by_space": [
            {
                "space": row["space"],
                "people": HIDDEN if ("space", row["space"]) in hidden else row["people"],
                "share": _share(row),
            }
            for row in rows
        ],
    }


def _share(row: Row) -> float | str | None:
    share: float | None = row["share"]
    if share is None:
        return None
    few = (row["check_ins"], row["allowed"], row["check_ins"] - row["allowed"])
    return HIDDEN if any(map(is_small, few)) else share
