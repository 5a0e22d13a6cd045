"""A network of a few people, from rows that a test writes down, measured and published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pyarrow as pa

from parvis.core.pathways.actions import load_pathways
from parvis.insights import operations
from parvis.insights.installation import lake_keys
from parvis.measure import main
from parvis.measure.identity import default_rules_text
from parvis.measure.lake import Lake
from parvis.measure.sources.base import Batch, Extent
from parvis.measure.tables import ACCOUNTS, ACTIVITY

NOW = datetime(2020, 1, 2, 3, tzinfo=UTC)


@dataclass
class Written:
    """`rows`: (login, address's hash or None, area, day[, kind]); at noon, a change if not said."""

    rows: list[tuple[str, ...]]
    keys: object
    name: str = "written"
    platform: str = "table"
    area: str | None = None
    replace: bool = False
    covered_from: str | None = None  # a day; None: from birth

    def read(self) -> Iterator[Batch]:
        yield Batch(activity=self._activity(), accounts=self._accounts())

    def extent(self) -> Extent:
        if self.covered_from is None:
            return Extent(from_birth=True)
        since = datetime.fromisoformat(self.covered_from)
        return Extent(from_birth=False, covered_from=since)

    def _activity(self) -> pa.Table:
        rows = [
            {
                "id": self.keys.key(self.name, str(n)),
                "source": self.name,
                "native_id": f"change-{n}",
                "account": self._key(login),
                "kind": kind[0] if kind else "change",
                "area": area,
                "happened_at": datetime.fromisoformat(f"{day}T12:00:00"),
                "utc_offset": 0,
                "object": self.keys.key("object", self.name, str(n)),
            }
            for n, (login, _, area, day, *kind) in enumerate(self.rows)
        ]
        return pa.Table.from_pylist(rows, schema=ACTIVITY.schema)

    def _accounts(self) -> pa.Table:
        seen = {login: address for login, address, *_ in self.rows}
        rows = [
            {
                "account": self._key(login),
                "source": self.name,
                "platform": self.platform,
                "name": login.title(),
                "login": login,
                "address": address,
            }
            for login, address in seen.items()
        ]
        return pa.Table.from_pylist(rows, schema=ACCOUNTS.schema)

    def _key(self, login: str) -> int:
        return self.keys.key(self.name, "account", login)


def publish_network(home, rows, as_of, *, late=(), staff=()):
    """Load the rows, resolve, measure and publish; the run on the impact page.

    `late`: rows of a second source, which is covered from its first day on. `staff`: logins.
    """
    load_pathways(by=None, now=NOW)
    rules = default_rules_text().replace("logins = []", f"logins = {[*staff]!r}", 1)
    home.rules.write_text(rules, encoding="utf-8")
    naive = NOW.replace(tzinfo=None)
    sources = [Written(rows, lake_keys(home))]
    if late:
        first = min(day for _, _, _, day, *_ in late)
        sources += [Written([*late], lake_keys(home), name="late", covered_from=first)]
    for source in sources:
        main.ingest(Lake(home.lake), source, now=naive)
    operations.resolve(home, now=naive)
    measured = operations.measure(home, as_of=date.fromisoformat(as_of))
    return operations.publish(measured, now=NOW)
