"""The demo network's sources: they go into the lake by the same way as real ones."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from hashlib import blake2b

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parvis.insights.demo.accounts import Account
from parvis.insights.demo.identities import Face
from parvis.insights.demo.parameters import AREAS, KINDS
from parvis.insights.demo.world import World
from parvis.measure import tables
from parvis.measure.keys import Keys, domain_of
from parvis.measure.sources.base import Batch, Extent

ROWS_PER_BATCH = 20_000


class DemoSource:
    """One of the demo's sources, as the ingest takes any source."""

    replace = False

    def __init__(self, world: World, number: int, keys: Keys) -> None:
        self.world, self.number, self.keys = world, number, keys
        self.feed = world.parameters.feeds[number]
        self.name, self.platform, self.area = self.feed.name, self.feed.platform, self.feed.area

    @property
    def rows(self) -> int:
        return len(self._rows())

    def read(self) -> Iterator[Batch]:
        yield Batch(accounts=self._accounts(), aliases=self._aliases())
        rows = self._rows()
        for start in range(0, len(rows), ROWS_PER_BATCH):
            yield Batch(activity=self._activity(rows[start : start + ROWS_PER_BATCH]))

    def extent(self) -> Extent:
        midnight = datetime.combine(self.world.today, time())
        late, ended = self.feed.covered_from, self.feed.ended or 0
        return Extent(
            from_birth=late is None,
            covered_from=None if late is None else midnight - timedelta(late),
            covered_to=midnight - timedelta(ended),
        )

    def account_key(self, account: Account) -> int:
        return self.keys.key(self.name, "account", account.identity)

    def _rows(self) -> NDArray[np.intp]:
        done = self.world.doings
        return np.flatnonzero(done.recorded & (done.feed == self.number))

    def _accounts(self) -> pa.Table:
        mine = [a for a in self.world.accounts.all if a.feed == self.number]
        return pa.Table.from_pylist(
            [self._account(account) for account in mine], schema=tables.ACCOUNTS.schema
        )

    def _account(self, account: Account) -> dict[str, object]:
        return {
            "account": self.account_key(account),
            "source": self.name,
            "platform": self.platform,
            "name": account.name,
            "login": account.login,
            "github_id": account.github_id,
            "address": self.keys.address(account.address),
            "local_part": self.keys.local_part(account.address),
            "domain": domain_of(account.address),
        }

    def _aliases(self) -> pa.Table:
        pairs = [row[1:] for row in self.world.accounts.mailmap if row[0] == self.number]
        return pa.Table.from_pylist(
            [self._alias(*pair) for pair in pairs], schema=tables.ALIASES.schema
        )

    def _alias(self, committed: Face, proper: Face) -> dict[str, object]:
        return {
            "source": self.name,
            "address": self.keys.address(committed.address),
            "name": None,
            "proper_address": self.keys.address(proper.address),
            "proper_name": proper.name,
        }

    def _activity(self, rows: NDArray[np.intp]) -> pa.Table:
        done, who = self.world.doings[rows], self.world.accounts
        keys = [self.account_key(account) for account in who.all]
        kinds, things = done.kind.tolist(), done.thing.tolist()
        native = [self._native(kind, thing) for kind, thing in zip(kinds, things, strict=True)]
        of = who.of_doing[rows].tolist()
        first = np.datetime64(self.world.first_day, "us")
        columns = {
            "id": [
                self.keys.key(self.name, text, KINDS[kind], str(account))
                for text, kind, account in zip(native, kinds, of, strict=True)
            ],
            "source": _words([self.name], np.zeros(len(rows), np.int32)),
            "native_id": native,
            "account": [keys[account] for account in of],
            "kind": _words(KINDS, done.kind),
            "area": _words([area.slug for area in AREAS], done.area),
            "happened_at": first + done.minute.astype("timedelta64[m]"),
            "utc_offset": done.offset.astype(np.int16),
            "object": [self._object(text) for text in native],
        }
        return pa.table(columns, schema=tables.ACTIVITY.schema)

    def _native(self, kind: int, thing: int) -> str:
        """A commit's hash, or the kind and number of what was done, as its source would say it."""
        if self.platform == "git":
            return blake2b(f"{self.world.seed} {thing}".encode(), digest_size=20).hexdigest()
        return f"{KINDS[kind]}/{thing}"

    def _object(self, native: str) -> int:
        place = "commit" if self.platform == "git" else self.name
        return self.keys.key(place, "object", native)


def _words(words: Sequence[str], numbers: NDArray[np.int64]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array(list(words)))


def sources(world: World, keys: Keys) -> list[DemoSource]:
    """Every source of the demo network, in the order of its parameters."""
    return [DemoSource(world, number, keys) for number in range(len(world.parameters.feeds))]
