"""From cells to rows: what the mapping makes of a table."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from parvis.lib.idset import IdSet
from parvis.measure import tables
from parvis.measure.keys import Keys
from parvis.measure.sources.base import Batch, SetAside, place, table_of
from parvis.measure.sources.chunks import SEVERAL, Chunk
from parvis.measure.sources.kinds import kinds, nearest
from parvis.measure.sources.mapping import FIELDS, WHO, Mapping, Words, is_slug
from parvis.measure.sources.moments import Moment, Moments, Problem, quoted
from parvis.measure.sources.table_people import People

NO_ID = Problem("there is no id")
Cells = dict[str, list[str]]  # by field of the mapping, not by column


class Rows:
    """The rows of one table, chunk by chunk."""

    def __init__(self, source: str, area: str | None, mapping: Mapping, keys: Keys) -> None:
        self.source = source
        self.area = area
        self.mapping = mapping
        self.keys = keys
        self.people = People(source, mapping.platform, keys)
        self._kinds: dict[str, str | Problem] = {}
        self._areas: dict[str, tuple[str, ...] | Problem] = {}
        self._known = IdSet()
        self._repeats: Counter[int] = Counter()

    def batch(self, chunk: Chunk, file: str, moments: Moments) -> Batch:
        """What the chunk's rows say, and those that say nothing we can use."""
        chunk = self._only(chunk)
        rows: list[tuple[Any, ...]] = []
        set_aside = list(chunk.set_aside)
        for number, read in zip(chunk.numbers, self._read(chunk, moments), strict=True):
            problem = next((part for part in read if type(part) is Problem), None)
            if problem is None:
                rows += self._activities(*read)
            else:
                where = place(file, number)
                set_aside.append(SetAside(*where, problem.problem, problem.remedy))
        activity = table_of(tables.ACTIVITY, rows)
        used = set(activity.column("account").to_pylist())
        accounts = table_of(tables.ACCOUNTS, self.people.take_accounts(used))
        return Batch(activity, accounts, set_aside=set_aside)

    def _read(self, chunk: Chunk, moments: Moments) -> Iterator[tuple[Any, ...]]:
        """Id, account, kind, areas and moment of each row, or why one cannot be used."""
        cells = self._cells(chunk)
        has_id = "id" in self.mapping.columns
        return zip(
            map(_id, cells["id"]) if has_id else self._ordinary_ids(cells),
            map(self.people.account, zip(*(cells[f] for f in WHO), strict=True)),
            map(self._kind, cells["kind"]),
            map(self._area, cells["area"]),
            map(moments.read, cells["date"]),
            strict=True,
        )

    def _only(self, chunk: Chunk) -> Chunk:
        """The rows the mapping's `only` lets through."""
        for column, allowed in self.mapping.only.items():
            kept = [at for at, cell in enumerate(chunk.columns[column]) if cell in allowed]
            columns = {name: [cells[at] for at in kept] for name, cells in chunk.columns.items()}
            numbers = [chunk.numbers[at] for at in kept]
            chunk = Chunk(numbers, columns, chunk.set_aside)
        return chunk

    def _cells(self, chunk: Chunk) -> Cells:
        none = [""] * len(chunk.numbers)
        columns = self.mapping.columns
        return {f: chunk.columns.get(columns.get(f, ""), none) for f in FIELDS}

    def _ordinary_ids(self, cells: Cells) -> list[str]:
        """Ids for rows without one: a hash of what they say, and which of its equals a row is."""
        rows = zip(*(cells[f] for f in FIELDS), strict=True)
        hashes = [self.keys.key("row", *row) for row in rows]
        is_new = self._known.add(np.array(hashes, dtype=np.int64))
        return [f"{h:016x}.{self._ordinal(h, new=n)}" for h, n in zip(hashes, is_new, strict=True)]

    def _ordinal(self, key: int, *, new: bool) -> int:
        if not new:
            self._repeats[key] += 1
        return 0 if new else self._repeats[key]

    def _activities(
        self, native: str, account: int, kind: str, areas: tuple[str, ...], moment: Moment
    ) -> list[tuple[Any, ...]]:
        """The activities of a row: one in each of its areas."""
        if "@" in native:  # an address may stand in it
            native = f"{self.keys.key('id', native):016x}"
        thing = self.keys.key(self.source, native)
        if self.mapping.area.separator is None and len(areas) == 1:
            return [(thing, self.source, native, account, kind, areas[0], *moment, thing)]
        return [
            (self.keys.key(self.source, own), self.source, own, account, kind, a, *moment, thing)
            for a in areas
            for own in (f"{native}:{a}",)
        ]

    def _kind(self, word: str) -> str | Problem:
        if word not in self._kinds:
            meant = _meaning(word, self.mapping.kind, "kind") or self.mapping.kind.constant
            self._kinds[word] = meant or Problem("it names no kind of contribution")
        return self._kinds[word]

    def _area(self, text: str) -> tuple[str, ...] | Problem:
        if text not in self._areas:
            self._areas[text] = self._read_areas(text)
        return self._areas[text]

    def _read_areas(self, text: str) -> tuple[str, ...] | Problem:
        words = text.replace(self.mapping.area.separator or SEVERAL, SEVERAL).split(SEVERAL)
        meant = [_meaning(w.strip(), self.mapping.area, "area") for w in words]
        for one in meant:
            if isinstance(one, Problem):
                return one
        named = tuple(dict.fromkeys(m for m in meant if isinstance(m, str) and m))
        if named or self.area:
            return named or (self.area or "",)
        return Problem("it names no focus area", "Set constant.area in the mapping, or mend it.")


def _id(cell: str) -> str | Problem:
    return cell or NO_ID


def _meaning(word: str, words: Words, field: str) -> str | Problem:
    """The slug a cell's word stands for; "" where it says nothing."""
    slug = word.casefold()
    listed = words.values.get(slug) if word else ""
    if listed is not None:
        return listed
    if slug in _known(words, field) or (field == "area" and not words.values and is_slug(slug)):
        return slug
    if words.others is not None:
        return words.others
    hint = nearest(word, [*words.values, *_known(words, field)])
    problem = f"the mapping does not say which {field} {quoted(word)} is"
    return Problem(problem, f"Add it to [{field}.values], or mend the row. {hint}")


def _known(words: Words, field: str) -> list[str]:
    return list(kinds()) if field == "kind" else sorted(set(filter(None, words.values.values())))
