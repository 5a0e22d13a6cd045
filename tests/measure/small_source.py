"""A source of a few rows, or of many, that a test makes up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyarrow as pa

from parvis.measure.keys import Keys
from parvis.measure.sources.base import Batch, Extent, SetAside
from parvis.measure.tables import ACCOUNTS, ACTIVITY

KEYS = Keys(b"small source")
START = datetime(2019, 1, 1)


@dataclass
class SmallSource:
    """`numbers` are the native ids; each is one change, an hour after the other."""

    numbers: range
    name: str = "small"
    platform: str = "table"
    area: str | None = "coding"
    replace: bool = False
    breaks_after: int | None = None
    per_batch: int = 100
    set_aside: list[SetAside] = field(default_factory=list)

    def read(self) -> Iterator[Batch]:
        for at in range(0, len(self.numbers), self.per_batch):
            part = self.numbers[at : at + self.per_batch]
            if self.breaks_after is not None and at >= self.breaks_after:
                raise RuntimeError("the line went dead")
            yield Batch(activity=self._activity(part), accounts=self._accounts(part))

        if self.set_aside:
            yield Batch(set_aside=self.set_aside)

    def extent(self) -> Extent:
        return Extent(from_birth=True)

    def _activity(self, part: range) -> pa.Table:
        ids = [KEYS.key(self.name, str(n)) for n in part]
        rows = [
            {
                "id": key,
                "source": self.name,
                "native_id": str(n),
                "account": self._account(n),
                "kind": "change",
                "area": "coding",
                "happened_at": START + timedelta(hours=n),
                "utc_offset": None,
                "object": key,
            }
            for key, n in zip(ids, part, strict=True)
        ]
        return pa.Table.from_pylist(rows, schema=ACTIVITY.schema)

    def _accounts(self, part: range) -> pa.Table:
        rows = [
            {
                "account": self._account(n),
                "source": self.name,
                "platform": self.platform,
                "name": f"P{n % 7}",
            }
            for n in part[:7]
        ]
        return pa.Table.from_pylist(rows, schema=ACCOUNTS.schema)

    def _account(self, n: int) -> int:
        return KEYS.key(self.name, "account", str(n % 7))
