"""The logbook: contributions that no system records, confirmed by hand, as a source of the lake.

Everybody who counts here allowed joining visits with contributions, or told of it signed in. Each
load is the whole logbook: what is no longer confirmed, or no longer allowed, is taken out again.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from hashlib import blake2b
from typing import Any

from django.db.models import Q, QuerySet

from parvis.core.followup.logged import LoggedContribution
from parvis.core.registration.plausible import key_of
from parvis.insights.ingestion import Progress, ingest
from parvis.insights.installation import lake_keys
from parvis.lib.home import Home
from parvis.measure import main, tables
from parvis.measure.keys import Keys, scrub
from parvis.measure.lake import Lake
from parvis.measure.loading import LoadReport
from parvis.measure.manifest import SourceEntry
from parvis.measure.sources.base import Batch, Extent, table_of
from parvis.measure.sources.kinds import kinds

SOURCE = "logbook"
PLATFORM = "by-hand"  # told and confirmed by people, recorded by no system
NOT_ONES_OWN = frozenset({"committing", "merging"})  # work on what others did: it qualifies nobody
NOON = time(12)  # the day is known, and not the hour
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # the lake's moments are UTC without a zone
Row = tuple[Any, ...]


def kinds_to_tell_of() -> dict[str, str]:
    """The kinds of contribution that qualify, each with its sentence."""
    return {slug: words for slug, words in kinds().items() if slug not in NOT_ONES_OWN}


def ingest_logbook(
    home: Home, *, now: datetime, progress: Progress = main.no_progress
) -> LoadReport:
    """Load the whole logbook into the lake; again on the same day, it changes nothing.

    `now` is naive UTC. A logbook in which nothing was ever confirmed makes no source.
    """
    source = Logbook(lake_keys(home), now.date())
    known = Lake(home.lake).sources().get(SOURCE)
    if known is None and not source.activity:
        return LoadReport(SOURCE, 0, 0, [], SourceEntry(PLATFORM, None), changed=False)
    if known is not None and known.cursor == source.cursor:
        return LoadReport(SOURCE, 0, known.rows, [], known, changed=False)
    return ingest(home, source, now=now, progress=progress)


def confirmed() -> QuerySet[LoggedContribution]:
    """What counts: confirmed, of people who allowed joining it, under an address."""
    allowed = Q(registration__linking_since__isnull=False) | Q(registration=None)
    rows = LoggedContribution.objects.filter(allowed, state=LoggedContribution.State.CONFIRMED)
    reached = rows.exclude(registration__email_key="")
    return reached.select_related("registration", "user", "area").order_by("pk")


class Logbook:
    """The confirmed contributions as they stand now, up to the start of `today`."""

    name = SOURCE
    platform = PLATFORM
    area: str | None = None  # each entry names its own
    replace = True

    def __init__(self, keys: Keys, today: date) -> None:
        self.keys, self.today = keys, today
        rows = list(confirmed())
        self.activity = [self._activity(row) for row in rows]
        self.accounts = sorted({self._account(row) for row in rows}, key=repr)

    @property
    def cursor(self) -> dict[str, object]:
        """What the logbook held, and until when: by which a load knows that nothing changed."""
        held = repr((self.activity, self.accounts)).encode()
        return {"held": blake2b(held, digest_size=16).hexdigest(), "until": self.today.isoformat()}

    def read(self) -> Iterator[Batch]:
        """Yield everything, at once: what people type by hand is never much."""
        yield Batch(
            activity=table_of(tables.ACTIVITY, self.activity),
            accounts=table_of(tables.ACCOUNTS, self.accounts),
        )

    def extent(self) -> Extent:
        """From its first entry: there is no earlier logbook that we do not see."""
        until = datetime.combine(self.today, time())
        return Extent(from_birth=True, covered_to=until, cursor=self.cursor)

    def _activity(self, row: LoggedContribution) -> Row:
        native = f"told-{row.pk}"
        key = self.keys.key(SOURCE, native)
        account = self.keys.key(SOURCE, key_of(_address(row)))
        what = (account, row.kind, row.area.slug, _moment(row.on), None)
        return (key, SOURCE, native, *what, key)

    def _account(self, row: LoggedContribution) -> Row:
        address = _address(row)
        key = self.keys.key(SOURCE, key_of(address))
        name = row.registration.name if row.registration else str(row.user)
        who = (scrub(name) or None, None, None)
        return (key, SOURCE, PLATFORM, *who, *self.keys.traces(address))


def _address(row: LoggedContribution) -> str:
    if row.registration is not None:
        return row.registration.email
    return row.user.email if row.user is not None else ""


def _moment(day: date) -> int:
    """Noon of the day in UTC, in microseconds since 1970."""
    return int((datetime.combine(day, NOON) - EPOCH).total_seconds()) * 1_000_000
