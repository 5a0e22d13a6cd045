"""A growing set of 64-bit ids, a few times the size of the ids themselves."""

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]


class IdSet:
    """Sorted runs of ids; a run is merged with the next as soon as it is as long."""

    def __init__(self) -> None:
        self._runs: list[Ids] = []

    def __len__(self) -> int:
        return sum(len(run) for run in self._runs)

    def add(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Add ids; True where an id is new, at its first place in `ids`."""
        unique, first = np.unique(ids, return_index=True)
        fresh = ~self._has(unique)
        is_new = np.zeros(len(ids), dtype=bool)
        is_new[first[fresh]] = True
        self._push(unique[fresh])
        return is_new

    def _has(self, sorted_ids: Ids) -> npt.NDArray[np.bool_]:
        found = np.zeros(len(sorted_ids), dtype=bool)
        for run in self._runs:
            at = np.searchsorted(run, sorted_ids)
            inside = at < len(run)
            found[inside] |= run[at[inside]] == sorted_ids[inside]
        return found

    def _push(self, run: Ids) -> None:
        if not len(run):
            return
        while self._runs and len(self._runs[-1]) <= len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)
